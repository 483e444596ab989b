"""Checking the tree against itself: the signed head, the tiles and the newest entries.

This finds a log that was changed behind the application's back. Whoever holds the log's key and
the database could still sign another history: only a checkpoint kept elsewhere shows that, which
is what exports are for.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.store.queries.audit import StoredTiles, latest_checkpoint, placed_entries
from service.store.queries.rows import AnyRow
from service.tlog.checkpoint import Checkpoint
from service.tlog.keys import NoteError
from service.tlog.note import open_note
from service.tlog.proof import ProofError, inclusion_proof, verify_inclusion
from service.tlog.tiles import TILE_WIDTH, TileError, root
from service.tlog.tree import HASH_SIZE, leaf_hash
from service.usecases.access import allow
from service.usecases.entries import moment_text
from service.usecases.reading import Reading
from service.usecases.sequencing import log_key

NEWEST = 1000
_NAMED = ("verb", "result", "purpose")
"""Columns that repeat the entry's field of the same name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, in words; ``wrong`` says why it does not hold."""

    checked: str
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class TreeCheck:
    """What a check found; the entries looked at are those at positions in [first, size)."""

    at: datetime
    size: int
    first: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return all(finding.wrong is None for finding in self.findings)


class Broken(Exception):  # caught where it arises: a finding, not a failure
    """Something does not hold; the message says what."""


def check_tree(reading: Reading, origin: str, *, newest: int = NEWEST) -> TreeCheck:
    """Check the newest checkpoint, the tree it signs and the newest entries below it."""
    allow(reading.actor, "audit.read")
    findings = [Finding("The newest checkpoint is signed with this log's key.")]
    try:
        head = signed_head(reading, origin)
    except Broken as broken:
        findings[0] = Finding(findings[0].checked, str(broken))
        return TreeCheck(reading.now, 0, 0, tuple(findings))
    tiles = StoredTiles(reading.connection)
    first = max(0, head.size - newest)
    rows = placed_entries(reading.connection, first, head.size)
    checks: dict[str, Callable[[], None]] = {
        "The stored tree has the root that the checkpoint signs.": lambda: _check_root(tiles, head),
        "The newest entries are, byte for byte, those in the signed tree.": (
            lambda: _check_leaves(tiles, head, first, rows)
        ),
        "What the log is searched by agrees with the newest entries.": (
            lambda: _check_columns(rows)
        ),
    }
    findings += [_finding(checked, check) for checked, check in checks.items()]
    return TreeCheck(reading.now, head.size, first, tuple(findings))


def _finding(checked: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except Broken as broken:
        return Finding(checked, str(broken))
    except (LookupError, TileError):
        return Finding(checked, "A part of the stored tree is missing.")
    return Finding(checked)


def signed_head(reading: Reading, origin: str) -> Checkpoint:
    """Give the newest tree head, once its signature has been checked.

    Raises:
        Broken: there is none, or it is not what this log signed.
    """
    latest = latest_checkpoint(reading.connection)
    if latest is None:
        raise Broken("No checkpoint has been signed yet.")
    try:
        body, _ = open_note(latest.note, [log_key(reading.instance.provider, origin)])
        head = Checkpoint.parse(body)
    except NoteError as error:
        raise Broken(f"It cannot be believed: {error}.") from error
    if (head.origin, head.size) != (origin, latest.size):
        raise Broken("It is of another log, or of another size than it is kept under.")
    return head


def _check_root(tiles: StoredTiles, head: Checkpoint) -> None:
    if root(tiles, head.size) != head.root:
        raise Broken("The stored tree has another root: a part of it was changed.")


def _check_leaves(tiles: StoredTiles, head: Checkpoint, first: int, rows: Sequence[AnyRow]) -> None:
    """Compare each entry with its hash in the tree, and prove every tile that was compared."""
    at = {row.position: row.leaf for row in rows}
    for position in range(first, head.size):
        if position not in at:
            raise Broken(f"Entry {position} is missing.")
        leaf, (index, place) = leaf_hash(at[position]), divmod(position, TILE_WIDTH)
        hashes = tiles.tile(0, index, min(TILE_WIDTH, head.size - index * TILE_WIDTH))
        if hashes[place * HASH_SIZE : (place + 1) * HASH_SIZE] != leaf:
            raise Broken(f"Entry {position} is not the entry that was recorded: it was changed.")
        if position == first or place == 0:
            _prove(tiles, head, position, leaf)


def _prove(tiles: StoredTiles, head: Checkpoint, position: int, leaf: bytes) -> None:
    # A leaf's proof is made of all other hashes of its tile, so it vouches for the whole tile.
    try:
        proof = inclusion_proof(tiles, position, head.size)
        verify_inclusion(leaf, position, head.size, proof, head.root)
    except ProofError as error:
        raise Broken(f"The tree around entry {position} does not lead to the root.") from error


def _check_columns(rows: Sequence[AnyRow]) -> None:
    for row in rows:
        if _columns(row) != _fields(row.leaf):
            raise Broken(f"Entry {row.position} would be found under what it does not say.")


def _columns(row: AnyRow) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in _NAMED}
    ids = {name: getattr(row, name) for name in ("id", "actor_id", "subject_id", "case_id")}
    return {
        **named,
        **{name: None if value is None else str(value) for name, value in ids.items()},
        "at": moment_text(row.at.astimezone(UTC)),
        "actor_kind": row.actor_kind,
        "subject_kind": row.subject_kind,
    }


def _fields(leaf: bytes) -> dict[str, Any] | None:
    """Give what the columns must say; None when the leaf is no entry of ours at all."""
    try:
        entry = json.loads(leaf)
        actor, subject = entry["actor"], entry.get("subject", {})
        return {
            **{name: entry.get(name) for name in _NAMED},
            "id": entry["id"],
            "actor_id": actor.get("id"),
            "subject_id": subject.get("id"),
            "case_id": entry.get("case"),
            "at": entry["at"],
            "actor_kind": actor["kind"],
            "subject_kind": subject.get("kind"),
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
