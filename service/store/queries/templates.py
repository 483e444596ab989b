"""Reading the templates for messages."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from service.store.models import MessageTemplate
from service.store.queries.rows import AnyRow


def templates_in_use(connection: Connection) -> Sequence[AnyRow]:
    """Read the templates that can be written with, by name."""
    query = (
        select(*MessageTemplate.__table__.columns)
        .where(MessageTemplate.active.is_(True))
        .order_by(MessageTemplate.name)
    )
    return connection.execute(query).all()
