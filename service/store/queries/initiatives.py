"""Reading initiatives: what is public of them, and all of them for whoever writes them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from service.store.models import Initiative
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect, has_code

INITIATIVE = tuple(Initiative.__table__.columns)


@dataclass(frozen=True, slots=True)
class InitiativeFilter:
    """What initiatives may be narrowed by."""

    theme: str | None = None
    setting: str | None = None
    stage: str | None = None
    led_by: str | None = None


def initiative_row(connection: Connection, initiative_id: UUID) -> AnyRow | None:
    """Read one, be it public or not."""
    query = select(*INITIATIVE).where(Initiative.id == initiative_id)
    return connection.execute(query).one_or_none()


def published_row(connection: Connection, initiative_id: UUID) -> AnyRow | None:
    """Read one that is public."""
    return connection.execute(_published().where(Initiative.id == initiative_id)).one_or_none()


def list_initiatives(connection: Connection, page: Page) -> Rows:
    """List all of them, those written last first."""
    return newest_first(connection, select(*INITIATIVE), Initiative.id, page)


def list_published(connection: Connection, where: InitiativeFilter, page: Page) -> Rows:
    """List those that are public, the ones published last first.

    A ``page.after`` that is not public gives the first page.
    """
    query = _narrowed(where)
    at, key = Initiative.published_at, Initiative.id
    last = published_row(connection, page.after) if page.after else None
    if last is not None:
        before = and_(at == last.published_at, key < last.id)
        query = query.where(or_(at < last.published_at, before))
    rows = connection.execute(query.order_by(at.desc(), key.desc()).limit(page.limit + 1)).all()
    shown = rows[: page.limit]
    return Rows(shown, shown[-1].id if len(rows) > page.limit else None)


def _published() -> AnySelect:
    return select(*INITIATIVE).where(Initiative.published_at.is_not(None))


def _narrowed(where: InitiativeFilter) -> AnySelect:
    query = _published()
    if where.theme is not None:
        query = query.where(has_code(Initiative.themes, where.theme))
    if where.setting is not None:
        query = query.where(has_code(Initiative.settings, where.setting))
    if where.stage is not None:
        query = query.where(Initiative.stage == where.stage)
    if where.led_by is not None:
        query = query.where(Initiative.led_by == where.led_by)
    return query
