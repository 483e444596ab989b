"""The one door: what is shown tells nothing of a few. HESA's own rules: test_numbers_kept.py."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from service.domain.disclosure_control import (
    LEAST,
    Bound,
    Cell,
    Key,
    Share,
    Shown,
    hidden,
    publish,
    share,
    shown_count,
)
from service.domain.figure_tables import Observation, figure
from service.domain.figures import MEASURES

pytestmark = pytest.mark.single_database

SETTINGS, TYPES = ("online", "research", None), ("crisis", "police", "wellbeing")
PLACES = list(product(SETTINGS, TYPES))
WAITING = MEASURES["waiting"]
CUTS: list[tuple[str, ...]] = [(), ("setting",), ("service_type",), ("setting", "service_type")]
LITTLE, MUCH = st.integers(0, LEAST), st.integers(LEAST, 40)
WORLDS = st.tuples(*(LITTLE | MUCH for _ in PLACES))
"""How many wait in each of nine places; half of the places are nearly empty."""


@pytest.mark.parametrize(("count", "shown"), [(0, None), (7, None), (8, 10), (12, 10), (13, 15)])
def test_nothing_is_shown_of_fewer_than_8(count: int, shown: int | None) -> None:
    assert shown_count(count) == shown
    assert publish({(): Cell(count)})[()].count == shown


@pytest.mark.parametrize(
    ("part", "population", "shown"),
    [
        (11, 22, None),
        (11, 23, Share(50)),
        (8, 23, Share(35)),
        (42, 100, Share(40)),
        (43, 100, Share(45)),
        (7, 23, Share(35, Bound.AT_MOST)),
        (0, 23, Share(35, Bound.AT_MOST)),
        (16, 23, Share(65, Bound.AT_LEAST)),
        (200, 200, Share(95, Bound.AT_LEAST)),
        (0, 2000, Share(5, Bound.AT_MOST)),
    ],
)
def test_a_share_is_told_to_5_per_cent_or_by_a_bound(
    part: int, population: int, shown: Share | None
) -> None:
    assert share(part, population) == shown


@given(st.integers(23, 2000), st.integers(0, 2000))
def test_a_share_is_near_the_true_one_and_a_bound_holds(population: int, part: int) -> None:
    assume(part <= population)
    shown, true = share(part, population), 100 * part / population
    assert shown is not None
    if shown.bound is None:
        assert abs(shown.percent - true) <= 2.5
    else:
        assert (true <= shown.percent) is (shown.bound is Bound.AT_MOST)


@given(st.integers(23, 2000), st.integers(0, 7), st.integers(0, 7))
def test_a_few_on_one_side_are_any_few(population: int, one: int, other: int) -> None:
    assert share(one, population) == share(other, population)
    assert share(population - one, population) == share(population - other, population)
    assert share(one, population // 5 * 5 + 3) == share(other, population // 5 * 5 + 7)


def test_means_and_medians_are_of_8_or_more() -> None:
    cells = {("few",): Cell(7, values=[1] * 7), ("many",): Cell(9, values=[1] * 4 + [6] * 5)}
    few, many = publish(cells | {("more",): Cell(30, values=[2] * 30)}).values(), Shown(
        10, None, 3.8, 6, 35
    )  # fmt: skip
    assert list(few)[:2] == [Shown(), Shown()]
    assert publish({(): cells["many",]})[()] == many


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([40, 22, 12], [40, 22, 12]),
        ([40, 22, 12, 7], [40, 22]),
        ([40, 22, 12, 0], [40, 22]),
        ([40, 22, 4, 7], [40]),
        ([40, 0], []),
        ([7], []),
        ([8], [8]),
        ([], []),
    ],
)
def test_the_smallest_that_is_left_is_hidden_with_a_small_one(
    numbers: Sequence[int], shown: Sequence[int]
) -> None:
    table = {(str(place),): number for place, number in enumerate(numbers)}
    assert [table[key] for key in table if key not in hidden(table)] == shown


def test_a_hidden_cell_can_never_be_worked_out() -> None:
    """Whatever is published of three cells and their total, each hidden one may be small or not.

    Every world of up to 14 in each cell, as somebody sees it who knows how it is published.
    """
    alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for world in product(range(LEAST + 7), repeat=3):
        table = publish({(str(place),): Cell(n) for place, n in enumerate(world)})
        total = publish({(): Cell(sum(world))})
        alike[tuple(row.count for row in (*table.values(), *total.values()))].append(world)
    assert len(alike) > 20
    for published, worlds in alike.items():
        for place in range(3):
            found = {world[place] for world in worlds}
            if published[place] is None and published[3] is not None:
                assert len(found) > 1, published
                assert max(found) >= LEAST, published


def observed(world: Iterable[int], by: Sequence[str]) -> list[Observation]:
    """Give the observations of a world: every second one waits long."""
    return [
        Observation(group(place, by), 1, hit=bool(one % 2), value=one * 7 % 50)
        for place, number in zip(PLACES, world, strict=True)
        for one in range(number)
    ]


def group(place: tuple[str | None, str], by: Sequence[str]) -> Key:
    named = dict(zip(("setting", "service_type"), place, strict=True))
    return tuple(named[name] for name in by)


def counted(world: Iterable[int], by: Sequence[str]) -> dict[Key, int]:
    found: dict[Key, int] = defaultdict(int)
    for place, number in zip(PLACES, world, strict=True):
        found[group(place, by)] += number
    return found


@given(WORLDS)
@example((1, 0, 0, 2, 0, 0, 3, 0, 0))
@example((3, 0, 0, 30, 0, 0, 30, 0, 0))
@example((30, 30, 30, 30, 30, 30, 4, 2, 0))
def test_one_more_among_a_few_changes_no_number(world: tuple[int, ...]) -> None:
    """Neighbouring databases: they differ by one person, in cells that are small in both."""
    for by, where in product(CUTS, range(len(PLACES))):
        more = tuple(number + (place == where) for place, number in enumerate(world))
        margins = [(name,) for name in by] or [()]
        if all(counted(more, cut)[group(PLACES[where], cut)] < LEAST for cut in (by, *margins)):
            before = figure(WAITING, by, observed(world, by))
            assert figure(WAITING, by, observed(more, by)) == before


@given(WORLDS, st.sampled_from(CUTS[1:]))
@example((30, 30, 30, 10, 60, 60, 1, 1, 1), ("setting", "service_type"))
def test_what_is_missing_from_a_total_is_never_a_few(
    world: tuple[int, ...], by: tuple[str, ...]
) -> None:
    numbers = counted(world, by)
    gone = hidden(numbers)
    assert gone >= {key for key, number in numbers.items() if number < LEAST}
    totals = [()] if len(by) == 1 else [(name,) for name in by]
    for cut in totals:
        lines: dict[Key, list[Key]] = defaultdict(list)
        for key in numbers:
            lines[tuple(dict(zip(by, key, strict=True))[name] for name in cut)].append(key)
        sums = counted(world, cut)
        for total, line in lines.items():
            missing = [numbers[key] for key in line if key in gone]
            shown = sums[total] >= LEAST and total not in hidden(sums)
            if missing and shown:
                assert len(missing) > 1
                assert sum(missing) >= LEAST
            if not shown:
                assert len(missing) == len(line)


def test_how_a_table_is_cut_does_not_decide_what_rows_there_are() -> None:
    """A row that is there only when somebody is in it would say so."""
    for by in CUTS:
        empty, full = figure(WAITING, by, ()), figure(WAITING, by, observed([30] * 9, by))
        assert empty.keys() == full.keys()
        assert set(empty.values()) == {Shown()}
        assert set(full.values()) != {Shown()}


def test_what_anybody_can_count_is_counted_as_it_is() -> None:
    seen = [Observation(("placements",), 1, value=10), Observation(("placements",), 1)]
    rows = figure(MEASURES["initiatives"], ("theme",), seen)
    assert rows["placements",] == Shown(count=2, total=10)
    assert rows["belonging",] == Shown(count=0, total=0)
