"""Reading the directory of support services, and referrals."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from service.domain.actors import Actor
from service.store.models import Referral, SupportService
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect, has_code
from service.store.queries.standing import REFERRAL, visible

SERVICE = (
    SupportService.id, SupportService.version, SupportService.name, SupportService.service_type,
    SupportService.description, SupportService.characteristics, SupportService.settings,
    SupportService.sites, SupportService.languages, SupportService.urgent,
    SupportService.self_referral, SupportService.contact, SupportService.opening_hours,
    SupportService.accessibility, SupportService.active, SupportService.review_on,
    SupportService.updated_at,
)  # fmt: skip
REFERRAL_COLUMNS = (
    Referral.id, Referral.reference, Referral.version, Referral.status, Referral.case_id,
    Referral.report_id, Referral.service_id, Referral.decline_reason, Referral.created_at,
    Referral.sent_at, Referral.updated_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """What the directory may be narrowed by."""

    service_type: str | None = None
    characteristic: str | None = None
    setting: str | None = None
    site: str | None = None
    language: str | None = None
    urgent: bool | None = None
    name: str | None = None
    """Part of the name, in either case."""
    active: bool | None = True
    """None for all, be they in use or not."""


def service_row(connection: Connection, service_id: UUID) -> AnyRow | None:
    """Read one service."""
    return connection.execute(select(*SERVICE).where(SupportService.id == service_id)).one_or_none()


def list_services(connection: Connection, where: ServiceFilter, page: Page) -> Rows:
    """List services, newest first."""
    return newest_first(connection, _narrowed(where), SupportService.id, page)


def browse_services(connection: Connection, where: ServiceFilter, page: Page) -> Rows:
    """List services as people look for them: crisis services first, then by name.

    An unknown ``page.after`` gives the first page.
    """
    query = _narrowed(where)
    last = service_row(connection, page.after) if page.after else None
    if last is not None:
        name, key = SupportService.name, SupportService.id
        later = or_(name > last.name, and_(name == last.name, key > last.id))
        alike = and_(SupportService.urgent.is_(last.urgent), later)
        query = query.where(or_(alike, SupportService.urgent.is_(False)) if last.urgent else alike)
    query = query.order_by(SupportService.urgent.desc(), SupportService.name, SupportService.id)
    rows = connection.execute(query.limit(page.limit + 1)).all()
    shown = rows[: page.limit]
    return Rows(shown, shown[-1].id if len(rows) > page.limit else None)


def _narrowed(where: ServiceFilter) -> AnySelect:
    query = select(*SERVICE)
    if where.active is not None:
        query = query.where(SupportService.active.is_(where.active))
    if where.service_type is not None:
        query = query.where(SupportService.service_type == where.service_type)
    if where.urgent is not None:
        query = query.where(SupportService.urgent.is_(where.urgent))
    if where.name is not None:
        query = query.where(SupportService.name.icontains(where.name, autoescape=True))
    for column, code in (
        (SupportService.characteristics, where.characteristic),
        (SupportService.settings, where.setting),
        (SupportService.sites, where.site),
        (SupportService.languages, where.language),
    ):
        if code is not None:
            query = query.where(has_code(column, code))
    return query


def all_services(connection: Connection) -> Sequence[AnyRow]:
    """Read every active service, crisis services first, then by name."""
    query = (
        select(*SERVICE)
        .where(SupportService.active.is_(True))
        .order_by(SupportService.urgent.desc(), SupportService.name, SupportService.id)
    )
    return connection.execute(query).all()


def urgent_services(connection: Connection) -> Sequence[AnyRow]:
    """Read the active services for people in a crisis, by name."""
    query = (
        select(SupportService.id, SupportService.name, SupportService.contact)
        .where(SupportService.active.is_(True), SupportService.urgent.is_(True))
        .order_by(SupportService.name, SupportService.id)
    )
    return connection.execute(query).all()


def service_names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the names of services by id, of those no longer active too."""
    query = select(SupportService.id, SupportService.name).where(SupportService.id.in_(ids))
    return {row.id: row.name for row in connection.execute(query)}


def referral_row(connection: Connection, referral_id: UUID) -> AnyRow | None:
    """Read one referral, ciphertexts included."""
    query = select(*REFERRAL_COLUMNS, Referral.need_ct, Referral.shared_ct)
    return connection.execute(query.where(Referral.id == referral_id)).one_or_none()


def list_referrals(
    connection: Connection,
    actor: Actor,
    page: Page,
    *,
    status: str | None = None,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Rows:
    """List the referrals the actor may read, newest first."""
    query = select(*REFERRAL_COLUMNS).where(visible(REFERRAL, actor, "referral.read"))
    if status is not None:
        query = query.where(Referral.status == status)
    if case_id is not None:
        query = query.where(Referral.case_id == case_id)
    if report_id is not None:
        query = query.where(Referral.report_id == report_id)
    return newest_first(connection, query, Referral.id, page)


def referrals_about(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read the referrals made for a report, with the service's name, oldest first."""
    query = (
        select(*REFERRAL_COLUMNS, SupportService.name.label("service_name"))
        .join(SupportService, SupportService.id == Referral.service_id)
        .where(Referral.report_id == report_id)
        .order_by(Referral.id)
    )
    return connection.execute(query).all()
