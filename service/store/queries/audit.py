"""Reading the audit log. Nothing here decrypts: entries are metadata."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from service.domain.actors import Actor
from service.store.models import (
    AuditCheckpoint,
    AuditEntry,
    AuditExport,
    AuditLeaf,
    AuditOpening,
    AuditPending,
    AuditTile,
)
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect
from service.store.queries.standing import entries_visible

_COLUMNS = (
    AuditEntry.id, AuditEntry.at, AuditEntry.verb, AuditEntry.result, AuditEntry.actor_kind,
    AuditEntry.actor_id, AuditEntry.subject_kind, AuditEntry.subject_id, AuditEntry.case_id,
    AuditEntry.purpose, AuditEntry.leaf, AuditLeaf.position,
)  # fmt: skip
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a search of the log may be narrowed by."""

    verb: str | None = None
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    case_id: UUID | None = None
    purpose: str | None = None
    result: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_entries(connection: Connection, actor: Actor, where: EntryFilter, page: Page) -> Rows:
    """Search the log, newest first; an entry not sequenced yet has no position.

    What a conflict of interest keeps from the actor is left out, whatever it is searched by.
    """
    query = _entries_for(actor)
    for name in ("verb", "actor_id", "subject_id", "case_id", "purpose", "result"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(AuditEntry, name) == value)
    if where.since is not None:
        query = query.where(AuditEntry.at >= where.since)
    if where.until is not None:
        query = query.where(AuditEntry.at < where.until)
    return newest_first(connection, query, AuditEntry.id, page)


def entry_row(connection: Connection, actor: Actor, entry_id: UUID) -> AnyRow | None:
    """Read one entry of the log; None where a conflict of interest keeps it from the actor."""
    query = _entries_for(actor).where(AuditEntry.id == entry_id)
    return connection.execute(query).one_or_none()


def _entries_for(actor: Actor) -> AnySelect:
    query = select(*_COLUMNS).outerjoin(AuditLeaf, AuditLeaf.entry_id == AuditEntry.id)
    return query.where(entries_visible(actor))


def placed_entries(connection: Connection, first: int, end: int) -> Sequence[AnyRow]:
    """Read the entries at positions in [first, end), in their order; call it for short ranges."""
    query = (
        select(*_COLUMNS)
        .join(AuditLeaf, AuditLeaf.entry_id == AuditEntry.id)
        .where(AuditLeaf.position >= first, AuditLeaf.position < end)
        .order_by(AuditLeaf.position)
    )
    return connection.execute(query).all()


def timeline(
    connection: Connection, actor: Actor, *, case_id: UUID | None, subject_ids: Sequence[UUID]
) -> Sequence[AnyRow]:
    """Read what happened to a case and to the things that belong to it, oldest first.

    A report that is or was on the case may be one that the actor is shut out of.
    """
    concerns: ColumnElement[bool] = AuditEntry.subject_id.in_(subject_ids)
    if case_id is not None:
        concerns = or_(AuditEntry.case_id == case_id, concerns)
    query = _entries_for(actor).where(concerns).order_by(AuditEntry.id)
    return connection.execute(query).all()


def openings_of(connection: Connection, entry_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Read what opens these entries' commitments, still sealed; nothing where it was deleted."""
    query = select(*AuditOpening.__table__.columns).where(AuditOpening.id.in_(entry_ids))
    return connection.execute(query).all()


def tree_size(connection: Connection) -> int:
    """Give the number of entries in the tree."""
    last = connection.scalar(select(func.max(AuditLeaf.position)))
    return 0 if last is None else last + 1


def pending_entries(connection: Connection, limit: int) -> Sequence[AnyRow]:
    """Give committed entries that have no place in the tree yet."""
    query = (
        select(AuditEntry.id, AuditEntry.leaf)
        .join(AuditPending, AuditPending.entry_id == AuditEntry.id)
        .order_by(AuditEntry.id)
        .limit(limit)
    )
    return connection.execute(query).all()


def count_pending(connection: Connection) -> int:
    """Count the entries that wait for their place."""
    return connection.scalar(select(func.count()).select_from(AuditPending)) or 0


def leaves(connection: Connection, first: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Stream ``(position, leaf)`` for positions in [first, end), in flat memory."""
    while first < end:
        query = (
            select(AuditLeaf.position, AuditEntry.leaf)
            .join(AuditEntry, AuditEntry.id == AuditLeaf.entry_id)
            .where(AuditLeaf.position >= first, AuditLeaf.position < end)
            .order_by(AuditLeaf.position)
            .limit(_CHUNK)
        )
        rows = connection.execute(query).all()
        if not rows:
            return
        yield from ((row.position, row.leaf) for row in rows)
        first = rows[-1].position + 1


def position_of(connection: Connection, entry_id: UUID) -> int | None:
    """Give an entry's place in the tree; None while it waits."""
    return connection.scalar(select(AuditLeaf.position).where(AuditLeaf.entry_id == entry_id))


def leaf_of(connection: Connection, position: int) -> bytes | None:
    """Give the leaf at a place in the tree."""
    return next((leaf for _, leaf in leaves(connection, position, position + 1)), None)


def latest_checkpoint(connection: Connection) -> AnyRow | None:
    """Give the newest signed tree head."""
    query = select(AuditCheckpoint.size, AuditCheckpoint.note, AuditCheckpoint.signed_at)
    return connection.execute(query.order_by(AuditCheckpoint.size.desc()).limit(1)).one_or_none()


def exports_of(connection: Connection, actor_id: UUID | None, page: Page) -> Rows:
    """List the exports that somebody asked for, newest first."""
    query = select(
        AuditExport.id, AuditExport.size, AuditExport.purpose, AuditExport.created_at,
        AuditExport.old_checkpoint.is_not(None).label("continues"),
    ).where(AuditExport.actor_id == actor_id)  # fmt: skip
    return newest_first(connection, query, AuditExport.id, page)


def export_row(connection: Connection, export_id: UUID, actor_id: UUID | None) -> AnyRow | None:
    """Read an export, if this is who asked for it."""
    query = select(*AuditExport.__table__.columns).where(
        AuditExport.id == export_id, AuditExport.actor_id == actor_id
    )
    return connection.execute(query).one_or_none()


class StoredTiles:
    """Tiles of the tree, read from the database and kept for one piece of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[int, int], bytes] = {}

    def tile(self, level: int, index: int, width: int) -> bytes:
        """Give at least the first ``width`` hashes of a tile (32 bytes each)."""
        hashes = self._seen.get((level, index))
        if hashes is None or len(hashes) < 32 * width:
            query = select(AuditTile.hashes).where(
                AuditTile.level == level, AuditTile.tile_index == index
            )
            hashes = self._connection.scalar(query)
            if hashes is None or len(hashes) < 32 * width:
                raise LookupError(f"Tile {level}/{index} does not hold {width} hashes yet.")
            self._seen[level, index] = hashes
        return hashes
