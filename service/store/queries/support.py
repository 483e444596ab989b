"""Reading the directory of support services."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    false,
    literal,
    or_,
    select,
    tuple_,
)

from service.store.models import ServiceHours, ServiceWord, SupportService
from service.store.queries.pages import Page, Rows
from service.store.queries.rows import AnyRow, AnySelect
from service.store.search_words import FACETS, FOR_ALL, facet_key

SERVICE = tuple(
    column for column in SupportService.__table__.columns if column.name != "review_reminded_on"
)
_FIRST = (SupportService.rank, SupportService.name, SupportService.id)
"""Crisis services first, then by name."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clocks of a time zone show, and whether it is a holiday there."""

    zone: str
    weekday: int
    minute: int
    holiday: bool


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """What the directory may be narrowed by."""

    service_type: str | None = None
    helps_with: str | None = None
    characteristic: str | None = None
    setting: str | None = None
    site: str | None = None
    language: str | None = None
    represents: str | None = None
    accessible: str | None = None
    cost: str | None = None
    urgent: bool | None = None
    self_referral: bool | None = None
    words: Sequence[frozenset[str]] = ()
    """For each word that is looked for, the keys any of which will do."""
    open_at: Sequence[LocalTime] | None = None
    """What the clocks show in every time zone of the directory, to find what is open."""
    review_due: date | None = None
    """The day by which the review of an entry is due."""
    active: bool | None = True
    """None for all, be they in use or not."""


def service_row(connection: Connection, service_id: UUID) -> AnyRow | None:
    """Read one service."""
    return connection.execute(select(*SERVICE).where(SupportService.id == service_id)).one_or_none()


def list_services(connection: Connection, where: ServiceFilter, page: Page) -> Rows:
    """List services as people look for them: crisis services first, then by name.

    An unknown ``page.after`` gives the first page.
    """
    query = select(*SERVICE).where(*_narrowed(where))
    last = service_row(connection, page.after) if page.after else None
    if last is not None:
        place = (literal(last.rank), literal(last.name), literal(last.id, Uuid()))
        query = query.where(tuple_(*_FIRST) > tuple_(*place))
    rows = connection.execute(query.order_by(*_FIRST).limit(page.limit + 1)).all()
    shown = rows[: page.limit]
    return Rows(shown, shown[-1].id if len(rows) > page.limit else None)


def all_services(connection: Connection, *, active: bool | None = True) -> Sequence[AnyRow]:
    """Read every service in the order of the directory."""
    where = _narrowed(ServiceFilter(active=active))
    return connection.execute(select(*SERVICE).where(*where).order_by(*_FIRST)).all()


def time_zones(connection: Connection) -> Sequence[str]:
    """Name the time zones in which services have hours."""
    return connection.scalars(select(ServiceHours.timezone).distinct()).all()


def reviews_due(today: date) -> AnySelect:
    """Select the services whose review is due and nobody was reminded of."""
    return (
        select(SupportService.id)
        .where(
            SupportService.active.is_(True),
            SupportService.review_on <= today,
            SupportService.review_reminded_on.is_distinct_from(SupportService.review_on),
        )
        .order_by(SupportService.id)
    )


def without_words() -> AnySelect:
    """Select the services that no word finds yet, such as those from before there were any."""
    has_words = exists().where(ServiceWord.service_id == SupportService.id)
    return select(SupportService.id).where(~has_words).order_by(SupportService.id)


def urgent_services(connection: Connection) -> Sequence[AnyRow]:
    """Read the active services for people in a crisis, by name."""
    query = (
        select(SupportService.id, SupportService.name, SupportService.contact)
        .where(SupportService.active.is_(True), SupportService.urgent.is_(True))
        .order_by(SupportService.name, SupportService.id)
    )
    return connection.execute(query).all()


def site_names(connection: Connection) -> list[str]:
    """Name the sites at which active services are."""
    query = select(cast(SupportService.sites, Text)).where(SupportService.active.is_(True))
    lists = connection.scalars(query.distinct()).all()
    return sorted({site for sites in lists for site in json.loads(sites)})


def service_names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the names of services by id, of those no longer active too."""
    query = select(SupportService.id, SupportService.name).where(SupportService.id.in_(ids))
    return {row.id: row.name for row in connection.execute(query)}


def _narrowed(where: ServiceFilter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter."""
    # Codes leave few, which are gathered first; most words are common, so they are asked for in
    # the order of the page, which is soon full. At 5,000 services either alone takes longer.
    found: list[ColumnElement[bool]] = [
        SupportService.id.in_(select(ServiceWord.service_id).where(ServiceWord.key.in_(keys)))
        for keys in _facets(where)
    ]
    found += [
        exists().where(ServiceWord.service_id == SupportService.id, ServiceWord.key.in_(keys))
        for keys in where.words
    ]
    if where.active is not None:
        found.append(SupportService.active.is_(where.active))
    if where.urgent is not None:
        found.append(SupportService.urgent.is_(where.urgent))
    if where.open_at is not None:
        found.append(_open(where.open_at))
    if where.review_due is not None:
        found.append(SupportService.review_on <= where.review_due)
    return found


def _facets(where: ServiceFilter) -> Iterator[list[str]]:
    """Give, for each code that is looked for, the keys any of which will do."""
    for facet in FACETS:
        value = getattr(where, facet)
        if value is not None:
            yield [facet_key(facet, value), facet_key(facet, FOR_ALL)]


def _open(times: Sequence[LocalTime]) -> ColumnElement[bool]:
    now = [
        and_(
            ServiceHours.timezone == time.zone,
            ServiceHours.weekday == time.weekday,
            ServiceHours.opens <= time.minute,
            ServiceHours.closes > time.minute,
            *([ServiceHours.on_holidays.is_(True)] if time.holiday else []),
        )
        for time in times
    ]
    return SupportService.id.in_(select(ServiceHours.service_id).where(or_(false(), *now)))
