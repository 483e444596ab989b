"""What a published figure may say: the one door through which every number about people goes.

Source of the rounding: HESA (Jisc), "Rounding and suppression to anonymise statistics". Counts are
rounded to the nearest multiple of five, what is based on too few people is suppressed (None), and
a total is rounded after it was calculated: it need not be the sum of what is shown beside it.

Redress is stricter where HESA's rules alone would let somebody be found by taking one number from
another. Why is in docs/decisions/0026-figures-that-find-nobody.md; `publish` says how.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from statistics import median
from typing import NamedTuple, TypeVar

Count = int | float | Decimal | Fraction
"""A number of people; a part of one where a person is counted in several places."""

K = TypeVar("K")

ROUNDING = 5
PERCENTAGE_POPULATION = Decimal("22.5")
"""A percentage of fewer people than this is suppressed."""
AVERAGE_PEOPLE = 7
"""An average over so many people or fewer is suppressed."""
LEAST = AVERAGE_PEOPLE + 1
"""Of fewer people than this nothing is shown at all: Redress's own rule."""


def round_count(count: Count) -> int:
    """Round a count to the nearest 5: 0, 1 and 2 become 0, and halves go up (2.5 becomes 5)."""
    return ROUNDING * _halves_up(Fraction(count) / ROUNDING)


def percentage(part: Count, population: Count) -> int | None:
    """Give a whole percentage, halves up; None where the population is under 22.5.

    It comes from the unrounded counts, as HESA's do. It is whole because decimals would give away
    the counts that rounding hides.
    """
    if population < PERCENTAGE_POPULATION:
        return None
    return _halves_up(Fraction(part) * 100 / Fraction(population))


def average(values: Collection[float]) -> float | None:
    """Give the mean of one value a person; None where there are 7 people or fewer."""
    if len(values) <= AVERAGE_PEOPLE:
        return None
    return sum(values) / len(values)


def round_table(counts: Mapping[K, Count]) -> tuple[dict[K, int], int]:
    """Round every cell of a table, and its total: the total of the true counts, rounded."""
    cells = {key: round_count(count) for key, count in counts.items()}
    return cells, round_count(sum(Fraction(count) for count in counts.values()))


class Bound(StrEnum):
    """What a share is, where the true one is too near an end to be told."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Share(NamedTuple):
    """A percentage, to the nearest 5; or a bound of one."""

    percent: int
    bound: Bound | None = None


Key = tuple[str | None, ...]
"""Which cell of a table: a code for each of its dimensions, of which there are two at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is so in one cell: never to be shown, only to be given to `publish`."""

    number: int = 0
    """How many people, or referrals, or whatever is counted."""
    hits: int = 0
    """Of how many of them something holds."""
    values: Sequence[float] = ()
    """One for each of them, or none at all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a cell; None stands for what may not, or is not there."""

    count: int | None = None
    share: Share | None = None
    mean: float | None = None
    median: float | None = None
    total: int | None = None
    """The sum of the values."""


def shown_count(count: int) -> int | None:
    """Round a number of people; None for fewer than 8."""
    return None if count < LEAST else round_count(count)


def share(part: int, population: int) -> Share | None:
    """Give a share to the nearest 5 per cent; None where the population is under 22.5.

    With fewer than 8 on one side it is only a bound, which the population alone decides: it is the
    same for 0 and for 7.
    """
    percent = percentage(part, population)
    if percent is None:
        return None
    # Somebody who sees the rounded population knows no smaller number it can have been.
    fewest = round_count(population) - ROUNDING // 2
    few = ROUNDING * ceil(Fraction(100 * AVERAGE_PEOPLE, fewest * ROUNDING))
    if part < LEAST:
        return Share(few, Bound.AT_MOST)
    if population - part < LEAST:
        return Share(100 - few, Bound.AT_LEAST)
    return Share(round_count(percent))


def publish(cells: Mapping[Key, Cell]) -> dict[Key, Shown]:
    """Give what may be shown of a table: all of a cell or, where it is `hidden`, nothing.

    The table must have the same keys whatever happened: a cell that is there only when somebody is
    in it would say so.
    """
    gone = hidden({key: cell.number for key, cell in cells.items()})
    return {key: Shown() if key in gone else _shown(cell) for key, cell in cells.items()}


def hidden(numbers: Mapping[Key, int]) -> frozenset[Key]:
    """Choose the cells to hide: those of fewer than 8, and others that would give them away.

    A small cell could be had by taking the others of its row from the row's total, which another
    table may show. So wherever one is hidden, the smallest of its row that is not small is hidden
    with it: what is missing from a total is always 8 or more, in 2 cells or more. Where a table
    has two dimensions, what the table of one of them hides is hidden in it too. How full a small
    cell is decides nothing of this: all that counts is that it is small.
    """
    gone = {key for key, number in numbers.items() if number < LEAST}
    gone |= _of_hidden_margins(numbers)
    while (key := _giving_away(numbers, gone)) is not None:
        gone.add(key)
    return frozenset(gone)


def _shown(cell: Cell) -> Shown:
    mean = average(cell.values)
    return Shown(
        count=shown_count(cell.number),
        share=share(cell.hits, cell.number),
        mean=None if mean is None else round(mean, 1),
        median=None if mean is None else round(median(cell.values), 1),
        total=shown_count(int(sum(cell.values))),
    )


def _of_hidden_margins(numbers: Mapping[Key, int]) -> set[Key]:
    """Give the cells of rows and columns that the table of one dimension hides."""
    gone: set[Key] = set()
    width = len(next(iter(numbers), ()))
    for place in range(width) if width > 1 else ():
        rows = hidden(_margin(numbers, place))
        gone |= {key for key in numbers if (key[place],) in rows}
    return gone


def _margin(numbers: Mapping[Key, int], place: int) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key, number in numbers.items():
        found[(key[place],)] = found.get((key[place],), 0) + number
    return found


def _giving_away(numbers: Mapping[Key, int], gone: Collection[Key]) -> Key | None:
    """Find a cell that would give away another one of its row."""
    for line in _lines(numbers):
        missing = [numbers[key] for key in line if key in gone]
        there = [key for key in line if key not in gone]
        if missing and there and (len(missing) < 2 or max(missing) < LEAST):
            return min(there, key=lambda key: numbers[key])
    return None


def _lines(keys: Collection[Key]) -> Iterator[list[Key]]:
    """Give the rows of a table: all of it, or each row and each column of two dimensions."""
    width = len(next(iter(keys), ()))
    if width < 2:
        yield list(keys)
        return
    for place in range(width):
        for code in dict.fromkeys(key[place] for key in keys):
            yield [key for key in keys if key[place] == code]


def _halves_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))
