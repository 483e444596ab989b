"""The periods that figures are of: academic years, and their quarters.

HESA's reporting year runs from 1 August to 31 July. Of two periods either one holds the other or
they have nothing in common: were any span of months to be had, taking one from another would show
what a single month holds, whatever the rounding.
"""

from dataclasses import dataclass
from datetime import date

from service.domain.deadlines import add_months
from service.domain.errors import invalid

YEAR_BEGINS = 8
"""The month in which an academic year begins."""
_YEAR, _QUARTER = 12, 3


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months."""

    first: date
    """The first day of the first month."""
    end: date
    """The day after the last one."""

    @property
    def last(self) -> date:
        """The first day of the last month."""
        return add_months(self.end, -1)


def last_full_year(today: date) -> Period:
    """Give the last academic year that is over."""
    year = today.year if today.month >= YEAR_BEGINS else today.year - 1
    end = date(year, YEAR_BEGINS, 1)
    return Period(add_months(end, -_YEAR), end)


def periods_over(today: date, years: int) -> list[Period]:
    """Give every period that is over of this academic year and so many before it.

    The latest year comes first; each is followed by its quarters, the latest first.
    """
    begins = add_months(last_full_year(today).end, -_YEAR * years)
    found = []
    for start in reversed([add_months(begins, _YEAR * year) for year in range(years + 1)]):
        quarters = [add_months(start, month) for month in range(0, _YEAR, _QUARTER)]
        found += [Period(start, add_months(start, _YEAR))]
        found += [Period(first, add_months(first, _QUARTER)) for first in reversed(quarters)]
    return [period for period in found if period.end <= today]


def period_asked(first: date | None, last: date | None, today: date) -> Period:
    """Give the period from one month to another, or the last full year where neither is given.

    Args:
        first: a day of the first month.
        last: a day of the last month.

    Raises:
        Invalid: only one is given, they are no year and no quarter, or it is not over yet.
    """
    if first is None and last is None:
        return last_full_year(today)
    if first is None or last is None:
        where = "?/to" if last is None else "?/from"
        raise invalid(where, "required", "Give both from and to, or neither.")
    period = Period(first.replace(day=1), add_months(last.replace(day=1), 1))
    if not _is_published(period):
        detail = "Figures are of academic years from August to July, and of their quarters."
        raise invalid("?/to", "not_a_period", detail)
    if today < period.end:
        raise invalid("?/to", "not_over", "Figures are there once the period is over.")
    return period


def _is_published(period: Period) -> bool:
    begins = (period.first.month - YEAR_BEGINS) % _YEAR
    if period.end == add_months(period.first, _YEAR):
        return begins == 0
    return period.end == add_months(period.first, _QUARTER) and begins % _QUARTER == 0
