"""Showing that one entry is in the signed tree, checked at the moment it is asked for."""

from dataclasses import dataclass

from service.store.queries.audit import StoredTiles, latest_checkpoint
from service.store.queries.rows import AnyRow
from service.tlog.proof import ProofError, format_tlog_proof, inclusion_proof, verify_inclusion
from service.tlog.tiles import TileError
from service.tlog.tree import leaf_hash
from service.usecases.reading import Reading
from service.usecases.tree_check import Broken, signed_head


@dataclass(frozen=True, slots=True)
class EntryProof:
    """How an entry stands to the newest checkpoint.

    ``hashes`` lead from the entry to the signed root; ``wrong`` says why they do not; both are
    empty while the entry waits for its place or for a signature.
    """

    leaf_hash: bytes
    size: int = 0
    hashes: tuple[bytes, ...] = ()
    file: str = ""
    """The proof as a file that other verifiers read (c2sp.org/tlog-proof@v1)."""
    wrong: str | None = None

    @property
    def signed(self) -> bool:
        """Whether a checkpoint vouches for the entry, or ought to."""
        return self.size > 0


def prove_entry(reading: Reading, origin: str, row: AnyRow) -> EntryProof:
    """Prove an entry against the newest checkpoint, and check the proof."""
    leaf = leaf_hash(row.leaf)
    latest = latest_checkpoint(reading.connection)
    if row.position is None or latest is None or row.position >= latest.size:
        return EntryProof(leaf)
    try:
        head = signed_head(reading, origin)
        hashes = inclusion_proof(StoredTiles(reading.connection), row.position, head.size)
        verify_inclusion(leaf, row.position, head.size, hashes, head.root)
    except Broken as broken:
        return EntryProof(leaf, latest.size, wrong=str(broken))
    except (ProofError, TileError, LookupError):
        wrong = "This entry is not the one that was recorded at its place in the signed tree."
        return EntryProof(leaf, latest.size, wrong=wrong)
    file = format_tlog_proof(row.position, hashes, latest.note)
    return EntryProof(leaf, head.size, tuple(hashes), file)
