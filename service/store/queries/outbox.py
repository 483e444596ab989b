"""Reading the outbox, and what is to be known of those a notice is for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from service.domain.notices import NoticeState
from service.store.models import Officer, OutboxNotice
from service.store.queries.rows import AnyRow


def due_notices(connection: Connection, now: datetime, limit: int) -> Sequence[UUID]:
    """Give the notices whose turn it is, those that wait longest first."""
    query = (
        select(OutboxNotice.id)
        .where(OutboxNotice.state == NoticeState.WAITING, OutboxNotice.next_at <= now)
        .order_by(OutboxNotice.next_at, OutboxNotice.id)
        .limit(limit)
    )
    return connection.scalars(query).all()


def notice_row(connection: Connection, notice_id: UUID) -> AnyRow:
    """Read a notice."""
    query = select(*OutboxNotice.__table__.columns).where(OutboxNotice.id == notice_id)
    return connection.execute(query).one()


def officer_contact(connection: Connection, officer_id: UUID) -> AnyRow | None:
    """Read how to reach an officer, sealed; None if they have no account in use."""
    query = select(Officer.id, Officer.contact_ct).where(
        Officer.id == officer_id, Officer.active.is_(True)
    )
    return connection.execute(query).one_or_none()
