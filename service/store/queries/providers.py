"""Reading placement providers to choose from, and what they are called."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, or_, select

from service.store.models import PlacementProvider
from service.store.queries.rows import AnyRow


def providers_to_choose(connection: Connection, chosen: UUID | None = None) -> Sequence[AnyRow]:
    """Read the placement providers in use, by name, and ``chosen`` though it no longer is."""
    query = select(PlacementProvider.id, PlacementProvider.name).where(
        or_(PlacementProvider.active.is_(True), PlacementProvider.id == chosen)
    )
    return connection.execute(query.order_by(PlacementProvider.name)).all()


def provider_names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the names of placement providers by id, of those no longer in use too."""
    query = select(PlacementProvider.id, PlacementProvider.name).where(
        PlacementProvider.id.in_(ids)
    )
    return {row.id: row.name for row in connection.execute(query)}


def all_providers(connection: Connection) -> Sequence[AnyRow]:
    """Read every placement provider, those no longer in use too, by name."""
    query = select(*PlacementProvider.__table__.columns).order_by(PlacementProvider.name)
    return connection.execute(query).all()
