"""Where people can turn to: the directory as anybody reads it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Response, request
from flask_admin.babel import gettext as _

from admin import text
from admin.hours_words import Openness, openness, week
from admin.public import base
from admin.public.crisis import urgent
from admin.public.reach import Way, ways_of
from admin.service_search import Choice, choices, read_search
from service.domain import code_lists as lists
from service.domain import support_lists
from service.domain.errors import NotFound
from service.store.queries import activities, support
from service.store.queries.activities import ActivityFilter
from service.store.queries.pages import Page
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.reading import Reading

_USUAL = choices(
    {
        "helps_with": _("What is it about?"),
        "characteristic": _("Which of these matters most?"), "type": _("What kind of help?"),
    }
)  # fmt: skip
_PLACE = choices({"setting": _("Where does it happen?")})
_MORE = choices(
    {"speaks": _("In which language?"), "accessible": _("What do you need to be able to use it?")}
)
_SESSIONS = 6
"""How many meetings of an activity are shown; its calendar has them all."""


class Shown(NamedTuple):
    """A service, and what is said about it in words."""

    row: AnyRow
    openness: Openness
    hours: Sequence[str]
    whom: Sequence[str]
    facts: Sequence[tuple[str, str]]
    ways: Sequence[Way]


class Gathering(NamedTuple):
    """What peers do together, and when they meet next."""

    row: AnyRow
    sessions: Sequence[AnyRow]


@base.pages.get("/support")
def find() -> Response:
    """Show the services that fit, those for a crisis first."""
    with base.runtime().reading(base.reader()) as reading:
        sites = [(site, site) for site in support.site_names(reading.connection)]
        more = [*_PLACE, Choice("site", _("At which site?"), "site", sites), *_MORE]
        search = read_search(request.args, [*_USUAL, *more])
        where = search.filter(reading)
        found = support.list_services(reading.connection, where, search.page)
        shown = [_shown(reading, row) for row in found.rows]
        at_once = urgent(reading)
    after = found.next_after
    return base.page(
        "public/find.html", services=shown, urgent=at_once, search=search, usual=_USUAL, more=more,
        first_url=base.address("public.find", search.values) if search.page.after else None,
        next_url=base.address("public.find", search.values, after) if after else None,
    )  # fmt: skip


@base.pages.get("/support/<uuid:service_id>")
def service(service_id: UUID) -> Response:
    """Show one service with all that is said about it."""
    with base.runtime().reading(base.reader()) as reading:
        row = support.service_row(reading.connection, service_id)
        if row is None or not row.active:
            raise NotFound
        return base.page(
            "public/service.html", service=_shown(reading, row), urgent=urgent(reading),
            gatherings=_gatherings(reading, service_id), span=_span,
        )  # fmt: skip


def _shown(reading: Reading, row: AnyRow) -> Shown:
    calendar = base.runtime().rules.calendar
    return Shown(
        row, openness(row, reading.now, calendar), week(as_dict(row), str(calendar.zone)),
        [*(lists.CHARACTERISTICS.label(code) for code in row.characteristics), *row.communities],
        [(label, said) for label, said in _facts(reading, row) if said], ways_of(row.contact),
    )  # fmt: skip


def _facts(reading: Reading, row: AnyRow) -> list[tuple[str, str]]:
    """Say what a list of services leaves out."""
    free = row.next_available_on
    soon = free and free >= base.runtime().rules.calendar.day_of(reading.now)
    ask = _("Somebody who knows you, or the welfare team, asks for you.")
    return [
        (_("What it helps with"), text.labels(lists.IMPACTS, row.helps_with)),
        (_("Next free appointment"), text.spelled_date(free) if soon else ""),
        (_("What it costs"), support_lists.COSTS.label(row.cost)),
        (_("How to begin"), _("Get in touch yourself.") if row.self_referral else ask),
        (_("Languages"), text.labels(lists.LANGUAGES, row.languages)),
        (_("Where it knows its way around"), text.labels(lists.SETTINGS, row.settings)),
        (_("Sites"), ", ".join(row.sites)),
        (_("Ways in"), text.labels(support_lists.ACCESSIBLE, row.accessible)),
        (_("More about access"), row.accessibility or ""),
    ]


def _gatherings(reading: Reading, service_id: UUID) -> list[Gathering]:
    connection, now = reading.connection, reading.now
    where = ActivityFilter(service_id=service_id)
    rows = activities.list_activities(connection, where, Page()).rows
    meetings = Page(_SESSIONS)
    return [
        Gathering(row, activities.list_upcoming(connection, row.id, now, meetings).rows)
        for row in rows
    ]


def _span(start: datetime, end: datetime) -> str:
    """Spell out when a meeting begins and ends, by the institution's clocks."""
    zone = base.settings().time_zone
    begins, ends = text.spelled(start, zone), text.spelled(end, zone)
    same_day = begins.rpartition(",")[0] == ends.rpartition(",")[0]
    return _("%(begins)s to %(ends)s", begins=begins, ends=ends[-5:] if same_day else ends)
