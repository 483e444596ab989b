"""The directory of support services: anybody may read it without signing in."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.support import (
    ServiceIn,
    ServiceOut,
    ServiceOutPage,
    ServicePatch,
    ServiceQuery,
)
from service.api.v1.shared import found
from service.domain.actors import Scope
from service.store.queries import support as queries
from service.usecases import directory
from service.usecases.reading import Reading
from service.usecases.unit import Unit

support_services = Resource(
    "Support services", "Where people can turn to. Reading is public and needs no report."
)
_EXAMPLE = {
    "name": "Student Counselling", "service_type": "counselling",
    "description": "Short-term counselling for students.", "languages": ["en", "cy"],
    "characteristics": ["race"], "settings": ["hospital_placement"], "sites": ["Main campus"],
    "urgent": False, "contact": {"email": "counselling@example.org"},
}  # fmt: skip


@support_services.operation(
    "GET", "/v1/support-services", "listSupportServices", "Find support services",
    query=ServiceQuery(), answer=ServiceOutPage(), public=True, paged=True, caches=300,
)  # fmt: skip
def list_services(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of active services."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    page = page_of(runtime().provider, "listSupportServices", limit, cursor)
    where = queries.ServiceFilter(service_type=query.pop("type"), **query)
    rows = queries.list_services(reading.connection, where, page)
    return PageResult(rows.rows, rows.next_after)


@support_services.operation(
    "GET", "/v1/support-services/<uuid:service_id>", "getSupportService",
    "Read a support service", answer=ServiceOut(), public=True, caches=300, errors=["not_found"],
)  # fmt: skip
def get_service(reading: Reading, service_id: UUID) -> Result:
    """Give one service."""
    row = found(queries.service_row(reading.connection, service_id))
    return Result(row, row.version)


@support_services.operation(
    "POST", "/v1/support-services", "createSupportService", "Add a support service",
    scopes=[Scope.DIRECTORY_WRITE], body=ServiceIn(), answer=ServiceOut(), creates=True,
    example=_EXAMPLE,
)  # fmt: skip
def create_service(unit: Unit, body: dict[str, Any]) -> Result:
    """Add one."""
    service = directory.add_service(unit, body)
    return Result(service, service.version, f"/v1/support-services/{service.id}")


@support_services.operation(
    "PATCH", "/v1/support-services/<uuid:service_id>", "amendSupportService",
    "Change a support service", scopes=[Scope.DIRECTORY_WRITE], body=ServicePatch(),
    answer=ServiceOut(), versioned=True, errors=["not_found"], example={"urgent": True},
)  # fmt: skip
def amend_service(unit: Unit, body: dict[str, Any], service_id: UUID, version: int) -> Result:
    """Change one."""
    service = directory.amend_service(unit, service_id, body, version=version)
    unit.flush()
    return Result(service, service.version)
