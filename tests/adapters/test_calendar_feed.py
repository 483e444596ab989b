"""Calendars as text: every line as RFC 5545 has it."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from service.adapters.calendar_feed import Event, feed, weekly_event
from service.domain.opening_hours import Opening

pytestmark = pytest.mark.single_database

LONDON = ZoneInfo("Europe/London")
STAMP = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEN = datetime(2026, 7, 1, 10, tzinfo=LONDON)
CIRCLE = Event("session-1@example.org", TEN, TEN.replace(hour=11), "Circle; tea, cake\\biscuits")


def lines(*events: Event) -> list[str]:
    text = feed("Support", events, stamp=STAMP)
    assert text.endswith("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


def component(found: list[str], name: str = "VEVENT") -> set[str]:
    first, last = found.index(f"BEGIN:{name}"), found.index(f"END:{name}")
    return set(found[first + 1 : last])


def test_a_single_session_is_in_utc_and_names_no_zone() -> None:
    found = lines(CIRCLE)
    assert found[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {"NAME:Support", "X-WR-CALNAME:Support", "METHOD:PUBLISH"} < set(found)
    assert component(found) == {
        "UID:session-1@example.org",
        "DTSTAMP:20260102T030405Z",
        "SEQUENCE:0",
        "DTSTART:20260701T090000Z",
        "DTEND:20260701T100000Z",
        r"SUMMARY:Circle\; tea\, cake\\biscuits",
        "STATUS:CONFIRMED",
    }
    assert "BEGIN:VTIMEZONE" not in found


def test_a_cancelled_session_says_so_and_where_it_would_have_been() -> None:
    event = Event(
        "a", TEN, TEN.replace(hour=11), "Cylch", "Dewch\x00 draw\r\nam de", "Tŷ Mawr, Pen-maen",
        "https://example.org/?a=1;b,2", cancelled=True, sequence=3,
    )  # fmt: skip
    assert component(lines(event)) > {
        "STATUS:CANCELLED",
        "SEQUENCE:3",
        r"DESCRIPTION:Dewch draw\nam de",
        r"LOCATION:Tŷ Mawr\, Pen-maen",
        "URL:https://example.org/?a=1;b,2",
    }


def test_an_opening_recurs_by_the_clocks_of_its_zone() -> None:
    closed = [date(2026, 5, 4), date(2026, 12, 25), date(2025, 8, 25)]
    event = weekly_event(
        Opening("mon", "18:30", "24:00"), LONDON, date(2026, 4, 1),
        uid="opening-1", summary="Open", except_on=closed,
    )  # fmt: skip
    found = lines(event)
    assert component(found) == {
        "UID:opening-1",
        "DTSTAMP:20260102T030405Z",
        "SEQUENCE:0",
        "DTSTART;TZID=Europe/London:20260406T183000",
        "DTEND;TZID=Europe/London:20260407T000000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE;TZID=Europe/London:20260504T183000",
        "SUMMARY:Open",
        "STATUS:CONFIRMED",
    }
    assert "X-WR-TIMEZONE:Europe/London" in found
    assert "TZID:Europe/London" in component(found, "VTIMEZONE")
    assert found.index("END:VTIMEZONE") < found.index("BEGIN:VEVENT")
    summer = component(found, "DAYLIGHT")
    assert summer > {"TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:BST"}
    assert any(line.startswith("RDATE:") and "20260329T020000" in line for line in summer)


def test_an_opening_on_the_day_itself_begins_then() -> None:
    event = weekly_event(
        Opening("wed", "09:00", "10:00"), LONDON, date(2026, 4, 1), uid="a", summary="Open"
    )
    assert event.starts == datetime(2026, 4, 1, 9, tzinfo=LONDON)


def test_calendars_of_two_zones_name_none_as_their_own_and_never_vary() -> None:
    events = [
        weekly_event(Opening("mon", "09:00", "10:00"), ZoneInfo(zone), TEN.date(), uid=zone,
                     summary="Open")
        for zone in ("Europe/London", "Asia/Kathmandu")
    ]  # fmt: skip
    found = lines(*events)
    assert not any(line.startswith("X-WR-TIMEZONE") for line in found)
    assert [line for line in found if line.startswith("TZID:")] == [
        "TZID:Asia/Kathmandu",
        "TZID:Europe/London",
    ]


def test_an_address_cannot_smuggle_in_a_line() -> None:
    event = Event("a", TEN, TEN, "x", url="https://example.org\r\nATTENDEE:mailto:a@example.org")
    with pytest.raises(ValueError, match="CR or LF"):
        feed("Support", [event], stamp=STAMP)


@given(st.text(), st.text())
def test_any_text_comes_through_without_adding_a_line(summary: str, place: str) -> None:
    event = Event("a", TEN, TEN, f"x{summary}", location=place)
    text = feed("Support", [event], stamp=STAMP)
    names = [re.split("[:;]", line)[0] for line in re.sub("\r\n[ \t]", "", text).split("\r\n")]
    assert names.count("SUMMARY") == 1
    assert set(names) <= {
        "BEGIN", "VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME", "SUMMARY", "LOCATION",
        "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "STATUS", "END", "",
    }  # fmt: skip
    [read] = Calendar.from_ical(text).events
    expected = "".join(c for c in f"x{summary}" if c in "\t\r\n" or (c >= " " and c != "\x7f"))
    assert read["summary"] == re.sub("\r\n|\r", "\n", expected)
