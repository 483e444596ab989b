"""Reading the templates for messages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from service.store.models import MessageTemplate
from service.store.queries.rows import AnyRow

_TEMPLATES = select(*MessageTemplate.__table__.columns).order_by(MessageTemplate.name)


def templates_in_use(connection: Connection) -> Sequence[AnyRow]:
    """Read the templates that can be written with, by name."""
    query = _TEMPLATES.where(MessageTemplate.active.is_(True))
    return connection.execute(query).all()


def all_templates(connection: Connection) -> Sequence[AnyRow]:
    """Read every template, those that are no longer in use too, by name."""
    return connection.execute(_TEMPLATES).all()


def template_row(connection: Connection, template_id: UUID) -> AnyRow | None:
    """Read one template, in use or not."""
    return connection.execute(_TEMPLATES.where(MessageTemplate.id == template_id)).one_or_none()
