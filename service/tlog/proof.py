"""Inclusion and consistency proofs: made from tiles, checked with nothing but hashes.

Making follows the definitions of RFC 6962 sections 2.1.1 and 2.1.2. Checking follows the
algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2, which walk the proof from the leaf upwards and
share no code with the making: a slip in one is caught by the other.
"""

import base64
import hmac
from collections.abc import Sequence

from service.tlog.tiles import TileReader, subtree
from service.tlog.tree import EMPTY_ROOT, HASH_SIZE, node_hash, split_point


class ProofError(ValueError):
    """A proof does not prove what it is said to prove."""


def inclusion_proof(reader: TileReader, index: int, size: int) -> list[bytes]:
    """Return the hashes that lead from leaf ``index`` to the root of the first ``size`` leaves.

    Ordered from the leaf's sibling up to the root's child, as RFC 6962's PATH(m, D[n]).
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    proof: list[bytes] = []
    lo, hi = 0, size
    while hi - lo > 1:
        middle = lo + split_point(hi - lo)
        if index < middle:
            proof.append(subtree(reader, middle, hi))
            hi = middle
        else:
            proof.append(subtree(reader, lo, middle))
            lo = middle
    return proof[::-1]


def consistency_proof(reader: TileReader, old_size: int, new_size: int) -> list[bytes]:
    """Return the hashes that show the old tree to be the beginning of the new one.

    This is RFC 6962's PROOF(m, D[n]). It is empty between equal sizes, and from the empty tree,
    which every tree begins with.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of {old_size} leaves is not the beginning of one of {new_size}")
    if old_size in {0, new_size}:
        return []
    proof: list[bytes] = []
    lo, hi = 0, new_size
    while hi != old_size:
        middle = lo + split_point(hi - lo)
        if old_size <= middle:
            proof.append(subtree(reader, middle, hi))
            hi = middle
        else:
            proof.append(subtree(reader, lo, middle))
            lo = middle
    if lo:  # otherwise the last piece is the old tree itself, whose root the checker has
        proof.append(subtree(reader, lo, hi))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise ``ProofError`` unless the proof leads from the leaf hash at ``index`` to ``root``."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    _require_hashes([leaf, root, *proof])
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            node, last = _climb(node, last)
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the inclusion proof is too short")
    _require_equal(result, root, "the inclusion proof does not lead to the root")


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise ``ProofError`` unless the proof shows that the old tree begins the new one."""
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of {old_size} leaves is not the beginning of one of {new_size}")
    _require_hashes([old_root, new_root, *proof])
    for size, root in ((old_size, old_root), (new_size, new_root)):
        if size == 0:
            _require_equal(root, EMPTY_ROOT, "the root of an empty tree is the SHA-256 of nothing")
    if old_size in {0, new_size}:
        _verify_trivial(old_size, old_root, new_root, proof)
    else:
        _verify_growth(old_size, new_size, old_root, new_root, list(proof))


def format_tlog_proof(index: int, inclusion: Sequence[bytes], checkpoint_note: str) -> str:
    """Write an inclusion proof as a file of its own, after https://c2sp.org/tlog-proof@v1.

    It holds all an offline verifier needs besides the entry and the log's key: the index, one
    base64 hash per line, an empty line, and the signed checkpoint word for word. Such files are
    named ``*.tlog-proof``.
    """
    if index < 0:
        raise ProofError("an index is not negative")
    _require_hashes(inclusion)
    hashes = [base64.b64encode(sibling).decode() for sibling in inclusion]
    return "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", checkpoint_note])


def _verify_trivial(
    old_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check the two cases RFC 9162 leaves out: from an empty tree, and from a tree to itself."""
    if proof:
        raise ProofError("a proof from an empty tree, or between equal trees, has no hashes")
    if old_size:
        _require_equal(old_root, new_root, "two roots are given for one tree size")


def _verify_growth(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: list[bytes]
) -> None:
    """Rebuild both roots from the same hashes, as RFC 9162 section 2.1.4.2 lays down."""
    if old_size & (old_size - 1) == 0:
        proof = [old_root, *proof]
    if not proof:
        raise ProofError("the consistency proof is empty")
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            node, last = _climb(node, last)
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the consistency proof is too short")
    _require_equal(old, old_root, "the consistency proof does not lead to the old root")
    _require_equal(new, new_root, "the consistency proof does not lead to the new root")


def _climb(node: int, last: int) -> tuple[int, int]:
    """Skip the rows in which the last node of the tree has no sibling and moves up alone."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_SIZE for value in hashes):
        raise ProofError("every hash is 32 bytes long")


def _require_equal(found: bytes, wanted: bytes, reason: str) -> None:
    if not hmac.compare_digest(found, wanted):
        raise ProofError(reason)
