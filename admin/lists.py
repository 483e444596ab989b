"""Lists whose filters and place are kept in the address, so that they can be saved and shared."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from service.domain.codes import CodeList
from service.store.queries.pages import Page

PAGE_SIZE = 25
_LONGEST = 40


def chosen(name: str, codes: CodeList) -> str | None:
    """Give a filter's code; None when there is none, or none that exists."""
    code = request.args.get(name, "")
    return code if code in codes else None


def typed(name: str) -> str | None:
    """Give what was typed into a filter, without what no reference holds."""
    given = request.args.get(name, "").strip().upper()[:_LONGEST]
    return given if given and given.isprintable() else None


def uuid_given(name: str) -> UUID | None:
    """Give an identifier from the address; None when there is none or it is not one."""
    return as_uuid(request.args.get(name, ""))


def as_uuid(text: str) -> UUID | None:
    """Read an identifier; None when it is not one."""
    try:
        return UUID(text) if len(text) <= _LONGEST else None
    except ValueError:
        return None


def day_given(name: str) -> date | None:
    """Give a day from the address; None when there is none or it is not one."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def moment_given(name: str, moment_of: Callable[[date], datetime]) -> datetime | None:
    """Give the moment of a day from the address, if the calendar holds it."""
    day = day_given(name)
    try:
        return moment_of(day) if day else None
    except OverflowError:
        return None


def page_given() -> Page:
    """Give the page asked for."""
    return Page(PAGE_SIZE, uuid_given("after"))


def link_to(endpoint: str, after: Any = None, *, name: str = "after") -> str | None:
    """Give the address of the page after a row, with the filters as they are."""
    if after is None:
        return None
    filters = {key: value for key, value in request.args.items() if key != name and value}
    # Not through `url_for`, to which some names in an address would mean something else.
    return f"{url_for(endpoint)}?{urlencode({**filters, name: str(after)})}"


def options(codes: CodeList, anything: str) -> list[tuple[str, str]]:
    """Give a filter's options."""
    return [("", anything), *codes.choices()]
