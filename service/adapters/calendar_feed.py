"""Calendars that people subscribe to: sessions and opening hours as iCalendar text (RFC 5545)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as Component

from service.domain.opening_hours import Opening

_PRODUCT = "-//Redress//Directory of support//EN"
_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """Something in a calendar: once, or on the same day of every week.

    ``uid`` must never change nor be used again, or calendars show the event twice. ``starts`` and
    ``ends`` know their zone. With ``weekly`` they are the first time, in a `ZoneInfo` whose clocks
    the others follow, but for those that would start on one of ``except_on``.
    """

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    sequence: int = 0
    """Grows with every change, or calendars may keep what they have."""
    weekly: bool = False
    except_on: Sequence[date] = ()


def weekly_event(
    opening: Opening,
    zone: ZoneInfo,
    since: date,
    *,
    uid: str,
    summary: str,
    description: str = "",
    location: str = "",
    url: str = "",
    sequence: int = 0,
    except_on: Iterable[date] = (),
) -> Event:
    """Give an opening of every week as an event, the first on its first day from ``since`` on."""
    weekday, opens, closes = opening.minutes()
    first = since + _DAY * ((weekday - since.weekday()) % 7)
    midnight = datetime.combine(first, time.min, zone)  # adding to it moves the hands of its clock
    return Event(
        uid, midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes), summary,
        description, location, url, sequence=sequence, weekly=True,
        except_on=[day for day in except_on if day.weekday() == weekday and day >= first],
    )  # fmt: skip


def feed(name: str, events: Iterable[Event], *, stamp: datetime) -> str:
    """Write a calendar as served with the media type ``text/calendar; charset=utf-8``.

    Args:
        name: what a calendar program calls it.
        stamp: when this was put together, or last changed; the same input gives the same text.

    Raises:
        ValueError: if a ``url`` has a line break.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _clean(name))
    for event in events:
        calendar.add_component(_component(event, stamp.astimezone(UTC)))
    zones = sorted(calendar.get_used_tzids())  # add_missing_timezones knows no order
    calendar.subcomponents[:0] = [Timezone.from_tzid(zone) for zone in zones]
    if len(zones) == 1:
        calendar.add("x-wr-timezone", zones[0])
    text: bytes = calendar.to_ical()
    return text.decode()


def _component(event: Event, stamp: datetime) -> Component:
    found = Component()
    found.add("uid", event.uid)
    found.add("dtstamp", stamp)
    found.add("sequence", event.sequence)
    found.add("dtstart", event.starts if event.weekly else event.starts.astimezone(UTC))
    found.add("dtend", event.ends if event.weekly else event.ends.astimezone(UTC))
    if event.weekly:
        days = [_DAY_CODES[event.starts.weekday()]]
        found.add("rrule", {"freq": "weekly", "byday": days})
    if event.except_on:
        found.add("exdate", [datetime.combine(d, event.starts.timetz()) for d in event.except_on])
    for key in ("summary", "description", "location"):
        if text := _clean(getattr(event, key)):
            found.add(key, text)
    if event.url:
        found.add("url", event.url)
    found.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return found


def _clean(text: str) -> str:
    """Leave out the control characters that a text may not have (RFC 5545, section 3.1)."""
    return "".join(c for c in text if c in "\t\r\n" or not (c < " " or c == "\x7f"))
