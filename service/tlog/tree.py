"""Merkle tree hashing as RFC 6962 section 2.1 defines it (unchanged in RFC 9162).

A leaf is hashed with the prefix byte 00 and an inner node with 01, so that nobody can pass off the
bytes of an inner node as an entry. For more than one leaf the tree splits at the largest power of
two below the number of leaves, which leaves every full subtree untouched when the log grows.
"""

import hashlib

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash one log entry: SHA-256 of 00 and its exact bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256 of 01 and its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(count: int) -> int:
    """Return the largest power of two smaller than ``count``, where RFC 6962 splits a tree."""
    if count < 2:
        raise ValueError("only a tree of two or more leaves can be split")
    return 1 << ((count - 1).bit_length() - 1)


class Frontier:
    """The right edge of a growing tree: its root after any number of leaves, in flat memory.

    It holds one hash for each 1 in the binary form of ``size``: the roots of the full subtrees the
    tree is made of, largest first (other libraries call this a compact range). A log of a billion
    entries needs thirty hashes, which is how an export of any size can be checked while it streams.
    """

    def __init__(self) -> None:
        self._subtrees: list[bytes] = []
        self._size = 0

    @property
    def size(self) -> int:
        """The number of leaves appended so far."""
        return self._size

    def append(self, leaf: bytes) -> None:
        """Add the next leaf, given as its hash.

        Like adding one to a binary number, each trailing 1 of the old size is a carry: two
        subtrees of equal height become one.
        """
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash is 32 bytes long")
        carry, rest = leaf, self._size
        while rest & 1:
            carry = node_hash(self._subtrees.pop(), carry)
            rest >>= 1
        self._subtrees.append(carry)
        self._size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far; asking does not disturb the frontier."""
        if not self._subtrees:
            return EMPTY_ROOT
        *larger, root = self._subtrees
        for subtree in reversed(larger):
            root = node_hash(subtree, root)
        return root
