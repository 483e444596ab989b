"""Initiatives: anybody may read those that are published, and subscribe to them."""

from typing import Any
from uuid import UUID

from flask import Response

from service.adapters.atom_feed import MEDIA_TYPE, atom
from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PageQuery
from service.api.schemas.initiatives import (
    FeedQuery,
    InitiativeIn,
    InitiativeOut,
    InitiativeOutPage,
    InitiativePatch,
    InitiativeQuery,
    InitiativeRecordOut,
    InitiativeRecordOutPage,
    InitiativeTransitionIn,
)
from service.api.v1.initiative_feed import feed_of
from service.api.v1.shared import found
from service.domain.actors import Actor, Scope
from service.store.models import Initiative
from service.store.queries.initiatives import InitiativeFilter, initiative_row
from service.store.queries.pages import DEFAULT_LIMIT, Page
from service.usecases import initiative_reading as reads
from service.usecases import initiatives as use_cases
from service.usecases.reading import Reading
from service.usecases.unit import Unit

initiatives = Resource("Initiatives", "You said, we did. Reading what is published is public.")

_WRITE = [Scope.INITIATIVES_WRITE]
_KEPT = 300
_EXAMPLE = {
    "title": "A named contact on every ward",
    "said": "On placement nobody knew whom to turn to.",
    "did": "Each ward now has a named contact who is not an assessor.",
    "themes": ["placements", "speaking_up"], "settings": ["hospital_placement"],
    "led_by": "institution", "stage": "under_way", "people_reached": 140,
}  # fmt: skip


@initiatives.operation(
    "GET", "/v1/initiatives", "listInitiatives", "What was done after people spoke",
    description="What is published, newest first.",
    query=InitiativeQuery(), answer=InitiativeOutPage(), public=True, paged=True, caches=_KEPT,
)  # fmt: skip
def list_initiatives(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listInitiatives", query.pop("limit"), query.pop("cursor"))
    rows = reads.list_public(reading, InitiativeFilter(**query), page)
    return PageResult(rows.rows, rows.next_after)


@initiatives.operation(
    "GET", "/v1/initiatives/feed", "getInitiativeFeed", "Subscribe to what is published",
    description=f"The {DEFAULT_LIMIT} published last, as Atom (RFC 4287).",
    query=FeedQuery(), public=True, manual=True, caches=_KEPT, media_type=MEDIA_TYPE,
)  # fmt: skip
def get_feed(actor: Actor, query: dict[str, Any]) -> Response:
    """Give the feed."""
    with runtime().reading(actor) as reading:
        rows = reads.list_public(reading, InitiativeFilter(), Page()).rows
    return Response(atom(feed_of(rows, query["language"], runtime().rules)), mimetype=MEDIA_TYPE)


@initiatives.operation(
    "GET", "/v1/initiatives/records", "listInitiativeRecords", "List all, drafts among them",
    query=PageQuery(), answer=InitiativeRecordOutPage(), scopes=_WRITE, paged=True,
)  # fmt: skip
def list_records(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page, those written last first."""
    page = page_of(runtime().provider, "listInitiativeRecords", query["limit"], query["cursor"])
    rows = reads.list_records(reading, page)
    return PageResult(rows.rows, rows.next_after)


@initiatives.operation(
    "GET", "/v1/initiatives/<uuid:initiative_id>", "getInitiative", "Read a published initiative",
    answer=InitiativeOut(), public=True, caches=_KEPT, errors=["not_found"],
)  # fmt: skip
def get_initiative(reading: Reading, initiative_id: UUID) -> Result:
    """Give one."""
    row = reads.read_public(reading, initiative_id)
    return Result(row, row["version"])


@initiatives.operation(
    "GET", "/v1/initiatives/<uuid:initiative_id>/record", "getInitiativeRecord",
    "Read an initiative as it is kept", answer=InitiativeRecordOut(), scopes=_WRITE,
    errors=["not_found"],
)  # fmt: skip
def get_record(reading: Reading, initiative_id: UUID) -> Result:
    """Give one, be it public or not."""
    row = reads.read_record(reading, initiative_id)
    return Result(row, row["version"])


@initiatives.operation(
    "POST", "/v1/initiatives", "addInitiative", "Write down an initiative",
    description="It is a draft until it is published.",
    scopes=_WRITE, body=InitiativeIn(), answer=InitiativeRecordOut(), creates=True,
    example=_EXAMPLE,
)  # fmt: skip
def add_initiative(unit: Unit, body: dict[str, Any]) -> Result:
    """Write one."""
    row = use_cases.add_initiative(unit, body)
    return _written(unit, row, f"/v1/initiatives/{row.id}/record")


@initiatives.operation(
    "PATCH", "/v1/initiatives/<uuid:initiative_id>", "amendInitiative", "Change an initiative",
    description="What is published changes at once. Its themes, and how many it reached, can only "
    "be changed while it is a draft.",
    scopes=_WRITE, body=InitiativePatch(), answer=InitiativeRecordOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"stage": "done"},
)  # fmt: skip
def amend_initiative(unit: Unit, body: dict[str, Any], initiative_id: UUID, version: int) -> Result:
    """Change one."""
    return _written(unit, use_cases.amend_initiative(unit, initiative_id, body, version=version))


@initiatives.operation(
    "POST", "/v1/initiatives/<uuid:initiative_id>/transitions", "moveInitiative",
    "Publish an initiative, or withdraw it", scopes=_WRITE, body=InitiativeTransitionIn(),
    answer=InitiativeRecordOut(), status=200, versioned=True, errors=["not_found", "wrong_state"],
    example={"action": "publish"},
)  # fmt: skip
def move_initiative(unit: Unit, body: dict[str, Any], initiative_id: UUID, version: int) -> Result:
    """Take a step."""
    row = use_cases.move_initiative(unit, initiative_id, body["action"], version=version)
    return _written(unit, row)


def _written(unit: Unit, initiative: Initiative, location: str | None = None) -> Result:
    unit.flush()
    row = found(initiative_row(unit.session.connection(), initiative.id))
    return Result(reads.as_kept(row), row.version, location)
