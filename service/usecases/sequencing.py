"""Giving committed entries their place in the tree, and signing what the tree has become.

Entries commit with their acts, in any order and from any process. The sequencer takes what waits,
one transaction at a time: it numbers the leaves without a gap, grows the tiles and signs. Two
sequencers never fork the tree, because only one holds the lock (SQLite has one writer anyway).
"""

from datetime import datetime

from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from service.crypto.provider import KeyProvider
from service.store.models import AuditCheckpoint, AuditLeaf, AuditPending, AuditTile
from service.store.queries.audit import StoredTiles, latest_checkpoint, pending_entries, tree_size
from service.tlog.checkpoint import Checkpoint
from service.tlog.keys import VerifierKey
from service.tlog.note import sign_note
from service.tlog.tiles import Tile, append_leaves, root
from service.tlog.tree import leaf_hash
from service.usecases.runtime import Runtime
from service.usecases.unit import housekeeping

_LOCK = 0x7265647265737331
"""The key of PostgreSQL's advisory lock ("redress1")."""

_BATCH = 1000


def sequence_log(runtime: Runtime, *, sign: bool = False) -> int:
    """Place every waiting entry; sign when it is time, or when ``sign`` asks for it.

    Returns:
        The number of entries placed.
    """
    placed = 0
    while True:
        with housekeeping(runtime.engine) as session:
            _lock(session)
            batch = _place_batch(session)
            if batch < _BATCH:
                _sign_if_due(session, runtime, force=sign)
        placed += batch
        if batch < _BATCH:
            return placed


def log_key(provider: KeyProvider, origin: str) -> VerifierKey:
    """Give the key that checks this log's signatures, as auditors keep it."""
    return VerifierKey.of(origin, provider.public_key("audit"))


def _lock(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _place_batch(session: Session) -> int:
    connection = session.connection()
    waiting = pending_entries(connection, _BATCH)
    if not waiting:
        return 0
    size = tree_size(connection)
    tiles = append_leaves(StoredTiles(connection), size, [leaf_hash(row.leaf) for row in waiting])
    for tile in tiles:
        _store_tile(session, tile)
    session.execute(
        insert(AuditLeaf),
        [{"position": size + i, "entry_id": row.id} for i, row in enumerate(waiting)],
    )
    session.execute(
        delete(AuditPending).where(AuditPending.entry_id.in_([row.id for row in waiting]))
    )
    return len(waiting)


def _store_tile(session: Session, tile: Tile) -> None:
    grown = session.execute(
        update(AuditTile)
        .where(AuditTile.level == tile.level, AuditTile.tile_index == tile.index)
        .values(hashes=tile.hashes)
    )
    if grown.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(
            insert(AuditTile).values(level=tile.level, tile_index=tile.index, hashes=tile.hashes)
        )


def _sign_if_due(session: Session, runtime: Runtime, *, force: bool) -> None:
    connection = session.connection()
    size, last = tree_size(connection), latest_checkpoint(connection)
    now: datetime = runtime.clock()
    if last is not None and last.size == size:
        return
    if last is not None and not force and now - last.signed_at < runtime.rules.checkpoint_every:
        return
    origin, provider = runtime.rules.log_origin, runtime.provider
    head = Checkpoint(origin, size, root(StoredTiles(connection), size))
    note = sign_note(
        head.body(),
        origin,
        provider.public_key("audit"),
        lambda message: provider.sign("audit", message),
    )
    session.execute(insert(AuditCheckpoint).values(size=size, note=note, signed_at=now))
