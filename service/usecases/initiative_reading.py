"""Reading initiatives: what anybody may have of them, and all there is for whoever writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.domain.disclosure_control import shown_count
from service.domain.errors import NotFound
from service.domain.initiatives import state_of
from service.store.queries import initiatives as queries
from service.store.queries.initiatives import InitiativeFilter
from service.store.queries.pages import Page
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.access import allow
from service.usecases.initiatives import reports_behind
from service.usecases.reading import Reading

_WRITE = "initiative.write"


@dataclass(frozen=True, slots=True)
class Initiatives:
    """A page of initiatives; ``next_after`` is None on the last one."""

    rows: Sequence[dict[str, Any]]
    next_after: UUID | None


def list_public(reading: Reading, where: InitiativeFilter, page: Page) -> Initiatives:
    """List what is published, newest first, with figures that may be shown."""
    allow(reading.actor, "initiative.read")
    found = queries.list_published(reading.connection, where, page)
    return Initiatives([_public(row) for row in found.rows], found.next_after)


def read_public(reading: Reading, initiative_id: UUID) -> dict[str, Any]:
    """Read one that is published.

    Raises:
        NotFound: there is none, or it is a draft.
    """
    allow(reading.actor, "initiative.read")
    row = queries.published_row(reading.connection, initiative_id)
    if row is None:
        raise NotFound
    return _public(row)


def list_records(reading: Reading, page: Page) -> Initiatives:
    """List all of them as they are kept, those written last first, each with its ``state``."""
    allow(reading.actor, _WRITE)
    found = queries.list_initiatives(reading.connection, page)
    return Initiatives([as_kept(row) for row in found.rows], found.next_after)


def read_record(reading: Reading, initiative_id: UUID) -> dict[str, Any]:
    """Read one as it is kept.

    Raises:
        NotFound: there is none.
    """
    allow(reading.actor, _WRITE)
    row = queries.initiative_row(reading.connection, initiative_id)
    if row is None:
        raise NotFound
    return as_kept(row)


def read_figures(reading: Reading, initiative_id: UUID) -> dict[str, int | None]:
    """Read the figures that publishing a draft now would show; None for what it would not.

    Raises:
        NotFound: there is no such initiative.
    """
    row = read_record(reading, initiative_id)
    calendar = reading.instance.rules.calendar
    behind = reports_behind(reading.connection, calendar, reading.now, row["themes"])
    return {"people_reached": shown_count(row["people_reached"] or 0), "reports_behind": behind}


def as_kept(row: AnyRow) -> dict[str, Any]:
    """Give an initiative with its ``state``."""
    return {**as_dict(row), "state": state_of(row.published_at)}


def _public(row: AnyRow) -> dict[str, Any]:
    """Give what anybody may have; ``reports_behind`` is kept as it may be shown."""
    return {**as_dict(row), "people_reached": shown_count(row.people_reached or 0)}
