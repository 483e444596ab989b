"""Cases: opening, reading, amending and moving them on."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import TransitionIn, TransitionsOut
from service.api.schemas.cases import (
    CaseExpandQuery,
    CaseIn,
    CaseOut,
    CaseOutPage,
    CasePatch,
    CaseQuery,
    CaseReportIn,
    TimelineOut,
)
from service.api.schemas.reports import ReportOut
from service.api.v1.report_views import written as report_written
from service.api.v1.shared import days_asked, found, transitions
from service.domain.actors import Scope
from service.domain.cases import CASE_MACHINE
from service.domain.clocks import soon
from service.domain.errors import invalid
from service.domain.verbs import VERBS
from service.store.models import Case
from service.store.queries import cases as queries
from service.store.queries.audit import timeline
from service.store.queries.reports import reports_of_case
from service.store.queries.rows import as_dict
from service.store.queries.worklists import CaseFilter
from service.usecases import casework, triage
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

cases = Resource("Cases", "What the institution does about reports.")

READ = [Scope.CASES_READ]
WRITE = [Scope.CASES_WRITE]


@cases.operation(
    "POST", "/v1/cases", "openCase", "Open a case for reports",
    scopes=WRITE, body=CaseIn(), answer=CaseOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"report_ids": ["01890000-0000-7000-8000-000000000000"], "risk_level": "low"},
)  # fmt: skip
def open_case(unit: Unit, body: dict[str, Any]) -> Result:
    """Open one."""
    case = triage.open_case(unit, **body)
    return written(unit, case.id, f"/v1/cases/{case.id}")


@cases.operation(
    "GET", "/v1/cases", "listCases", "List cases",
    query=CaseQuery(), answer=CaseOutPage(), scopes=READ, paged=True,
)  # fmt: skip
def list_cases(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listCases", query.pop("limit"), query.pop("cursor"))
    if query["worklist"] == "mine" and query["officer_id"] is None:
        raise invalid("?/officer_id", "required", "Say whose cases are meant.")
    near = soon(reading.now, reading.instance.rules.calendar)
    where = CaseFilter(**days_asked(reading, query, "opened"), **query, soon=near)
    rows = queries.list_cases(reading.connection, reading.actor, where, page)
    return PageResult(rows.rows, rows.next_after)


@cases.operation(
    "GET", "/v1/cases/<uuid:case_id>", "getCase", "Read a case",
    query=CaseExpandQuery(), answer=CaseOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_case(reading: Reading, query: dict[str, Any], case_id: UUID) -> Result:
    """Give one, with its summary if asked."""
    row = readable(reading, case_id)
    if query["expand"] != "summary":
        return Result(row, row.version)
    allow_on(reading.connection, reading.actor, Case, case_id, "case.read_content")
    targets = [] if Case.summary.is_empty(row) else [Case.summary.target(row)]
    with reading.scope(targets, purpose=query["purpose"], case_id=case_id):
        opened = Case.summary.open(row) if targets else {}
    return Result({**as_dict(row), "summary": opened.get("summary")}, row.version)


@cases.operation(
    "PATCH", "/v1/cases/<uuid:case_id>", "amendCase", "Change a case",
    scopes=WRITE, body=CasePatch(), answer=CaseOut(), versioned=True, errors=["not_found"],
    example={"risk_level": "high"},
)  # fmt: skip
def amend_case(unit: Unit, body: dict[str, Any], case_id: UUID, version: int) -> Result:
    """Change one."""
    casework.amend_case(unit, case_id, body, version=version)
    return written(unit, case_id)


@cases.operation(
    "GET", "/v1/cases/<uuid:case_id>/transitions", "listCaseTransitions",
    "What can be done with a case now", answer=TransitionsOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def case_transitions(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List the steps."""
    row = found(queries.case_row(reading.connection, case_id))
    return transitions(reading, CASE_MACHINE, Case, row)


@cases.operation(
    "POST", "/v1/cases/<uuid:case_id>/transitions", "moveCase", "Do something with a case",
    scopes=WRITE, body=TransitionIn(), answer=CaseOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "start_triage"},
)  # fmt: skip
def move_case(unit: Unit, body: dict[str, Any], case_id: UUID, version: int) -> Result:
    """Take a step."""
    casework.move_case(unit, case_id, version=version, **body)
    return written(unit, case_id)


@cases.operation(
    "GET", "/v1/cases/<uuid:case_id>/timeline", "getCaseTimeline", "What happened to a case",
    answer=TimelineOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def case_timeline(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """Give every act and every reading, from the audit log itself."""
    readable(reading, case_id)
    subjects = [case_id, *(row.id for row in reports_of_case(reading.connection, case_id))]
    rows = timeline(reading.connection, reading.actor, case_id=case_id, subject_ids=subjects)
    return {"data": [{**as_dict(row), "meaning": VERBS.get(row.verb, row.verb)} for row in rows]}


@cases.operation(
    "POST", "/v1/cases/<uuid:case_id>/reports", "linkReport", "Put a report on a case",
    scopes=WRITE, body=CaseReportIn(), answer=ReportOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"report_id": "01890000-0000-7000-8000-000000000000"},
)  # fmt: skip
def link_report(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Link one more report."""
    casework.link_to_case(unit, case_id, body["report_id"])
    return report_written(unit, body["report_id"])


def readable(reading: Reading, case_id: UUID, *permissions: str) -> Any:
    """Give a case the caller may read.

    Raises:
        NotFound: there is none, or the caller may not know of it.
    """
    row = found(queries.case_row(reading.connection, case_id))
    allow_on(reading.connection, reading.actor, Case, case_id, *permissions)
    return row


def written(unit: Unit, case_id: UUID, location: str | None = None) -> Result:
    """Answer with a case as it now is."""
    row = found(queries.case_row(unit.session.connection(), case_id))
    return Result(row, row.version, location)
