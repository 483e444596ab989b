"""Reading what a service does with a referral: appointments, progress, and its links."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, or_, select

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.store.models import (
    ApiClient,
    Appointment,
    Officer,
    Progress,
    Referral,
    ServiceLink,
    SupportService,
)
from service.store.queries.rows import AnyRow, has_code
from service.store.queries.standing import REFERRAL, visible

_APPOINTMENT = tuple(Appointment.__table__.columns)


def appointment_row(
    connection: Connection, referral_id: UUID, appointment_id: UUID
) -> AnyRow | None:
    """Read an appointment of a referral, its content sealed."""
    query = select(*_APPOINTMENT).where(
        Appointment.id == appointment_id, Appointment.referral_id == referral_id
    )
    return connection.execute(query).one_or_none()


def appointments_of(connection: Connection, referral_id: UUID) -> Sequence[AnyRow]:
    """Read the appointments of a referral, the earliest first, their content sealed."""
    query = select(*_APPOINTMENT).where(Appointment.referral_id == referral_id)
    return connection.execute(query.order_by(Appointment.starts_at, Appointment.id)).all()


def appointments_about(connection: Connection, actor: Actor, report_id: UUID) -> Sequence[AnyRow]:
    """Read the appointments of those of a report's referrals whose content the actor may have.

    With the service's name, the earliest first.
    """
    query = (
        select(*_APPOINTMENT, SupportService.name.label("service_name"))
        .join(Referral, Referral.id == Appointment.referral_id)
        .join(SupportService, SupportService.id == Referral.service_id)
        .where(Referral.report_id == report_id, visible(REFERRAL, actor, "referral.read_content"))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return connection.execute(query).all()


def progress_of(connection: Connection, referral_id: UUID) -> Sequence[AnyRow]:
    """Read what the service said of how it goes, oldest first, its notes sealed."""
    query = select(*Progress.__table__.columns).where(Progress.referral_id == referral_id)
    return connection.execute(query.order_by(Progress.id)).all()


def links_of(connection: Connection, referral_id: UUID) -> Sequence[AnyRow]:
    """Read the links there were to a referral, oldest first."""
    query = select(*ServiceLink.__table__.columns).where(ServiceLink.referral_id == referral_id)
    return connection.execute(query.order_by(ServiceLink.id)).all()


def link_row(connection: Connection, link_id: UUID) -> AnyRow | None:
    """Read a link, with the referral it is for and how to reach the service."""
    return _link(connection, ServiceLink.id == link_id)


def link_by_token(connection: Connection, token_mac: bytes) -> AnyRow | None:
    """Read a link by its token's keyed hash, as `link_row` does."""
    return _link(connection, ServiceLink.token_mac == token_mac)


def link_by_visit(connection: Connection, visit_mac: bytes) -> AnyRow | None:
    """Read the link that a visit came by, by the keyed hash of the visit's token."""
    return _link(connection, ServiceLink.visit_mac == visit_mac)


def _link(connection: Connection, which: ColumnElement[bool]) -> AnyRow | None:
    query = (
        select(
            *ServiceLink.__table__.columns, Referral.service_id, Referral.status,
            SupportService.name.label("service_name"), SupportService.contact,
        )
        .join(Referral, Referral.id == ServiceLink.referral_id)
        .join(SupportService, SupportService.id == Referral.service_id)
        .where(which)
    )  # fmt: skip
    return connection.execute(query).one_or_none()


def has_way_in(connection: Connection, service_id: UUID) -> bool:
    """Whether somebody acts for a service by an account, or a system of its own does."""
    officer = select(Officer.id).where(
        Officer.service_id == service_id, Officer.active.is_(True),
        has_code(Officer.roles, Role.SERVICE_PROVIDER),
    )  # fmt: skip
    client = select(ApiClient.id).where(
        ApiClient.service_id == service_id, ApiClient.active.is_(True)
    )
    return bool(connection.scalar(select(or_(officer.exists(), client.exists()))))
