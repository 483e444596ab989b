"""Giving a file's content out: on record first, then piece by piece."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from service.domain.actors import Actor
from service.domain.casework_lists import AttachmentState
from service.domain.errors import NotFound, WrongState
from service.store.models import Attachment
from service.store.sealed import Damaged
from service.usecases.access import allow_on
from service.usecases.attachments import case_of, of_record
from service.usecases.file_parts import COPY, ORIGINAL, SealedPart, target_of
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit, record_damage

_ONE_ONLY = ("text/", "audio/", "video/")
"""Types of which no copy is made: such a file is heard, seen and read as it came. A picture is not:
where it could not be cleaned, it takes the permission for the original to see it."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ENDINGS = {
    "text/plain": ".txt", "application/pdf": ".pdf",
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
    "image/heic": ".heic", "image/heif": ".heif",
    "audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/mp4": ".m4a", "audio/webm": ".weba",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OPEN}text": ".odt", f"{_OPEN}spreadsheet": ".ods", f"{_OPEN}presentation": ".odp",
}  # fmt: skip
"""How the name of a file that is given out ends. Its own name is sealed, and not used."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file's content, to be streamed."""

    media_type: str
    size: int
    """In bytes; say it beforehand, so that whoever receives less knows that it is not all."""
    chunks: Iterator[bytes]

    @property
    def ending(self) -> str:
        """How a name for it ends."""
        return _ENDINGS.get(self.media_type, "")


def is_one_only(media_type: str | None) -> bool:
    """Whether a file of a type is read as it came: no copy without metadata is made of it."""
    return str(media_type).startswith(_ONE_ONLY)


def read_content(
    runtime: Runtime, actor: Actor, attachment_id: UUID, *, part: str, purpose: str
) -> Content:
    """Open a file for reading; the reading is on record before the first byte leaves.

    Args:
        part: ``copy``, without metadata, or ``original``, which takes a permission of its own.

    Raises:
        WrongState: the file is in quarantine or was refused, or there is no copy without metadata.
        Damaged: the bytes were altered or cut off, or are gone.
    """
    with runtime.unit(actor) as unit:
        attachment = unit.session.get(Attachment, attachment_id)
        if attachment is None:
            raise NotFound
        part = _allowed_part(unit, attachment, part)
        case_id = case_of(unit, attachment)
        unit.record(
            "attachment.read", attachment, case_id=case_id, purpose=purpose,
            change={"part": part}, reads=[target_of(attachment, part)],
        )  # fmt: skip
    open_it = partial(SealedPart, runtime, attachment, part, _blob(attachment, part))
    record = partial(record_damage, runtime, actor, purpose=purpose, case_id=case_id)
    with _opened(open_it, record) as sealed:  # before anything is answered, it is shown to open
        size = sealed.size
    return Content(str(attachment.media_type), size, _pieces(open_it, record))


def _allowed_part(unit: Unit, attachment: Attachment, part: str) -> str:
    """Give the part to be read: of text, sound and film there is one only."""
    model, record_id, word = of_record(attachment)
    one_only = is_one_only(attachment.media_type)
    needed = [f"{word}.read_content"]
    if part == ORIGINAL and not one_only:
        needed.append(f"{word}.read_original")
    allow_on(unit.session.connection(), unit.actor, model, record_id, *needed)
    if attachment.state != AttachmentState.AVAILABLE:
        raise WrongState("This file cannot be read: it is not checked yet, or was refused.")
    if part == COPY and attachment.copy_blob is None:
        if not one_only:
            raise WrongState("There is no copy of this file without metadata.")
        return ORIGINAL
    return part


def _blob(attachment: Attachment, part: str) -> str:
    return str(attachment.copy_blob if part == COPY else attachment.original_blob)


@contextmanager
def _opened(
    open_it: Callable[[], SealedPart], record: Callable[[Damaged], None]
) -> Iterator[SealedPart]:
    """Open a part for as long as it is read. Damage is put on record, and breaks it off."""
    try:
        with closing(open_it()) as sealed:
            yield sealed
    except Damaged as damage:
        record(damage)
        raise


def _pieces(
    open_it: Callable[[], SealedPart], record: Callable[[Damaged], None]
) -> Iterator[bytes]:
    with _opened(open_it, record) as sealed:
        yield from sealed.chunks()
