"""What a published figure may say: HESA's rounding and suppression, so that nobody is found in it.

Source: HESA (Jisc), "Rounding and suppression to anonymise statistics". Counts are rounded to the
nearest multiple of five, what is based on too few people is suppressed (None), and a total is
rounded after it was calculated: it need not be the sum of what is shown beside it.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

Count = int | float | Decimal | Fraction
"""A number of people; a part of one where a person is counted in several places."""

K = TypeVar("K")

ROUNDING = 5
PERCENTAGE_POPULATION = Decimal("22.5")
"""A percentage of fewer people than this is suppressed."""
AVERAGE_PEOPLE = 7
"""An average over so many people or fewer is suppressed."""


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


def _halves_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))
