"""Bank holidays of the four nations, for reckoning in working days."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from service.domain.deadlines import Calendar

_SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}

NATIONS = tuple(_SUBDIVISIONS)
"""The nations whose bank holidays are known."""


def uk_calendar(nation: str, zone: ZoneInfo) -> Calendar:
    """Give the calendar of an institution in one of `NATIONS`.

    Holidays are those of the Banking and Financial Dealings Act 1971 and what was proclaimed
    besides, with the days given instead of a holiday at the weekend.

    Raises:
        KeyError: if there is no such nation.
    """
    subdivision = _SUBDIVISIONS[nation]
    this_year = datetime.now(zone).year
    for year in (this_year, this_year + 1):
        _bank_holidays(subdivision, year)  # now, rather than while the first reporter waits
    return Calendar(zone, lambda day: day in _bank_holidays(subdivision, day.year))


@cache
def _bank_holidays(subdivision: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=subdivision, years=year))
