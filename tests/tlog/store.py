"""A log in memory: tiles in a dictionary, read back strictly."""

from collections.abc import Sequence

from service.tlog.tiles import Tile, append_leaves


class Tiles:
    """Remembers tiles, counts reads, and fails on a read of hashes that were never stored."""

    def __init__(self) -> None:
        self.stored: dict[tuple[int, int], bytes] = {}
        self.size = 0
        self.reads = 0

    def tile(self, level: int, index: int, width: int) -> bytes:
        self.reads += 1
        hashes = self.stored[level, index]
        assert len(hashes) >= 32 * width
        return hashes

    def append(self, leaves: Sequence[bytes]) -> list[Tile]:
        changed = append_leaves(self, self.size, leaves)
        self.stored.update({(tile.level, tile.index): tile.hashes for tile in changed})
        self.size += len(leaves)
        return changed


def grown(leaves: Sequence[bytes]) -> Tiles:
    tiles = Tiles()
    tiles.append(leaves)
    return tiles
