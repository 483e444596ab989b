"""Services of the directory, in every combination."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from service.domain import code_lists, support_lists
from service.domain.codes import CodeList
from service.domain.opening_hours import Opening

_printable = st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf"))
_awkward = "a ;\\'=+-@"  # what separates, escapes or begins a formula
lines = (st.text(_printable, min_size=1, max_size=20) | st.text(_awkward, min_size=1)).filter(
    lambda text: text == text.strip()
)
_any = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
texts = st.text(_any, min_size=1) | st.text(f"{_awkward}\t\r\n", min_size=1)
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (the strategy adds the zone)
urls = st.sampled_from(["https://example.org/a?b=1;c", "http://example.org"])
times = st.integers(0, 1440).map(lambda n: f"{n // 60:02}:{n % 60:02}")


def codes(codelist: CodeList) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codelist.values()), max_size=3, unique=True)


@st.composite
def hours(draw: st.DrawFn) -> list[dict[str, str]]:
    """Openings in order: any number of days, one or two on each, perhaps without a break."""
    found = []
    for day in support_lists.WEEKDAYS.values():
        size = draw(st.sampled_from([0, 2, 4]))
        at = sorted(draw(st.lists(times, min_size=size, max_size=size, unique=True)))
        found += [Opening(day, *at[n : n + 2]) for n in range(0, size, 2)]
    return [asdict(opening) for opening in found]


contacts = st.fixed_dictionaries(
    {},
    optional={
        "email": st.just("help@example.org"),
        "phone": st.sampled_from(["+44 1632 960 120", "01632 960 120"]),
        "sms": st.just("07700 900 125"),
        "url": urls,
        "chat_url": urls,
        "address": texts,
    },
)

services: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "id": st.uuids(),
        "external_id": st.none() | lines,
        "name": lines,
        "name_cy": st.none() | lines,
        "service_type": st.sampled_from(code_lists.SERVICE_TYPES.values()),
        "description": st.just("") | texts,
        "description_cy": st.none() | texts,
        "helps_with": codes(code_lists.IMPACTS),
        "characteristics": codes(code_lists.CHARACTERISTICS),
        "communities": st.lists(lines, max_size=3),
        "represents": codes(support_lists.RESPONDER_ATTRIBUTES),
        "settings": codes(code_lists.SETTINGS),
        "sites": st.lists(lines, max_size=3),
        "languages": codes(code_lists.LANGUAGES),
        "urgent": st.booleans(),
        "cost": st.sampled_from(support_lists.COSTS.values()),
        "self_referral": st.booleans(),
        "contact": contacts,
        "hours": hours(),
        "timezone": st.sampled_from(["Europe/London", "Asia/Kathmandu"]),
        "always_open": st.booleans(),
        "closed_on_holidays": st.booleans(),
        "opening_hours": st.none() | texts,
        "accessible": codes(support_lists.ACCESSIBLE),
        "accessibility": st.none() | texts,
        "next_available_on": st.none() | dates,
        "active": st.booleans(),
        "review_on": st.none() | dates,
        "updated_at": moments,
        "version": st.integers(1, 10_000),
    }
)
