"""Looking for support: what is open now, and by which words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.domain.deadlines import Calendar
from service.store.queries.support import LocalTime, ServiceFilter, time_zones
from service.store.search_words import query_keys
from service.usecases.reading import Reading


def service_filter(
    reading: Reading, *, q: str | None = None, open_now: bool | None = None, **narrowed: Any
) -> ServiceFilter:
    """Give the filter for what somebody looks for.

    Args:
        q: words, in English or Welsh, every one of which must stand in an entry.
        open_now: true for services that are open at this moment, by their own clocks.
        narrowed: fields of `ServiceFilter`.
    """
    times = local_times(reading) if open_now else None
    return ServiceFilter(words=query_keys(q or ""), open_at=times, **narrowed)


def local_times(reading: Reading) -> Sequence[LocalTime]:
    """Say what the clocks show now in each time zone of the directory."""
    zones = time_zones(reading.connection)
    return [_local(zone, reading.now, reading.instance.rules.calendar) for zone in zones]


def _local(zone: str, now: datetime, calendar: Calendar) -> LocalTime:
    local = now.astimezone(ZoneInfo(zone))
    holiday = calendar.is_holiday(local.date())
    return LocalTime(zone, local.weekday(), local.hour * 60 + local.minute, holiday)
