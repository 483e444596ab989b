r"""A service of the directory as a row of a table, and back.

Lists are joined by ``; `` (inside, a semicolon is written ``\;`` and a backslash ``\\``), hours are
written like ``mon 09:00-17:00; tue 10:00-12:00``, booleans are ``yes`` or ``no``. A cell that a
spreadsheet would take for a formula begins with an apostrophe, which reading takes off again.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.domain import code_lists, support_lists
from service.domain.codes import CodeList
from service.domain.contact import WAYS
from service.domain.errors import Fault, Invalid, invalid
from service.domain.opening_hours import openings_of, zone_of

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ITEM = re.compile(r"((?:[^;\\]|\\.|\\\Z)*)(?:;|\Z)", re.DOTALL)
_OPENING = re.compile(r"(?P<day>\S+)\s+(?P<opens>[^\s-]+)\s*-\s*(?P<closes>[^\s-]+)")
_ABSENT, _NEEDED = object(), object()
"""What an empty cell means: as much as no column; or a fault."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind of column is written, and read from a cell and the pointer to it."""

    write: Callable[[Any], str]
    read: Callable[[str, str], Any]


def to_row(service: Mapping[str, Any]) -> dict[str, str]:
    """Write a service, given as the columns of `SupportService` by name."""
    contact = {f"contact_{part}": service["contact"].get(part) for part in WAYS}
    flat = {**service, **contact}
    return {name: harmless(form.write(flat[name])) for name, form in _FORMS.items()}


def from_row(row: Mapping[str, str | None]) -> dict[str, Any]:
    """Read a service: the columns of `SupportService` by name, as far as the row has them.

    Columns that are no service's are left alone, and so are the forms of addresses and lengths of
    texts. An empty cell empties a text or a list; elsewhere it is as if it were not there.

    Raises:
        Invalid: pointing at the column of everything wrong, for lists and hours at the item.
    """
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, form in _FORMS.items():
        if (cell := row.get(name)) is not None:
            try:
                found[name] = form.read(_meant(cell), f"/{name}")
            except Invalid as wrong:
                faults += wrong.faults
    if faults:
        raise Invalid(faults)
    return _with_contact({name: value for name, value in found.items() if value is not _ABSENT})


def _with_contact(found: dict[str, Any]) -> dict[str, Any]:
    columns = {f"contact_{part}": part for part in WAYS}
    given = {columns[name]: found.pop(name) for name in columns if name in found}
    contact = {part: text for part, text in given.items() if text}
    return {**found, "contact": contact} if given else found


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _meant(cell: str) -> str:
    return cell.removeprefix("'") if _FORMULA.match(cell) else cell


def _joined(items: Iterable[str]) -> str:
    return "; ".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def _items(cell: str) -> list[str]:
    found = (re.sub(r"\\(.)", r"\1", raw, flags=re.DOTALL) for raw in _ITEM.findall(cell))
    return [item.strip() for item in found if item.strip()]


def _maybe(value: object) -> str:
    return "" if value is None else str(value)


def _one(
    parse: Callable[[str, str], Any],
    *,
    empty: object = _ABSENT,
    write: Callable[[Any], str] = _maybe,
) -> _Form:
    """Give the form of a single value; ``parse`` gets what is in the cell, and its pointer."""

    def read(cell: str, pointer: str) -> Any:
        if text := cell.strip():
            return parse(text, pointer)
        if empty is _NEEDED:
            raise invalid(pointer, "required", "Fill this in.")
        return empty

    return _Form(write, read)


def _by(parse: Callable[[str], Any], wanted: str) -> Callable[[str, str], Any]:
    """Turn the ValueError of ``parse`` into a fault that asks for what was ``wanted``."""

    def parsed(text: str, pointer: str) -> Any:
        try:
            return parse(text)
        except ValueError:
            raise invalid(pointer, "malformed", f"Write {wanted}.") from None

    return parsed


def _truth(text: str) -> bool:
    return ("no", "yes").index(text.casefold()) == 1


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _codes(codelist: CodeList) -> _Form:
    detail = f"Not a code of the list {codelist.name}."

    def read(cell: str, pointer: str) -> list[str]:
        codes = _items(cell)
        if wrong := [n for n, code in enumerate(codes) if code not in codelist]:
            raise Invalid([Fault(f"{pointer}/{n}", "unknown_code", detail) for n in wrong])
        return codes

    return _Form(_joined, read)


def _write_hours(hours: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(f"{entry['day']} {entry['opens']}-{entry['closes']}" for entry in hours)


def _read_hours(cell: str, pointer: str) -> list[dict[str, str]]:
    found = [_OPENING.fullmatch(item) for item in _items(cell)]
    if wrong := [n for n, match in enumerate(found) if not match]:
        detail = "Write an opening like mon 09:00-17:00."
        raise Invalid([Fault(f"{pointer}/{n}", "malformed", detail) for n in wrong])
    openings = openings_of((match.groupdict() for match in found if match), pointer)
    return [asdict(opening) for opening in openings]


_TEXT = _Form(_maybe, lambda cell, _: cell)
_TEXT_OR_NONE = _Form(_maybe, lambda cell, _: cell or None)
_ITEMS = _Form(_joined, lambda cell, _: _items(cell))
_FLAG = _one(_by(_truth, "yes or no"), write=lambda value: "yes" if value else "no")
_DAY = _one(_by(date.fromisoformat, "a date like 2026-03-09"), empty=None)

_FORMS = {
    "id": _one(_by(UUID, "a UUID")),
    "external_id": _TEXT_OR_NONE,
    "name": _one(lambda text, _: text, empty=_NEEDED),
    "name_cy": _TEXT_OR_NONE,
    "service_type": _one(code_lists.SERVICE_TYPES.require, empty=_NEEDED),
    "description": _TEXT,
    "description_cy": _TEXT_OR_NONE,
    "helps_with": _codes(code_lists.IMPACTS),
    "characteristics": _codes(code_lists.CHARACTERISTICS),
    "communities": _ITEMS,
    "represents": _codes(support_lists.RESPONDER_ATTRIBUTES),
    "settings": _codes(code_lists.SETTINGS),
    "sites": _ITEMS,
    "languages": _codes(code_lists.LANGUAGES),
    "urgent": _FLAG,
    "cost": _one(support_lists.COSTS.require),
    "self_referral": _FLAG,
    **{f"contact_{part}": _TEXT for part in WAYS},
    "hours": _Form(_write_hours, _read_hours),
    "timezone": _one(lambda text, pointer: zone_of(text, pointer).key),
    "always_open": _FLAG,
    "closed_on_holidays": _FLAG,
    "opening_hours": _TEXT_OR_NONE,
    "accessible": _codes(support_lists.ACCESSIBLE),
    "accessibility": _TEXT_OR_NONE,
    "next_available_on": _DAY,
    "active": _FLAG,
    "review_on": _DAY,
    "updated_at": _one(
        _by(_moment, "a moment like 2026-03-09T10:00:00Z"), write=datetime.isoformat
    ),
    "version": _one(_by(int, "a whole number")),
}

COLUMNS = tuple(_FORMS)
"""The columns of the table, in order."""
