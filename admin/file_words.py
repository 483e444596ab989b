"""How the console tells of files: what each is, where it stands, and what it says of itself."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _

from admin.context import spelled
from admin.opened import Opened
from service.domain.actors import ActorKind
from service.domain.casework_lists import REFUSAL_REASONS, AttachmentState
from service.store.models import Attachment
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading

MEGABYTE = 1024 * 1024
_KINDS = (
    ("text/", _("Text")), ("image/", _("Picture")), ("audio/", _("Sound")), ("video/", _("Film")),
    ("application/pdf", _("PDF")), ("application/", _("Office document")),
)  # fmt: skip
_TONES = {
    AttachmentState.AVAILABLE: "good",
    AttachmentState.REFUSED: "danger",
    AttachmentState.QUARANTINED: "warn",
}
_REFUSALS = {
    "infected": _("Malware was found in it, and its content was deleted."),
    "type_not_accepted": _("It is of a type that is not taken. Nothing of it was kept."),
    "too_large": _("It is larger than is taken. Nothing of it was kept."),
    "incomplete": _("It did not arrive whole. Nothing of it was kept; send it again."),
}
_SENDERS = {
    ActorKind.REPORTER: _("The reporting party"),
    ActorKind.CLIENT: _("A form or another system"),
    ActorKind.SYSTEM: _("The system"),
}


def files(reading: Reading, rows: Iterable[AnyRow], opened: Opened) -> list[Any]:
    """Tell of files; their names are sealed until they are opened."""
    rows = list(rows)
    names = names_of(reading.connection, [row.added_by for row in rows if row.added_by])
    return [file(row, opened, names) for row in rows]


def file(row: AnyRow, opened: Opened, names: dict[UUID, str]) -> Any:
    """Tell of one file.

    Args:
        names: of the officers who may have added it.
    """
    return SimpleNamespace(
        id=row.id,
        name=opened.text(Attachment.name, row, "name"),
        kind=_kind(row),
        state=_state(row),
        tone=_TONES.get(row.state, "neutral"),
        why=_why(row),
        added=spelled(row.created_at),
        by=_SENDERS.get(row.added_by_kind) or names.get(row.added_by, _("Somebody")),
        can_be_read=row.state == AttachmentState.AVAILABLE,
    )


def size(number: int) -> str:
    """Say how large a file is: ``640 bytes``, ``12 KB``, ``3.5 MB``."""
    if number < 1024:
        return _("%(number)s bytes", number=str(number))
    if number < MEGABYTE:
        return _("%(number)s KB", number=str(round(number / 1024)))
    return _("%(number)s MB", number=f"{number / MEGABYTE:.1f}".removesuffix(".0"))


def _kind(row: AnyRow) -> str:
    if row.media_type is None:
        return _("A file")
    kind = next(name for start, name in _KINDS if row.media_type.startswith(start))
    return ", ".join((kind, size(row.size)))


def _state(row: AnyRow) -> str:
    match row.state:
        case AttachmentState.AWAITING_CONTENT:
            return _("Waiting for its content")
        case AttachmentState.QUARANTINED if row.scan == "scanner_away":
            return _("Waiting: the malware scanner is away")
        case AttachmentState.QUARANTINED:
            return _("Being checked")
        case AttachmentState.REFUSED:
            return _("Refused")
    return _("Can be read")


def _why(row: AnyRow) -> str:
    match row.state:
        case AttachmentState.AWAITING_CONTENT:
            return _("It was announced; whoever sends it has not finished.")
        case AttachmentState.QUARANTINED if row.scan == "scanner_away":
            return _("It is checked as soon as the scanner is back. Nobody can read it until then.")
        case AttachmentState.QUARANTINED:
            return _("Nobody can read it until that is done. Load this page again in a moment.")
        case AttachmentState.REFUSED:
            return _REFUSALS.get(row.refusal, REFUSAL_REASONS.label(row.refusal or ""))
    return (
        _("No malware was found.") if row.scan == "clean" else _("It was not scanned: take care.")
    )
