"""Attachments: announced, received as a sealed stream, and quarantined until they are checked.

A file never exists in the clear but in memory, a piece at a time. It is announced first, so that
its name can be sealed and repeats are safe; then its content is sent. The bytes go to the blob
store before the row says so: a crash in between leaves a blob that no row knows, which is swept.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast
from uuid import UUID

from sqlalchemy import func, select

from service.adapters.file_types import HEAD_BYTES, UnsupportedType, detect
from service.crypto.stream import SealedReader, seal_stream
from service.domain.actors import Actor
from service.domain.casework_lists import AttachmentState
from service.domain.errors import (
    NotFound,
    Stale,
    TooLarge,
    Unavailable,
    UnsupportedFile,
    WrongState,
)
from service.domain.ids import new_id
from service.store.models import Attachment, Case, Report
from service.store.queries.files import attachment_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, load
from service.usecases.ports import Blobs
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

TABLE = Attachment.__tablename__
ORIGINAL, COPY = "original", "copy"


def announce_on_report(unit: Unit, report_id: UUID, name: str) -> Attachment:
    """Announce a file for a report; its content is sent next.

    Raises:
        WrongState: the report has as many files as it may have.
    """
    load(unit, Report, report_id, "report.attach")
    return _announce(unit, name, report_id=report_id)


def announce_on_case(unit: Unit, case_id: UUID, name: str) -> Attachment:
    """Announce a file for a case."""
    load(unit, Case, case_id, "case.attach")
    return _announce(unit, name, case_id=case_id)


def receive_content(
    runtime: Runtime, actor: Actor, attachment_id: UUID, chunks: Iterable[bytes], *, version: int
) -> UUID:
    """Take in an announced file's content, of any length, with flat memory.

    What is refused leaves nothing behind, and the content may be sent again.

    Raises:
        WrongState: the content has been received before.
        TooLarge: the file is larger than the institution takes.
        UnsupportedFile: its content is of no type that is taken, whatever its name says.
        Stale: the attachment has changed since that version.
    """
    row = _awaiting_content(runtime, actor, attachment_id)
    blobs, blob = blobs_of(runtime), f"{new_id()}.{ORIGINAL}"
    try:
        counted = _Counted(chunks, runtime.rules.attachment_bytes)
        blobs.write(blob, seal_part(runtime, row, counted, ORIGINAL))
        media_type = _media_type(runtime, row, blob)
        with runtime.unit(actor) as unit:
            _received(unit, row, version, blob=blob, size=counted.size, media_type=media_type)
    except BaseException:
        blobs.delete(blob)
        raise
    return attachment_id


def blobs_of(runtime: Runtime) -> Blobs:
    """Give where sealed files are kept.

    Raises:
        Unavailable: this instance has no such place.
    """
    if runtime.blobs is None:
        raise Unavailable("Files cannot be taken or given out here.")
    return runtime.blobs


def seal_part(
    runtime: Runtime, row: AnyRow | Attachment, chunks: Iterable[bytes], part: str
) -> Iterator[bytes]:
    """Seal one part of an attachment under its record's key."""
    dek = runtime.keystore.dek(row.owner_table, row.owner_id)
    return seal_stream(dek, chunks, table=TABLE, record=row.id, part=part)


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


def _awaiting_content(runtime: Runtime, actor: Actor, attachment_id: UUID) -> AnyRow:
    with runtime.reading(actor) as reading:
        row = attachment_row(reading.connection, attachment_id)
        if row is None:
            raise NotFound
        model, record_id, word = of_record(row)
        allow_on(reading.connection, actor, model, record_id, f"{word}.attach")
    _check_awaiting(row)
    return row


def _check_awaiting(row: AnyRow | Attachment) -> None:
    if row.state != AttachmentState.AWAITING_CONTENT:
        raise WrongState("The content of this file was received before.")


def _media_type(runtime: Runtime, row: AnyRow, blob: str) -> str:
    dek = runtime.keystore.dek(row.owner_table, row.owner_id)
    with blobs_of(runtime).open(blob) as file:
        reader = SealedReader(dek, file, table=TABLE, record=row.id, part=ORIGINAL)
        head = reader.read(HEAD_BYTES) or b""
        try:
            return detect(head, cast("BinaryIO", reader))  # a raw reader reads like a file
        except UnsupportedType:
            raise UnsupportedFile from None


def _received(
    unit: Unit, row: AnyRow, version: int, *, blob: str, size: int, media_type: str
) -> None:
    model, record_id, word = of_record(row)
    allow_on(unit.session.connection(), unit.actor, model, record_id, f"{word}.attach")
    attachment = unit.session.get_one(Attachment, row.id, with_for_update=True)
    _check_awaiting(attachment)
    if attachment.version != version:
        raise Stale
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
