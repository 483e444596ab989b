"""What peers do together: anybody may read it, and subscribe to its calendar."""

from typing import Any
from uuid import UUID

from flask import Response

from service.adapters.calendar_feed import Event, feed
from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.activities import (
    ActivityIn,
    ActivityOut,
    ActivityOutPage,
    ActivityPatch,
    ActivityQuery,
    SessionIn,
    SessionOut,
    SessionOutPage,
    SessionPatch,
    SessionsOut,
    SessionTransitionIn,
)
from service.api.schemas.base import PageQuery
from service.api.v1.shared import found
from service.domain.actors import Actor, Scope
from service.domain.support_lists import SessionState
from service.store.queries import activities as queries
from service.usecases import activities as use_cases
from service.usecases.reading import Reading
from service.usecases.unit import Unit

activities = Resource(
    "Activities", "Groups, drop-ins and reflective spaces of peers. Reading is public."
)
_WRITE = [Scope.DIRECTORY_WRITE, Scope.REFERRALS_RECEIVE]
_KEPT = 300
CALENDAR = "text/calendar"
_EXAMPLE = {
    "service_id": "01890000-0000-7000-8000-000000000000", "kind": "reflective_space",
    "name": "After placement", "description": "To talk among ourselves about the week.",
    "characteristics": ["race"], "languages": ["en"], "site": "Main campus", "capacity": 12,
}  # fmt: skip
_SESSION = {
    "starts_at": "2099-10-06T17:00:00Z", "ends_at": "2099-10-06T18:30:00Z", "place": "Room 2.04",
    "repeat": {"weeks": 10},
}  # fmt: skip


@activities.operation(
    "GET", "/v1/activities", "listActivities", "Find what peers do together",
    query=ActivityQuery(), answer=ActivityOutPage(), public=True, paged=True, caches=_KEPT,
)  # fmt: skip
def list_activities(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of active ones."""
    page = page_of(runtime().provider, "listActivities", query.pop("limit"), query.pop("cursor"))
    where = queries.ActivityFilter(**query)
    rows = queries.list_activities(reading.connection, where, page)
    return PageResult(rows.rows, rows.next_after)


@activities.operation(
    "GET", "/v1/activities/<uuid:activity_id>", "getActivity", "Read an activity",
    answer=ActivityOut(), public=True, caches=_KEPT, errors=["not_found"],
)  # fmt: skip
def get_activity(reading: Reading, activity_id: UUID) -> Result:
    """Give one."""
    row = found(queries.activity_row(reading.connection, activity_id))
    return Result(row, row.version)


@activities.operation(
    "POST", "/v1/activities", "addActivity", "Add an activity of a support service",
    description="A client of one service adds to that service only.",
    scopes=_WRITE, body=ActivityIn(), answer=ActivityOut(), creates=True, errors=["not_found"],
    example=_EXAMPLE,
)  # fmt: skip
def add_activity(unit: Unit, body: dict[str, Any]) -> Result:
    """Add one."""
    activity = use_cases.add_activity(unit, body.pop("service_id"), body)
    return Result(activity, activity.version, f"/v1/activities/{activity.id}")


@activities.operation(
    "PATCH", "/v1/activities/<uuid:activity_id>", "amendActivity", "Change an activity",
    scopes=_WRITE, body=ActivityPatch(), answer=ActivityOut(), versioned=True,
    errors=["not_found"], example={"active": False},
)  # fmt: skip
def amend_activity(unit: Unit, body: dict[str, Any], activity_id: UUID, version: int) -> Result:
    """Change one."""
    activity = use_cases.amend_activity(unit, activity_id, body, version=version)
    return Result(activity, activity.version)


@activities.operation(
    "GET", "/v1/activities/<uuid:activity_id>/sessions", "listActivitySessions",
    "When and where an activity meets next", query=PageQuery(), answer=SessionOutPage(),
    description="Sessions that are planned or cancelled and not over, the next first.",
    public=True, paged=True, caches=_KEPT, errors=["not_found"],
)  # fmt: skip
def list_sessions(reading: Reading, query: dict[str, Any], activity_id: UUID) -> PageResult:
    """Give a page of what is to come."""
    found(queries.activity_row(reading.connection, activity_id))
    page = page_of(runtime().provider, "listActivitySessions", query["limit"], query["cursor"])
    rows = queries.list_upcoming(reading.connection, activity_id, reading.now, page)
    return PageResult(rows.rows, rows.next_after)


@activities.operation(
    "GET", "/v1/activities/<uuid:activity_id>/calendar", "getActivityCalendar",
    "Subscribe to when an activity meets", description="iCalendar (RFC 5545).",
    public=True, manual=True, caches=_KEPT, media_type=CALENDAR, errors=["not_found"],
)  # fmt: skip
def get_calendar(actor: Actor, activity_id: UUID) -> Response:
    """Give what is to come as a calendar."""
    with runtime().reading(actor) as reading:
        row = found(queries.activity_row(reading.connection, activity_id))
        sessions = queries.upcoming_sessions(reading.connection, activity_id, reading.now)
    events = [_event(row, session) for session in sessions]
    return Response(feed(row.name, events, stamp=row.updated_at), mimetype=CALENDAR)


def _event(activity: Any, session: Any) -> Event:
    return Event(
        uid=str(session.id),
        starts=session.starts_at,
        ends=session.ends_at,
        summary=activity.name,
        description=activity.description,
        location=session.place or activity.site or "",
        cancelled=session.state == SessionState.CANCELLED,
        sequence=session.version - 1,
    )


@activities.operation(
    "POST", "/v1/activities/<uuid:activity_id>/sessions", "planActivitySessions",
    "Plan a session, or a weekly series",
    description="Each session of a series is at the same local time, also when clocks change.",
    scopes=_WRITE, body=SessionIn(), answer=SessionsOut(), creates=True, errors=["not_found"],
    example=_SESSION,
)  # fmt: skip
def plan_sessions(unit: Unit, body: dict[str, Any], activity_id: UUID) -> dict[str, Any]:
    """Plan them."""
    repeat = body.pop("repeat", {"weeks": 1})
    return {"data": use_cases.plan_sessions(unit, activity_id, **body, **repeat)}


@activities.operation(
    "PATCH", "/v1/activities/<uuid:activity_id>/sessions/<uuid:session_id>",
    "amendActivitySession", "Change a planned session", scopes=_WRITE, body=SessionPatch(),
    answer=SessionOut(), versioned=True, errors=["not_found", "wrong_state"],
    example={"place": "Room 3.11"},
)  # fmt: skip
def amend_session(
    unit: Unit, body: dict[str, Any], activity_id: UUID, session_id: UUID, version: int
) -> Result:
    """Change one."""
    session = use_cases.amend_session(unit, activity_id, session_id, body, version=version)
    return Result(session, session.version)


@activities.operation(
    "POST", "/v1/activities/<uuid:activity_id>/sessions/<uuid:session_id>/transitions",
    "moveActivitySession", "Record that a session took place, or cancel it",
    description="How many came is counted in figures; nobody who came is ever recorded.",
    scopes=_WRITE, body=SessionTransitionIn(), answer=SessionOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "hold", "attended": 9},
)  # fmt: skip
def move_session(
    unit: Unit, body: dict[str, Any], activity_id: UUID, session_id: UUID, version: int
) -> Result:
    """Take a step."""
    session = use_cases.move_session(unit, activity_id, session_id, version=version, **body)
    return Result(session, session.version)
