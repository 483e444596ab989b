"""Keeping the list of placement providers: hospitals, practices and trusts where students learn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import NotFound, Stale, invalid
from service.domain.ids import new_id
from service.store.models import PlacementProvider
from service.usecases.access import allow
from service.usecases.unit import Unit


def add_provider(
    unit: Unit, name: str, contact: Mapping[str, str] | None = None
) -> PlacementProvider:
    """Add a placement provider.

    Raises:
        Invalid: another one has this name.
    """
    allow(unit.actor, "configuration.write")
    _check_name(unit, name)
    provider = PlacementProvider(id=new_id(), name=name, contact=dict(contact or {}), active=True)
    unit.add(provider)
    unit.record("provider.add", provider)
    return provider


def amend_provider(
    unit: Unit, provider_id: UUID, changes: Mapping[str, Any], *, version: int
) -> PlacementProvider:
    """Change a placement provider's entry.

    Args:
        changes: any of ``name``, ``contact`` and ``active``.

    Raises:
        Invalid: another one has this name.
    """
    allow(unit.actor, "configuration.write")
    provider = unit.session.get(PlacementProvider, provider_id)
    if provider is None:
        raise NotFound
    if provider.version != version:
        raise Stale
    if changes.get("name", provider.name) != provider.name:
        _check_name(unit, changes["name"])
    for name, value in changes.items():
        setattr(provider, name, value)
    unit.record("provider.amend", provider, change={"fields": sorted(changes)})
    return provider


def known_provider(unit: Unit, provider_id: UUID | None, pointer: str) -> UUID | None:
    """Give the id of a placement provider that is in use; None stays None.

    Raises:
        Invalid: there is none, pointing at where it was given.
    """
    if provider_id is None:
        return None
    provider = unit.session.get(PlacementProvider, provider_id)
    if provider is None or not provider.active:
        raise invalid(pointer, "not_available", "No active placement provider has this id.")
    return provider_id


def _check_name(unit: Unit, name: str) -> None:
    query = select(PlacementProvider.id).where(PlacementProvider.name == name)
    if unit.session.scalar(query) is not None:
        raise invalid("/name", "taken", "Another placement provider has this name.")
