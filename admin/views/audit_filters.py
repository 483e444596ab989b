"""Reading the filters of the log from the address. What cannot be read is said, never guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _
from werkzeug.datastructures import MultiDict

from admin.lists import as_uuid
from admin.views.audit_words import PURPOSES, RESULTS
from service.domain.verbs import VERBS
from service.store.queries.audit import EntryFilter
from service.store.queries.pages import DEFAULT_LIMIT, Page
from service.store.queries.references import id_of_reference
from service.usecases.reading import Reading

_LONGEST = 100
_DAY = timedelta(days=1)


class _Unreadable(Exception):
    """A filter cannot be read; the message says what it takes."""


@dataclass(slots=True)
class Search:
    """What was asked for: ``values`` as typed, and ``problems`` with any of it."""

    where: EntryFilter = field(default_factory=EntryFilter)
    page: Page = field(default_factory=Page)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_search(args: MultiDict[str, str], reading: Reading, zone: ZoneInfo) -> Search:
    """Read a search of the log from the address."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "who": ("actor_id", _id),
        "case": ("case_id", lambda text: _id_or_reference(reading, text)),
        "subject": ("subject_id", lambda text: _id_or_reference(reading, text)),
        "verb": ("verb", lambda text: _one_of(VERBS, text)),
        "purpose": ("purpose", lambda text: _one_of(PURPOSES, text)),
        "result": ("result", lambda text: _one_of(RESULTS, text)),
        "from": ("since", lambda text: _start_of(_day(text), zone)),
        "to": ("until", lambda text: _start_of(_day(text), zone, later=_DAY)),
    }
    search, where = Search(), {}
    for name, (column, read) in readers.items():
        text = args.get(name, "").strip()
        if not text:
            continue
        search.values[name] = text[:_LONGEST]
        try:
            where[column] = read(text)
        except _Unreadable as problem:
            search.problems.append(str(problem))
    search.where = EntryFilter(**where)
    search.page = _page(args.get("after", ""), search.problems)
    return search


def _page(text: str, problems: list[str]) -> Page:
    after = as_uuid(text)
    if text and after is None:
        problems.append(_("The address of this page is damaged. Apply the filters again."))
    return Page(DEFAULT_LIMIT, after)


def _one_of(known: dict[str, str], code: str) -> str:
    if code not in known:
        raise _Unreadable(_("One of the choices is on no published list. Choose another."))
    return code


def _id(text: str) -> UUID:
    found = as_uuid(text)
    if found is None:
        raise _Unreadable(_("“Who” takes a person or client of the list, or an identifier."))
    return found


def _id_or_reference(reading: Reading, text: str) -> UUID:
    found = as_uuid(text)
    if found is None and text.isascii() and text.isprintable() and len(text) <= _LONGEST:
        found = id_of_reference(reading.connection, reading.actor, text.upper())
    if found is None:
        raise _Unreadable(
            _("Nothing has the reference or identifier that you gave. Copy it as it is shown.")
        )
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Unreadable(_("Give a day as year-month-day, such as 2026-11-23.")) from None


def _start_of(day: date, zone: ZoneInfo, *, later: timedelta = timedelta()) -> datetime:
    try:
        return datetime.combine(day + later, time(), zone).astimezone(UTC)
    except OverflowError:
        raise _Unreadable(_("That day is further away than the log can reach.")) from None
