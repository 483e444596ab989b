"""The tree stored as tiles, after C2SP tlog-tiles (https://c2sp.org/tlog-tiles).

A tile is a row of up to 256 consecutive hashes. Level 0 holds leaf hashes; a hash on any level
above is the root of one *full* tile below, so each level is eight rows of the tree higher than the
last, and the rows between are rehashed when wanted. Only the last tile of a level may be partial,
and only full tiles ever count towards the level above: a tile, once full, never changes again.

This module neither stores nor trusts. A ``TileReader`` brings tiles from wherever they lie,
``append_leaves`` says which tiles to store, and whoever holds a signed root compares it with
``root``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.tlog.tree import EMPTY_ROOT, HASH_SIZE, node_hash, split_point

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63

_PATH = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


class TileError(ValueError):
    """A tile is missing hashes it must have, or its path is not one of the specification."""


class TileReader(Protocol):
    """Where tiles come from: a table, a folder, a web server."""

    def tile(self, level: int, index: int, width: int) -> bytes:
        """Return at least the first ``width`` hashes of a tile, 32 bytes each."""


@dataclass(frozen=True)
class Tile:
    """The full present content of one tile, to be stored under its level and index."""

    level: int
    index: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes the tile holds: 256 when it is full."""
        return len(self.hashes) // HASH_SIZE

    @property
    def path(self) -> str:
        """The path at which C2SP tlog-tiles serves this tile."""
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Return a tile's path, such as ``tile/0/x001/067.p/3`` for the first 3 hashes of tile 1067."""
    if not (0 <= level <= MAX_LEVEL and index >= 0 and 1 <= width <= TILE_WIDTH):
        raise TileError(f"no tile has level {level}, index {index} and width {width}")
    number = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        number = f"x{index % 1000:03d}/{number}"
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{number}{partial}"


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """Return level, index and width of a path, accepting only what ``tile_path`` would write."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError(f"not a tile path: {path!r}")
    level = int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    width = int(match["width"] or TILE_WIDTH)
    if level > MAX_LEVEL or tile_path(level, index, width) != path:
        raise TileError(f"not a tile path: {path!r}")
    return level, index, width


def root(reader: TileReader, size: int) -> bytes:
    """Return the root of the first ``size`` leaves, whatever the log has grown to since."""
    return subtree(reader, 0, size) if size else EMPTY_ROOT


def subtree(reader: TileReader, lo: int, hi: int) -> bytes:
    """Return MTH(D[lo:hi]), the root over leaves ``lo`` up to but not including ``hi``.

    Full subtrees come straight from one tile each; anything else is split as RFC 6962 splits it.
    Every range a proof asks for is made of few full subtrees, so this reads about one tile per
    level.
    """
    if not 0 <= lo < hi:
        raise ValueError(f"leaves {lo} to {hi} are no range")
    count = hi - lo
    if count & (count - 1) == 0 and lo % count == 0:
        return _full_subtree(reader, lo, count.bit_length() - 1)
    middle = lo + split_point(count)
    return node_hash(subtree(reader, lo, middle), subtree(reader, middle, hi))


def append_leaves(reader: TileReader, size: int, leaf_hashes: Sequence[bytes]) -> list[Tile]:
    """Return every tile that appending these leaves to a tree of ``size`` creates or changes.

    Store them by level and index, replacing what was there. Of the old tree only the partial tile
    at the right edge of each touched level is read. Each level's freshly filled tiles become the
    next level's new hashes; the walk ends at the first level that gains none.
    """
    changed: list[Tile] = []
    level, position, hashes = 0, size, list(leaf_hashes)
    if any(len(leaf) != HASH_SIZE for leaf in hashes):
        raise ValueError("a leaf hash is 32 bytes long")
    while hashes:
        tiles = _extend_level(reader, level, position, b"".join(hashes))
        changed.extend(tiles)
        hashes = [_reduce(tile.hashes) for tile in tiles if tile.width == TILE_WIDTH]
        level, position = level + 1, position // TILE_WIDTH
    return changed


def _extend_level(reader: TileReader, level: int, position: int, hashes: bytes) -> list[Tile]:
    """Lay new hashes behind the ``position`` old ones of a level, cut into tiles."""
    index, filled = divmod(position, TILE_WIDTH)
    if filled:
        hashes = _read(reader, level, index, filled) + hashes
    step = TILE_WIDTH * HASH_SIZE
    return [
        Tile(level, index + number, hashes[start : start + step])
        for number, start in enumerate(range(0, len(hashes), step))
    ]


def _full_subtree(reader: TileReader, lo: int, height: int) -> bytes:
    """Return the root of the full, aligned subtree of 2**height leaves that starts at ``lo``."""
    level, rows = divmod(height, TILE_HEIGHT)
    index, offset = divmod(lo >> (level * TILE_HEIGHT), TILE_WIDTH)
    end = offset + (1 << rows)
    return _reduce(_read(reader, level, index, end)[offset * HASH_SIZE :])


def _read(reader: TileReader, level: int, index: int, width: int) -> bytes:
    """Read exactly ``width`` hashes, refusing a tile that is shorter."""
    hashes = reader.tile(level, index, width)[: width * HASH_SIZE]
    if len(hashes) != width * HASH_SIZE:
        raise TileError(f"{tile_path(level, index, width)} is shorter than the tree needs")
    return hashes


def _reduce(hashes: bytes) -> bytes:
    """Return the root of a full subtree, given the hashes of its lowest row."""
    row = [hashes[start : start + HASH_SIZE] for start in range(0, len(hashes), HASH_SIZE)]
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]
