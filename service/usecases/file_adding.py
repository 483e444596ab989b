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
_NOT_WHOLE = "incomplete"


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
        _refuse(runtime, actor, attachment.id, _REASONS.get(type(refusal), _NOT_WHOLE))
        raise
    return attachment.id


def _refuse(runtime: Runtime, actor: Actor, attachment_id: UUID, reason: str) -> None:
    with runtime.unit(actor) as unit:
        attachment = unit.session.get_one(Attachment, attachment_id, with_for_update=True)
        if attachment.state != AttachmentState.AWAITING_CONTENT:
            return
        attachment.state, attachment.refusal = AttachmentState.REFUSED, reason
        change = {"to": attachment.state, "reason": reason}
        case_id = case_of(unit, attachment)
        unit.record("attachment.refuse", attachment, case_id=case_id, change=change)
