"""Working on reports: earlier versions, duplicates, the affected person, taking one off a case."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.follow_up import FeedbacksOut
from service.api.schemas.report_work import (
    AffectedConsentIn,
    AlikesOut,
    DuplicateIn,
    VersionsOut,
    VersionsQuery,
)
from service.api.schemas.reports import ReportOut
from service.api.v1.report_views import readable, written
from service.api.v1.shared import with_text
from service.domain.actors import Scope
from service.store.models import Feedback
from service.store.queries import reports as queries
from service.store.queries.reporters import feedback_of
from service.usecases import affected, duplicates, triage, versions
from service.usecases.reading import Reading
from service.usecases.unit import Unit

report_work = Resource("Report work", "Earlier versions, duplicates, and affected people's wishes.")

_EXAMPLE_ID = "01890000-0000-7000-8000-000000000000"


@report_work.operation(
    "GET", "/v1/reports/<uuid:report_id>/versions", "listReportVersions",
    "What a report said before it was amended", query=VersionsQuery(), answer=VersionsOut(),
    scopes=[Scope.REPORTS_READ, Scope.CASES_READ], errors=["not_found"],
)  # fmt: skip
def list_versions(reading: Reading, query: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """List them; what was replaced is opened only if asked."""
    wanted = ("report.read_content",) if query["expand"] else ()
    report = readable(reading, report_id, *wanted)
    if query["expand"]:
        return {"data": versions.opened_versions(reading, report, purpose=query["purpose"])}
    return {"data": queries.versions_of(reading.connection, report_id)}


@report_work.operation(
    "GET", "/v1/reports/<uuid:report_id>/feedback", "listReportFeedback",
    "How belonging and the process felt to a reporter", query=PurposeQuery(),
    answer=FeedbacksOut(), scopes=[Scope.CASES_READ], errors=["not_found"],
)  # fmt: skip
def list_feedback(reading: Reading, query: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Open the latest of each stage."""
    report = readable(reading, report_id, "report.read_content")
    rows = feedback_of(reading.connection, report_id).values()
    purpose = query["purpose"]
    data = with_text(reading, rows, Feedback.content, purpose=purpose, case_id=report.case_id)
    return {"data": data}


@report_work.operation(
    "POST", "/v1/reports/<uuid:report_id>/affected-consent", "recordAffectedConsent",
    "Record what the person a report is about agrees to",
    description="Until they agree, a referral shares nothing of the report but the need.",
    scopes=[Scope.REPORTS_WRITE, Scope.CASES_WRITE], body=AffectedConsentIn(),
    answer=ReportOut(), status=200, versioned=True, errors=["not_found", "wrong_state"],
    example={"state": "asked"},
)  # fmt: skip
def record_affected_consent(
    unit: Unit, body: dict[str, Any], report_id: UUID, version: int
) -> Result:
    """Record it."""
    affected.record_affected_consent(unit, report_id, body["state"], version=version)
    return written(unit, report_id)


@report_work.operation(
    "POST", "/v1/reports/<uuid:report_id>/duplicate", "markDuplicate",
    "Close a report as a duplicate of another", scopes=[Scope.CASES_WRITE], body=DuplicateIn(),
    answer=ReportOut(), status=200, versioned=True, errors=["not_found", "wrong_state"],
    example={"original_id": _EXAMPLE_ID},
)  # fmt: skip
def mark_duplicate(unit: Unit, body: dict[str, Any], report_id: UUID, version: int) -> Result:
    """Close it."""
    duplicates.mark_duplicate(unit, report_id, body["original_id"], version=version)
    return written(unit, report_id)


@report_work.operation(
    "GET", "/v1/reports/<uuid:report_id>/possible-duplicates", "listPossibleDuplicates",
    "Reports that may tell of the same thing",
    description="Sent within 14 days of it, of the same setting or with an incident type in "
    "common; only what the caller may read, and nothing sealed is looked at.",
    answer=AlikesOut(), scopes=[Scope.CASES_READ], errors=["not_found"],
)  # fmt: skip
def possible_duplicates(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """List them."""
    report = readable(reading, report_id)
    return {"data": queries.reports_alike(reading.connection, reading.actor, report)}


@report_work.operation(
    "DELETE", "/v1/cases/<uuid:case_id>/reports/<uuid:report_id>", "unlinkReport",
    "Take a report off a case",
    description="The parties that came with it leave the case. `If-Match` names the report's "
    "version.",
    scopes=[Scope.CASES_WRITE], answer=ReportOut(), versioned=True,
    errors=["not_found", "wrong_state"],
)  # fmt: skip
def unlink_report(unit: Unit, case_id: UUID, report_id: UUID, version: int) -> Result:
    """Take it off."""
    triage.unlink_report(unit, case_id, report_id, version=version)
    return written(unit, report_id)
