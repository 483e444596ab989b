"""Tiles lie where C2SP tlog-tiles puts them, whatever the batches they came in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.tlog.proof import inclusion_proof, verify_inclusion
from service.tlog.tiles import (
    Tile,
    TileError,
    append_leaves,
    parse_tile_path,
    root,
    subtree,
    tile_path,
)
from service.tlog.tree import Frontier
from tests.tlog import naive
from tests.tlog.store import Tiles, grown

LEAVES = [naive.leaf(b"%d" % number) for number in range(70_000)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 0, 256), "tile/0/000"),
        ((0, 1067, 3), "tile/0/x001/067.p/3"),
        ((1, 1234067, 256), "tile/1/x001/x234/067"),
        ((63, 999, 255), "tile/63/999.p/255"),
        ((2, 1000000, 1), "tile/2/x001/x000/000.p/1"),
    ],
)
def test_paths(tile: tuple[int, int, int], path: str) -> None:
    assert tile_path(*tile) == path
    assert parse_tile_path(path) == tile


@given(st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_paths_go_both_ways(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000", "tile/00/000", "tile/-1/000", "tile/0/0", "tile/0/x000/001", "tile/0/1000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/999", "/tile/0/000",
        "tile/0/000\n", "tile/0/x001/x067", "tile/entries/000", "tile/0/\u0661\u0661\u0661", "",
    ],
)  # fmt: skip
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(TileError):
        parse_tile_path(path)


@pytest.mark.parametrize("tile", [(64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_what_has_no_path(tile: tuple[int, int, int]) -> None:
    with pytest.raises(TileError):
        tile_path(*tile)


def test_seventy_thousand_leaves() -> None:
    """The example of the specification, counted out: three levels, and who lies on them."""
    tiles = grown(LEAVES)
    widths = {place: len(hashes) // 32 for place, hashes in tiles.stored.items()}
    assert [sum(1 for level, _ in widths if level == n) for n in range(4)] == [274, 2, 1, 0]
    assert widths[0, 273] == 112
    assert (widths[1, 0], widths[1, 1], widths[2, 0]) == (256, 17, 1)
    assert tiles.stored[2, 0] == naive.mth(LEAVES[:65_536])
    assert tiles.stored[1, 1][:32] == naive.mth(LEAVES[65_536:65_792])
    frontier = Frontier()
    for leaf in LEAVES:
        frontier.append(leaf)
    assert root(tiles, 70_000) == frontier.root()
    tiles.reads = 0
    verify_inclusion(
        LEAVES[66_000], 66_000, 70_000, inclusion_proof(tiles, 66_000, 70_000), frontier.root()
    )
    assert tiles.reads < 40


def test_a_tree_of_256_has_a_full_tile_and_one_above() -> None:
    changed = append_leaves(Tiles(), 0, LEAVES[:256])
    assert [tile.path for tile in changed] == ["tile/0/000", "tile/1/000.p/1"]
    assert changed[1] == Tile(1, 0, naive.mth(LEAVES[:256]))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 400), max_size=6))
def test_batches_make_the_same_tiles_as_one(batches: list[int]) -> None:
    total = sum(batches)
    tiles, start = Tiles(), 0
    for count in batches:
        tiles.append(LEAVES[start : start + count])
        start += count
    assert tiles.stored == grown(LEAVES[:total]).stored
    assert root(tiles, total) == naive.mth(LEAVES[:total])


def test_one_by_one_touches_only_the_right_edge() -> None:
    tiles = grown(LEAVES[:511])
    assert [tile.path for tile in tiles.append(LEAVES[511:512])] == ["tile/0/001", "tile/1/000.p/2"]
    assert [tile.path for tile in tiles.append(LEAVES[512:513])] == ["tile/0/002.p/1"]
    assert tiles.append([]) == []


def test_a_short_tile_is_noticed() -> None:
    tiles = grown(LEAVES[:10])

    class Short:
        def tile(self, level: int, index: int, width: int) -> bytes:
            return tiles.tile(level, index, width)[: 32 * width - 1]

    with pytest.raises(TileError, match="shorter"):
        subtree(Short(), 0, 8)
    with pytest.raises(TileError, match="shorter"):
        append_leaves(Short(), 10, LEAVES[:1])
    with pytest.raises(ValueError, match="32 bytes"):
        append_leaves(tiles, 10, [b"short"])
