"""Reading what peers do together. All of it is public, but for how many came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from service.domain.support_lists import SessionState
from service.store.models import Activity, ActivitySession, SupportService
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect, has_code

ACTIVITY = tuple(Activity.__table__.columns)
SESSION = tuple(column for column in ActivitySession.__table__.columns if column.name != "attended")
"""What anybody may know of a session."""


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What activities may be narrowed by."""

    service_id: UUID | None = None
    kind: str | None = None
    characteristic: str | None = None
    language: str | None = None
    online: bool | None = None
    site: str | None = None
    active: bool | None = True
    """None for all, be they in use or not."""


def activity_row(connection: Connection, activity_id: UUID) -> AnyRow | None:
    """Read one activity."""
    return connection.execute(select(*ACTIVITY).where(Activity.id == activity_id)).one_or_none()


def list_activities(connection: Connection, where: ActivityFilter, page: Page) -> Rows:
    """List activities, newest first; those of a service that is not active are not."""
    query = select(*ACTIVITY)
    if where.active is not None:
        query = query.join(SupportService, SupportService.id == Activity.service_id).where(
            Activity.active.is_(where.active), SupportService.active.is_(True)
        )
    for name in ("service_id", "kind", "online", "site"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Activity, name) == value)
    for column, code in (
        (Activity.characteristics, where.characteristic),
        (Activity.languages, where.language),
    ):
        if code is not None:
            query = query.where(has_code(column, code))
    return newest_first(connection, query, Activity.id, page)


def list_upcoming(connection: Connection, activity_id: UUID, now: datetime, page: Page) -> Rows:
    """List the sessions planned or cancelled that are not over, the next first.

    An unknown ``page.after`` gives the first page.
    """
    query = _upcoming(activity_id, now)
    last = session_row(connection, page.after) if page.after else None
    if last is not None:
        starts, key = ActivitySession.starts_at, ActivitySession.id
        later = and_(starts == last.starts_at, key > last.id)
        query = query.where(or_(starts > last.starts_at, later))
    rows = connection.execute(query.limit(page.limit + 1)).all()
    shown = rows[: page.limit]
    return Rows(shown, shown[-1].id if len(rows) > page.limit else None)


def upcoming_sessions(connection: Connection, activity_id: UUID, now: datetime) -> Sequence[AnyRow]:
    """Read all of them, for a calendar."""
    return connection.execute(_upcoming(activity_id, now)).all()


def session_row(connection: Connection, session_id: UUID) -> AnyRow | None:
    """Read one session."""
    query = select(*SESSION).where(ActivitySession.id == session_id)
    return connection.execute(query).one_or_none()


def session_of(connection: Connection, activity_id: UUID, session_id: UUID) -> AnyRow | None:
    """Read one session of an activity."""
    query = select(*SESSION).where(
        ActivitySession.id == session_id, ActivitySession.activity_id == activity_id
    )
    return connection.execute(query).one_or_none()


def sessions_kept(connection: Connection, activity_id: UUID, page: Page) -> Rows:
    """List every session, the last planned first, with how many came, for whoever keeps them."""
    query = select(*ActivitySession.__table__.columns)
    query = query.where(ActivitySession.activity_id == activity_id)
    return newest_first(connection, query, ActivitySession.id, page)


def attendance(connection: Connection, since: datetime, until: datetime) -> Sequence[AnyRow]:
    """Count by kind of activity the ``sessions`` held in [since, until), and who ``attended``.

    These are bare numbers; whoever publishes them sees to disclosure control.
    """
    query = (
        select(
            Activity.kind,
            func.count().label("sessions"),
            func.sum(ActivitySession.attended).label("attended"),
        )
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(
            ActivitySession.state == SessionState.HELD,
            ActivitySession.starts_at >= since,
            ActivitySession.starts_at < until,
        )
        .group_by(Activity.kind)
        .order_by(Activity.kind)
    )
    return connection.execute(query).all()


def _upcoming(activity_id: UUID, now: datetime) -> AnySelect:
    return (
        select(*SESSION)
        .where(
            ActivitySession.activity_id == activity_id,
            ActivitySession.state.in_((SessionState.PLANNED, SessionState.CANCELLED)),
            ActivitySession.ends_at > now,
        )
        .order_by(ActivitySession.starts_at, ActivitySession.id)
    )
