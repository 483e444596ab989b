"""Every tree, tile and proof agrees with RFC 6962's recursive definitions."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.tlog.proof import (
    ProofError,
    consistency_proof,
    format_tlog_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from service.tlog.tiles import root, subtree
from service.tlog.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, split_point
from tests.tlog import naive
from tests.tlog.store import grown

LEAVES = [naive.leaf(b"%d" % number) for number in range(700)]
TILES = grown(LEAVES)
sizes = st.integers(0, len(LEAVES))
pairs = st.tuples(sizes, sizes).map(sorted)


@given(pairs)
def test_subtrees_and_roots(bounds: list[int]) -> None:
    lo, hi = bounds
    assert root(TILES, hi) == naive.mth(LEAVES[:hi])
    if lo < hi:
        assert subtree(TILES, lo, hi) == naive.mth(LEAVES[lo:hi])


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_frontier(entries: list[bytes]) -> None:
    frontier = Frontier()
    for entry in entries:
        frontier.append(leaf_hash(entry))
    assert frontier.size == len(entries)
    assert frontier.root() == naive.mth([naive.leaf(entry) for entry in entries])


@given(pairs.filter(lambda pair: pair[0] < pair[1]))
def test_inclusion(pair: list[int]) -> None:
    index, size = pair
    proof = inclusion_proof(TILES, index, size)
    assert proof == naive.path(index, LEAVES[:size])
    verify_inclusion(LEAVES[index], index, size, proof, naive.mth(LEAVES[:size]))


@given(pairs)
def test_consistency(pair: list[int]) -> None:
    old, new = pair
    proof = consistency_proof(TILES, old, new)
    assert proof == (naive.subproof(old, LEAVES[:new], True) if old else [])
    verify_consistency(old, new, naive.mth(LEAVES[:old]), naive.mth(LEAVES[:new]), proof)


def test_every_small_proof_and_no_other() -> None:
    """Up to 20 leaves: each proof holds for its own index and sizes and for none besides."""
    roots = [naive.mth(LEAVES[:size]) for size in range(21)]
    for size in range(1, 21):
        for index in range(size):
            proof = inclusion_proof(TILES, index, size)
            verify_inclusion(LEAVES[index], index, size, proof, roots[size])
            for other in set(range(-1, size + 1)) - {index}:
                with pytest.raises(ProofError):
                    verify_inclusion(LEAVES[index], other, size, proof, roots[size])
        for old in range(size + 1):
            proof = consistency_proof(TILES, old, size)
            verify_consistency(old, size, roots[old], roots[size], proof)
            for other in set(range(size + 2)) - {old}:
                with pytest.raises(ProofError):
                    verify_consistency(other, size, roots[old], roots[size], proof)


@settings(max_examples=60)
@given(pairs.filter(lambda pair: 0 < pair[0] < pair[1]), st.data())
def test_a_spoiled_proof_is_refused(pair: list[int], data: st.DataObject) -> None:
    small, size = pair
    whole = naive.mth(LEAVES[:size])
    inclusion = spoil(inclusion_proof(TILES, small, size), data)
    with pytest.raises(ProofError):
        verify_inclusion(LEAVES[small], small, size, inclusion, whole)
    consistency = spoil(consistency_proof(TILES, small, size), data)
    with pytest.raises(ProofError):
        verify_consistency(small, size, naive.mth(LEAVES[:small]), whole, consistency)


def spoil(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    place = data.draw(st.integers(0, len(proof) - 1)) if proof else 0
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:] if proof else bytes(32)
    ways = [
        [*proof, bytes(32)],
        proof[:-1] if proof else [bytes(32)],
        [*proof[:place], flipped, *proof[place + 1 :]],
        [*proof[:place], flipped[:31], *proof[place + 1 :]],
    ]
    return data.draw(st.sampled_from(ways))


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof"),
    [
        (3, 2, LEAVES[0], LEAVES[0], []),
        (-1, 2, LEAVES[0], LEAVES[0], []),
        (0, 2, LEAVES[0], LEAVES[1], []),
        (0, 2, EMPTY_ROOT, LEAVES[1], [LEAVES[0]]),
        (0, 0, EMPTY_ROOT, LEAVES[0], []),
        (2, 2, LEAVES[0], LEAVES[1], []),
        (2, 2, LEAVES[0], LEAVES[0], [LEAVES[0]]),
        (3, 5, LEAVES[0], LEAVES[0], []),
    ],
)
def test_impossible_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]
) -> None:
    with pytest.raises(ProofError):
        verify_consistency(old, new, old_root, new_root, proof)


def test_consistency_from_nothing_and_to_itself() -> None:
    verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    verify_consistency(0, 5, EMPTY_ROOT, LEAVES[0], [])
    verify_consistency(5, 5, LEAVES[0], LEAVES[0], [])


def test_what_cannot_be_asked() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ProofError):
            inclusion_proof(TILES, index, size)
    for old, new in ((2, 1), (-1, 1)):
        with pytest.raises(ProofError):
            consistency_proof(TILES, old, new)
    with pytest.raises(ValueError, match="no range"):
        subtree(TILES, 3, 3)
    with pytest.raises(ValueError, match="two or more"):
        split_point(1)
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier().append(b"short")


def test_leaves_and_nodes_are_told_apart() -> None:
    left, right = LEAVES[:2]
    assert node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()
    assert leaf_hash(left + right) != node_hash(left, right)


def test_a_proof_file() -> None:
    checkpoint = "example.com/log\n3\nroot\n\n\u2014 example.com/log sig\n"
    text = format_tlog_proof(2, [bytes(32), b"\xff" * 32], checkpoint)
    assert text == (
        f"c2sp.org/tlog-proof@v1\nindex 2\n{'A' * 43}=\n//////////////////////////////////////////"
        f"8=\n\n{checkpoint}"
    )
    assert format_tlog_proof(0, [], "c\n") == "c2sp.org/tlog-proof@v1\nindex 0\n\nc\n"
    with pytest.raises(ProofError):
        format_tlog_proof(-1, [], checkpoint)
