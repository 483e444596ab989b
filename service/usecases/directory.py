"""Keeping the directory of support services."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.domain.errors import NotFound, Stale
from service.domain.ids import new_id
from service.store.models import SupportService
from service.usecases.access import allow
from service.usecases.unit import Unit

_DEFAULTS: dict[str, Any] = {
    "description": "",
    "characteristics": [],
    "settings": [],
    "sites": [],
    "languages": ["en"],
    "urgent": False,
    "self_referral": True,
    "contact": {},
    "active": True,
}


def add_service(unit: Unit, values: Mapping[str, Any]) -> SupportService:
    """Add a support service.

    Args:
        values: columns of `SupportService`; ``name`` and ``service_type`` are required.
    """
    allow(unit.actor, "directory.write")
    service = SupportService(id=new_id(), **{**_DEFAULTS, **values}, updated_at=unit.now)
    unit.add(service)
    unit.record("service.create", service, change={"service_type": service.service_type})
    return service


def amend_service(
    unit: Unit, service_id: UUID, changes: Mapping[str, Any], *, version: int
) -> SupportService:
    """Change a support service's entry."""
    allow(unit.actor, "directory.write")
    service = unit.session.get(SupportService, service_id)
    if service is None:
        raise NotFound
    if service.version != version:
        raise Stale
    for name, value in changes.items():
        setattr(service, name, value)
    service.updated_at = unit.now
    unit.record("service.amend", service, change={"fields": sorted(changes)})
    return service
