"""Giving a file's content out: on record first, then piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from service.adapters.cleaning import is_cleanable
from service.crypto.errors import CryptoError
from service.domain.actors import Actor, ActorKind
from service.domain.casework_lists import AttachmentState
from service.domain.errors import NotFound, WrongState
from service.store.models import Attachment
from service.store.queries.files import attachment_row
from service.store.queries.rows import AnyRow
from service.store.sealed import Target
from service.usecases.access import allow_on
from service.usecases.attachments import COPY, ORIGINAL, TABLE, case_of, of_record
from service.usecases.checking import damaged, plain_chunks
from service.usecases.runtime import Runtime
from service.usecases.unit import record_damage


@dataclass(frozen=True, slots=True)
class Content:
    """A file's content, to be streamed."""

    media_type: str
    part: str
    size: int | None
    """Of the original; a copy's is not known before it is read."""
    chunks: Iterator[bytes]


def read_content(
    runtime: Runtime, actor: Actor, attachment_id: UUID, *, part: str, purpose: str
) -> Content:
    """Open a file for reading; the reading is on record before the first byte leaves.

    Args:
        part: ``copy``, without metadata, or ``original``, which takes a permission of its own.

    Raises:
        WrongState: the file is still in quarantine or was refused, or has no such copy.
    """
    with runtime.reading(actor) as reading:
        row = attachment_row(reading.connection, attachment_id)
        if row is None:
            raise NotFound
        model, record_id, word = of_record(row)
        kept = _part_kept(row, part)
        allow_on(reading.connection, actor, model, record_id, *_needed(actor, row, kept, word))
    if row.state != AttachmentState.AVAILABLE:
        raise WrongState("This file cannot be read: it is not checked yet, or was refused.")
    with runtime.unit(actor) as unit:
        attachment = unit.session.get_one(Attachment, row.id)
        unit.record(
            "attachment.read", attachment, case_id=case_of(unit, attachment), purpose=purpose,
            change={"part": kept}, reads=[Target(TABLE, row.id, f"attachment_{kept}")],
        )  # fmt: skip
    size = row.size if kept == ORIGINAL else None
    return Content(row.media_type, kept, size, _streamed(runtime, actor, row, kept, purpose))


def _part_kept(row: AnyRow, part: str) -> str:
    """Give the part that answers for the one asked for: text and sound have one only."""
    if part == COPY and row.copy_blob is None:
        return ORIGINAL
    return part


def _needed(actor: Actor, row: AnyRow, part: str, word: str) -> list[str]:
    if actor.kind == ActorKind.REPORTER:
        return ["report.attach"]
    needed = [f"{word}.read_content"]
    if part == ORIGINAL and (row.copy_blob or is_cleanable(row.media_type or "")):
        needed.append(f"{word}.read_original")
    return needed


def _streamed(
    runtime: Runtime, actor: Actor, row: AnyRow, part: str, purpose: str
) -> Iterator[bytes]:
    """Give the pieces. Damage is put on record, and breaks the answer off."""
    try:
        yield from plain_chunks(runtime, row, part)
    except CryptoError as error:
        damage = damaged(row, part)
        record_damage(runtime, actor, damage, purpose=purpose)
        raise damage from error
