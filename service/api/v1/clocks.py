"""Clocks: the deadlines that run on reports and cases."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.work import (
    ClockOut,
    ClockOutPage,
    ClockQuery,
    ClocksOut,
    ClockStepIn,
    ClockTargetsOut,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found
from service.domain.clocks import CLOCKS
from service.store.models import Case, Report
from service.store.queries import work as queries
from service.usecases.access import allow_on
from service.usecases.ageing import aged_clock
from service.usecases.clocks import pause_clock, resume_clock
from service.usecases.reading import Reading
from service.usecases.unit import Unit

clocks = Resource("Clocks", "Deadlines that run on reports and cases, pause, and stop.")


@clocks.operation(
    "GET", "/v1/clock-targets", "listClockTargets", "How long each kind of clock runs",
    answer=ClockTargetsOut(), scopes=READ,
)  # fmt: skip
def list_targets(reading: Reading) -> dict[str, Any]:
    """Give the published numbers, and the institution's own."""
    own = queries.targets(reading.connection)
    return {
        "data": [
            {
                "kind": kind,
                "unit": rule.unit,
                "published_days": rule.days,
                "own_days": own.get(kind),
            }
            for kind, rule in CLOCKS.items()
        ]
    }


@clocks.operation(
    "GET", "/v1/clocks", "listClocks", "List clocks",
    query=ClockQuery(), answer=ClockOutPage(), scopes=READ, paged=True,
)  # fmt: skip
def list_clocks(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of what the caller may see."""
    page = page_of(runtime().provider, "listClocks", query.pop("limit"), query.pop("cursor"))
    where = queries.ClockFilter(**query)
    rows = queries.list_clocks(reading.connection, reading.actor, where, reading.now, page)
    return PageResult(_aged(reading, rows.rows), rows.next_after)


@clocks.operation(
    "GET", "/v1/clocks/<uuid:clock_id>", "getClock", "Read a clock",
    answer=ClockOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_clock(reading: Reading, clock_id: UUID) -> Result:
    """Give one."""
    row = found(queries.clock_row(reading.connection, clock_id))
    model, subject = (Case, row.case_id) if row.case_id else (Report, row.report_id)
    allow_on(reading.connection, reading.actor, model, subject)
    return Result(_aged(reading, [row])[0], row.version)


@clocks.operation(
    "POST", "/v1/clocks/<uuid:clock_id>/transitions", "moveClock", "Pause a clock or let it go on",
    description="The days of a pause do not count: the deadline moves by as many.",
    scopes=WRITE, body=ClockStepIn(), answer=ClockOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "pause", "reason": "awaiting_party"},
)  # fmt: skip
def move_clock(unit: Unit, body: dict[str, Any], clock_id: UUID, version: int) -> Result:
    """Pause or resume."""
    if body["action"] == "pause":
        pause_clock(unit, clock_id, body["reason"], version=version)
    else:
        resume_clock(unit, clock_id, version=version)
    unit.flush()
    row = found(queries.clock_row(unit.session.connection(), clock_id))
    return Result(aged_clock(row, unit.now, unit.rules.calendar), row.version)


@clocks.operation(
    "GET", "/v1/cases/<uuid:case_id>/clocks", "listCaseClocks",
    "The clocks of a case and of its reports", answer=ClocksOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def case_clocks(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them."""
    readable(reading, case_id)
    return {"data": _aged(reading, queries.clocks_of(reading.connection, case_id=case_id))}


@clocks.operation(
    "GET", "/v1/reports/<uuid:report_id>/clocks", "listReportClocks", "The clocks of a report",
    answer=ClocksOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def report_clocks(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """List them."""
    allow_on(reading.connection, reading.actor, Report, report_id)
    return {"data": _aged(reading, queries.clocks_of(reading.connection, report_id=report_id))}


def _aged(reading: Reading, rows: Any) -> list[dict[str, Any]]:
    calendar = reading.instance.rules.calendar
    return [aged_clock(row, reading.now, calendar) for row in rows]
