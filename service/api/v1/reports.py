"""Reports: submitted by forms and portals, triaged by casework systems."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PurposeQuery, TransitionIn, TransitionsOut
from service.api.schemas.messages import MessageIn
from service.api.schemas.report_work import ReportPatch
from service.api.schemas.reports import (
    ConsentIn,
    ConsentsOut,
    ExpandQuery,
    MessageOut,
    MessagesOut,
    ReportIn,
    ReportOut,
    ReportOutPage,
    ReportQuery,
    ReportReceipt,
)
from service.api.v1.report_views import expanded, readable, written
from service.api.v1.shared import days_asked, found, transitions, with_text
from service.domain.actors import Scope
from service.domain.reports import REPORT_MACHINE
from service.store.models import Message, Report
from service.store.queries import reports as queries
from service.store.queries.pages import Page
from service.usecases import amendments, intake, messages, referrals, triage
from service.usecases.intake import ReportSubmission
from service.usecases.reading import Reading
from service.usecases.unit import Unit

reports = Resource("Reports", "What people told us, and the conversation with them.")

_READ = [Scope.REPORTS_READ, Scope.REPORTS_WRITE, Scope.CASES_READ]
_TRIAGE = [Scope.CASES_WRITE]
_EXAMPLE = {
    "mode": "anonymous", "relationship": "affected_person",
    "incident_types": ["microaggression", "exclusion"],
    "characteristics": [{"code": "race", "basis": "actual", "ground": True}],
    "setting": "hospital_placement", "occurred_from": "2026-10-01",
    "occurred_precision": "month", "subject_assesses_reporter": True,
    "impacts": ["isolation"], "belonging_score": 2,
    "narrative": "On the ward round I was asked where I am really from, again.",
    "subjects": [{"type": "clinical_supervisor", "name": "Dr Example"}],
    "responder_preference": {"attributes": ["global_majority"], "languages": ["ur"]},
    "consents": [{"scope": "contact", "state": "granted", "wording_version": "2026-09"}],
}  # fmt: skip


@reports.operation(
    "POST", "/v1/reports", "submitReport", "Submit a report",
    description="Answers with the report and, this once, the receipt its reporter keeps.",
    scopes=[Scope.REPORTS_WRITE], body=ReportIn(), answer=ReportReceipt(), creates=True,
    example=_EXAMPLE,
)  # fmt: skip
def submit_report(unit: Unit, body: dict[str, Any]) -> Result:
    """Submit one."""
    report, receipt = intake.submit_report(unit, ReportSubmission(**body))
    data = {**written(unit, report.id).data, "receipt": receipt}
    return Result(data, report.version, f"/v1/reports/{report.id}")


@reports.operation(
    "GET", "/v1/reports", "listReports", "List reports",
    description="A client sees what it submitted; with cases:read, every report.",
    query=ReportQuery(), answer=ReportOutPage(), scopes=_READ, paged=True,
)  # fmt: skip
def list_reports(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    expand, purpose = query.pop("expand"), query.pop("purpose")
    page = page_of(runtime().provider, "listReports", query.pop("limit"), query.pop("cursor"))
    where = queries.ReportFilter(**days_asked(reading, query, "submitted"), **query)
    rows = _page(reading, where, page, sealed=bool(expand))
    return PageResult(expanded(reading, rows.rows, expand, purpose), rows.next_after)


@reports.operation(
    "GET", "/v1/reports/<uuid:report_id>", "getReport", "Read a report",
    query=ExpandQuery(), answer=ReportOut(), scopes=_READ, errors=["not_found"],
)  # fmt: skip
def get_report(reading: Reading, query: dict[str, Any], report_id: UUID) -> Result:
    """Give one."""
    row = readable(reading, report_id)
    data = expanded(reading, [row], query["expand"], query["purpose"])[0]
    return Result(data, row.version)


@reports.operation(
    "PATCH", "/v1/reports/<uuid:report_id>", "amendReport", "Amend a report",
    description="Possible until the report is closed or withdrawn. What it said before is kept, "
    "but for drafts.",
    scopes=[Scope.REPORTS_WRITE], body=ReportPatch(), answer=ReportOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"setting": "gp_placement"},
)  # fmt: skip
def amend_report(unit: Unit, body: dict[str, Any], report_id: UUID, version: int) -> Result:
    """Amend one."""
    amendments.amend_report(unit, report_id, body, version=version)
    return written(unit, report_id)


@reports.operation(
    "GET", "/v1/reports/<uuid:report_id>/transitions", "listReportTransitions",
    "What can be done with a report now", answer=TransitionsOut(), scopes=[*_READ, *_TRIAGE],
    errors=["not_found"],
)  # fmt: skip
def report_transitions(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """List the steps."""
    row = found(queries.report_row(reading.connection, report_id))
    return transitions(reading, REPORT_MACHINE, Report, row)


@reports.operation(
    "POST", "/v1/reports/<uuid:report_id>/transitions", "moveReport", "Do something with a report",
    scopes=[Scope.CASES_WRITE, Scope.REPORTS_WRITE], body=TransitionIn(), answer=ReportOut(),
    status=200, versioned=True, errors=["not_found", "wrong_state"],
    example={"action": "acknowledge"},
)  # fmt: skip
def move_report(unit: Unit, body: dict[str, Any], report_id: UUID, version: int) -> Result:
    """Take a step."""
    triage.move_report(unit, report_id, version=version, **body)
    return written(unit, report_id)


@reports.operation(
    "GET", "/v1/reports/<uuid:report_id>/messages", "listReportMessages",
    "Read the conversation with a reporter", query=PurposeQuery(),
    answer=MessagesOut(), scopes=[Scope.CASES_READ], errors=["not_found"],
)  # fmt: skip
def report_messages(reading: Reading, query: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Open the conversation."""
    row = readable(reading, report_id, "report.read_content")
    found_messages = queries.messages_of(reading.connection, [report_id])
    data = with_text(
        reading, found_messages, Message.body, purpose=query["purpose"], case_id=row.case_id
    )
    return {"data": data}


@reports.operation(
    "POST", "/v1/reports/<uuid:report_id>/messages", "writeToReporter", "Write to a reporter",
    description="The reporter sees exactly this, with their receipt.",
    scopes=_TRIAGE, body=MessageIn(), answer=MessageOut(), creates=True, errors=["not_found"],
    example={"text": "Thank you for telling us. May we ask when this was?"},
)  # fmt: skip
def write_to_reporter(unit: Unit, body: dict[str, Any], report_id: UUID) -> Result:
    """Write a message."""
    return Result(messages.write_to_reporter(unit, report_id, **body))


@reports.operation(
    "GET", "/v1/reports/<uuid:report_id>/consents", "listReportConsents",
    "Read the latest consents of a reporter", answer=ConsentsOut(), scopes=_READ,
    errors=["not_found"],
)  # fmt: skip
def report_consents(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """Give the latest answers."""
    readable(reading, report_id)
    return {"data": list(queries.consents_of(reading.connection, report_id).values())}


@reports.operation(
    "POST", "/v1/reports/<uuid:report_id>/consents", "recordConsent", "Record a consent",
    description="Withdrawing consent to referrals stops them at once.",
    scopes=[Scope.REPORTS_WRITE, Scope.REFERRALS_WRITE], body=ConsentIn(), answer=ConsentsOut(),
    creates=True, errors=["not_found"],
    example={"scope": "referral", "state": "granted", "wording_version": "2026-09"},
)  # fmt: skip
def record_consent(unit: Unit, body: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Record an answer."""
    referrals.answer_consent(unit, report_id, **body)
    unit.flush()
    answers = queries.consents_of(unit.session.connection(), report_id)
    return {"data": list(answers.values())}


def _page(reading: Reading, where: queries.ReportFilter, page: Page, *, sealed: bool) -> Any:
    return queries.list_reports(reading.connection, reading.actor, where, page, sealed=sealed)
