"""The directory of support services: anybody may read it without signing in."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response, request, stream_with_context

from service.api.bulk import CSV, MEDIA_TYPES, NDJSON, read_rows, write_rows
from service.api.hours_calendar import hours_calendar
from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.problems import Problem
from service.api.schemas.support import (
    ExportQuery,
    ImportedOut,
    ServiceIn,
    ServiceOut,
    ServiceOutPage,
    ServicePatch,
    ServiceQuery,
)
from service.api.v1.shared import found
from service.domain.actors import Actor, Scope
from service.domain.errors import NotFound
from service.domain.hsds import Institution
from service.store.queries import support as queries
from service.usecases import directory
from service.usecases.directory_reading import service_filter
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
    "hours": [{"day": "mon", "opens": "09:00", "closes": "17:00"}],
}  # fmt: skip
_KEPT = 300
_KEEPERS = [Scope.DIRECTORY_WRITE]
_MOST_BYTES = 20 * 1024 * 1024


@support_services.operation(
    "GET", "/v1/support-services", "listSupportServices", "Find support services",
    description="Services for people in a crisis come first, then the others by name.",
    query=ServiceQuery(), answer=ServiceOutPage(), public=True, paged=True, caches=_KEPT,
)  # fmt: skip
def list_services(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of active services."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    page = page_of(runtime().provider, "listSupportServices", limit, cursor)
    where = service_filter(reading, service_type=query.pop("type"), **query)
    rows = queries.list_services(reading.connection, where, page)
    return PageResult(rows.rows, rows.next_after)


@support_services.operation(
    "GET", "/v1/support-services/export", "exportSupportServices", "Read the whole directory",
    query=ExportQuery(), public=True, manual=True, media_type=(NDJSON, CSV),
    description="As lines of JSON, as CSV, or as lines in the form of Open Referral UK (HSDS).",
)  # fmt: skip
def export_services(actor: Actor, query: dict[str, Any]) -> Response:
    """Stream it."""
    with runtime().reading(actor) as reading:
        rows = queries.all_services(reading.connection)
    rules, form = runtime().rules, query["format"]
    pieces = write_rows(rows, form, Institution(rules.institution, rules.issuer))
    headers = {
        "Content-Disposition": f'attachment; filename="support-services.{_ENDINGS[form]}"',
        "Cache-Control": f"public, max-age={_KEPT}",
    }
    return Response(stream_with_context(pieces), headers=headers, content_type=MEDIA_TYPES[form])


_ENDINGS = {"ndjson": "ndjson", "csv": "csv", "hsds": "hsds.ndjson"}


@support_services.operation(
    "POST", "/v1/support-services/import", "importSupportServices",
    "Put many services into the directory", scopes=_KEEPERS, answer=ImportedOut(), creates=True,
    status=200, uploads=(CSV, NDJSON), limit="30 per hour",
    description="All of them or none. A row whose `external_id`, or `id`, is known changes that "
    "entry; another adds one. A fault's pointer names the row, from 0, and the column.",
)  # fmt: skip
def import_services(unit: Unit) -> dict[str, Any]:
    """Take them in."""
    if request.mimetype not in (CSV, NDJSON):
        raise Problem("unsupported_media_type")
    if (request.content_length or 0) > _MOST_BYTES:
        raise Problem("too_large", f"At most {_MOST_BYTES} bytes.")
    rows = read_rows(request.get_data(), request.mimetype)
    return asdict(directory.import_services(unit, rows))


@support_services.operation(
    "GET", "/v1/support-services/<uuid:service_id>", "getSupportService",
    "Read a support service", answer=ServiceOut(), public=True, caches=_KEPT, errors=["not_found"],
)  # fmt: skip
def get_service(reading: Reading, service_id: UUID) -> Result:
    """Give one service."""
    row = found(queries.service_row(reading.connection, service_id))
    return Result(row, row.version)


@support_services.operation(
    "POST", "/v1/support-services", "createSupportService", "Add a support service",
    scopes=_KEEPERS, body=ServiceIn(), answer=ServiceOut(), creates=True,
    example=_EXAMPLE,
)  # fmt: skip
def create_service(unit: Unit, body: dict[str, Any]) -> Result:
    """Add one."""
    service = directory.add_service(unit, body)
    return Result(service, service.version, f"/v1/support-services/{service.id}")


@support_services.operation(
    "PATCH", "/v1/support-services/<uuid:service_id>", "amendSupportService",
    "Change a support service", scopes=[*_KEEPERS, Scope.REFERRALS_RECEIVE], body=ServicePatch(),
    answer=ServiceOut(), versioned=True, errors=["not_found"], example={"urgent": True},
    description="A service's own client keeps its own entry true; whether it is shown, and where, "
    "whoever keeps the directory decides.",
)  # fmt: skip
def amend_service(unit: Unit, body: dict[str, Any], service_id: UUID, version: int) -> Result:
    """Change one."""
    service = directory.amend_service(unit, service_id, body, version=version)
    unit.flush()
    return Result(service, service.version)


@support_services.operation(
    "GET", "/v1/support-services/<uuid:service_id>/calendar", "getSupportServiceCalendar",
    "When a support service is open, as a calendar", public=True, manual=True,
    media_type="text/calendar", caches=_KEPT, errors=["not_found"],
    description="iCalendar (RFC 5545). 404 where a service states no hours.",
)  # fmt: skip
def get_calendar(actor: Actor, service_id: UUID) -> Response:
    """Give its weekly openings."""
    with runtime().reading(actor) as reading:
        row = found(queries.service_row(reading.connection, service_id))
        calendar = hours_calendar(row, reading.now.date(), runtime().rules.calendar.is_holiday)
    if calendar is None:
        raise NotFound
    return Response(calendar, content_type="text/calendar; charset=utf-8")
