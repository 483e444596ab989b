"""Attachments: announced, received as a sealed stream, and quarantined until they are checked.

A file never exists in the clear but in memory, a piece at a time. It is announced first, so that
its name can be sealed and repeats are safe; then its content is sent. The bytes go to the blob
store before the row says so: a crash in between leaves a blob that no row knows, which is swept.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from uuid import UUID

from sqlalchemy import Connection, func, select

from service.adapters.file_types import HEAD_BYTES, UnsupportedType, detect
from service.domain.actors import Actor
from service.domain.casework_lists import AttachmentState
from service.domain.errors import (
    DomainError,
    NotAllowed,
    NotFound,
    Stale,
    TooLarge,
    UnsupportedFile,
    WrongState,
)
from service.domain.ids import new_id
from service.store.models import Attachment, Case, Report
from service.store.queries.files import attachment_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, load
from service.usecases.file_parts import ORIGINAL, SealedPart, blobs_of, write_part
from service.usecases.parts import open_case_for
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit


def announce_on_report(unit: Unit, report_id: UUID, name: str) -> Attachment:
    """Announce a file for a report; its content is sent next.

    Raises:
        WrongState: the report has as many files as it may have.
    """
    load(unit, Report, report_id, "report.attach")
    return _announce(unit, name, report_id=report_id)


def announce_on_case(unit: Unit, case_id: UUID, name: str) -> Attachment:
    """Announce a file for a case.

    Raises:
        WrongState: the case is closed, or has as many files as it may have.
    """
    open_case_for(unit, case_id, "case.attach")
    return _announce(unit, name, case_id=case_id)


def receive_content(
    runtime: Runtime, actor: Actor, attachment_id: UUID, chunks: Iterable[bytes], *, version: int
) -> None:
    """Take in an announced file's content, of any length, with flat memory.

    Only who announced it may send it. What is refused leaves nothing behind, and the content may
    be sent again.

    Raises:
        WrongState: the content has been received before.
        TooLarge: the file is larger than the institution takes.
        UnsupportedFile: its content is of no type that is taken, whatever its name says.
        Stale: the attachment has changed since that version.
    """
    with runtime.reading(actor) as reading:
        row = attachment_row(reading.connection, attachment_id)
        if row is None:
            raise NotFound
        _check_sender(reading.connection, actor, row)
        _check_awaiting(row, version)
    counted = _Counted(chunks, runtime.rules.attachment_bytes)
    blob = write_part(runtime, row, ORIGINAL, counted)
    try:
        media_type = _media_type(runtime, row, blob)
        with runtime.unit(actor) as unit:
            _received(unit, row, version, blob=blob, size=counted.size, media_type=media_type)
    except DomainError:
        # Only what a rule refused is deleted here. After any other failure nobody knows whether
        # the row names the blob: the database may have gone away while it committed.
        blobs_of(runtime).delete(blob)
        raise


def of_record(row: AnyRow | Attachment) -> tuple[type[Report] | type[Case], UUID, str]:
    """Give the model, the id and the word of what an attachment is on."""
    if row.report_id is not None:
        return Report, row.report_id, "report"
    if row.case_id is not None:
        return Case, row.case_id, "case"
    raise NotFound


def _announce(
    unit: Unit, name: str, *, report_id: UUID | None = None, case_id: UUID | None = None
) -> Attachment:
    owner = (Report.__tablename__, report_id) if report_id else (Case.__tablename__, case_id)
    _check_number(unit, *owner)
    attachment = Attachment(
        id=new_id(), report_id=report_id, case_id=case_id, owner_table=owner[0], owner_id=owner[1],
        state=AttachmentState.AWAITING_CONTENT, scan="waiting", attempts=0, created_at=unit.now,
        added_by_kind=unit.actor.kind, added_by=unit.actor.id,
    )  # fmt: skip
    unit.seal(attachment, Attachment.name, {"name": name})
    unit.add(attachment)
    unit.record("attachment.add", attachment, case_id=case_of(unit, attachment))
    return attachment


def _check_number(unit: Unit, owner_table: str, owner_id: UUID | None) -> None:
    query = (
        select(func.count())
        .select_from(Attachment)
        .where(
            Attachment.owner_table == owner_table,
            Attachment.owner_id == owner_id,
            Attachment.state != AttachmentState.REFUSED,
        )
    )
    if (unit.session.scalar(query) or 0) >= unit.rules.attachments_per_record:
        most = unit.rules.attachments_per_record
        raise WrongState(f"There are {most} files already, which is as many as there may be.")


def _check_sender(connection: Connection, actor: Actor, row: AnyRow) -> None:
    model, record_id, word = of_record(row)
    permission = f"{word}.attach"
    allow_on(connection, actor, model, record_id, permission)
    if (row.added_by_kind, row.added_by) != (actor.kind, actor.id):
        raise NotAllowed(permission, subject=(model.__tablename__, record_id))


def _check_awaiting(row: AnyRow | Attachment, version: int) -> None:
    if row.state != AttachmentState.AWAITING_CONTENT:
        raise WrongState("The content of this file was received before.")
    if row.version != version:
        raise Stale


def _media_type(runtime: Runtime, row: AnyRow, blob: str) -> str:
    with closing(SealedPart(runtime, row, ORIGINAL, blob)) as part:
        part.reader.seek(0)
        head = part.reader.read(HEAD_BYTES)
        try:
            return detect(head, part.reader)
        except UnsupportedType:
            raise UnsupportedFile from None


def _received(
    unit: Unit, row: AnyRow, version: int, *, blob: str, size: int, media_type: str
) -> None:
    """Note what came; all is asked anew, because the content may have been long in coming."""
    attachment = unit.session.get(Attachment, row.id, with_for_update=True)
    if attachment is None:
        raise NotFound
    _check_sender(unit.session.connection(), unit.actor, row)
    _check_awaiting(attachment, version)
    attachment.state, attachment.original_blob = AttachmentState.QUARANTINED, blob
    attachment.size, attachment.media_type = size, media_type
    attachment.received_at = attachment.next_check_at = unit.now
    change = {"to": attachment.state, "media_type": media_type, "size": size}
    unit.record("attachment.receive", attachment, case_id=case_of(unit, attachment), change=change)


def case_of(unit: Unit, attachment: Attachment) -> UUID | None:
    """Give the case under which an act on a file is recorded."""
    if attachment.report_id is None:
        return attachment.case_id
    return unit.session.get_one(Report, attachment.report_id).case_id


class _Counted:
    """Chunks as they come, counted, up to a limit."""

    def __init__(self, chunks: Iterable[bytes], most: int) -> None:
        self._chunks, self._most = chunks, most
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > self._most:
                raise TooLarge(f"A file has at most {self._most} bytes.")
            yield chunk
