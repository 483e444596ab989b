"""When a support service is open, as a calendar that people subscribe to."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from service.adapters.calendar_feed import feed, weekly_event
from service.domain.opening_hours import openings_of
from service.store.queries.rows import AnyRow

_HOLIDAYS_AHEAD = 366


def hours_calendar(service: AnyRow, today: date, is_holiday: Callable[[date], bool]) -> str | None:
    """Write a service's weekly openings as iCalendar; None where it states no hours."""
    openings = openings_of(service.hours, "/hours")
    if not openings:
        return None
    since = service.updated_at.date()
    days = (today + timedelta(days=number) for number in range(_HOLIDAYS_AHEAD))
    closed = [day for day in days if service.closed_on_holidays and is_holiday(day)]
    contact = service.contact
    events = [
        weekly_event(
            opening, ZoneInfo(service.timezone), since,
            uid=f"{service.id}-{number}@redress", summary=service.name,
            description=service.opening_hours or "", location=contact.get("address", ""),
            url=contact.get("url", ""), sequence=service.version, except_on=closed,
        )
        for number, opening in enumerate(openings)
    ]  # fmt: skip
    return feed(service.name, events, stamp=service.updated_at)
