"""Adding a file in one go, as a person does: it is announced, and its content follows at once."""

from collections.abc import Callable, Iterable
from uuid import UUID

from service.domain.actors import Actor
from service.domain.casework_lists import AttachmentState
from service.domain.errors import DomainError, TooLarge, UnsupportedFile
from service.store.models import Attachment
from service.usecases.attachments import case_of, receive_content
from service.usecases.file_parts import blobs_of
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_REASONS: dict[type[DomainError], str] = {
    TooLarge: "too_large",
    UnsupportedFile: "type_not_accepted",
}
NOT_WHOLE = "incomplete"


def add_file(
    runtime: Runtime,
    actor: Actor,
    announce: Callable[[Unit], Attachment],
    chunks: Iterable[bytes],
) -> UUID:
    """Announce a file and take its content in. Nobody sends it again when it is refused.

    So a file that is refused stays with its record as refused, and for what reason.

    Args:
        announce: announces it; see `service.usecases.attachments`.

    Raises:
        WrongState, TooLarge, UnsupportedFile: see `announce_on_report` and `receive_content`.
        Unavailable: this instance takes no files.
    """
    blobs_of(runtime)
    with runtime.unit(actor) as unit:
        attachment = announce(unit)
    try:
        receive_content(runtime, actor, attachment.id, chunks, version=attachment.version)
    except DomainError as refusal:
        reason = _REASONS.get(type(refusal), NOT_WHOLE)
        refuse_unsent(runtime, actor, attachment.id, reason)
        raise
    return attachment.id


def refuse_unsent(runtime: Runtime, actor: Actor, attachment_id: UUID, reason: str) -> bool:
    """Refuse an announced file whose content never came whole; gives whether that was so."""
    with runtime.unit(actor) as unit:
        attachment = unit.session.get(Attachment, attachment_id, with_for_update=True)
        if attachment is None or attachment.state != AttachmentState.AWAITING_CONTENT:
            return False
        attachment.state, attachment.refusal = AttachmentState.REFUSED, reason
        change = {"to": attachment.state, "reason": reason}
        case_id = case_of(unit, attachment)
        unit.record("attachment.refuse", attachment, case_id=case_id, change=change)
    return True
