"""What a reporter does about their own report: sending and amending it, consents, supporters."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.follow_up import (
    FeedbackIn,
    FeedbackOut,
    OwnConsentsOut,
    SupporterCode,
    SupporterIn,
    SupportersOut,
)
from service.api.schemas.report_work import FollowUpReport, ReportPatch
from service.api.v1.shared import found, with_text
from service.domain.code_lists import CONSENT_SCOPES
from service.domain.consent_meanings import CONSENT_MEANINGS
from service.store.models import Supporter
from service.store.queries.reporters import supporters_of
from service.store.queries.reports import consents_of, report_row
from service.usecases import amendments, drafts, feedback, supporters
from service.usecases.follow_up import own_report, readable_report
from service.usecases.reading import Reading
from service.usecases.unit import Unit

follow_up_report = Resource("Own report", "What a reporter does about their report by receipt.")

_UNANSWERED = {"state": None, "wording_version": None, "recorded_at": None}


@follow_up_report.operation(
    "GET", "/v1/follow-up/report", "getOwnReport", "Read what a report was filed as",
    description="The words themselves are not shown: a receipt may be found by others.",
    answer=FollowUpReport(), follow_up=True,
)  # fmt: skip
def get_report(reading: Reading) -> Result:
    """Give it, with the version that amending it needs."""
    row = found(report_row(reading.connection, readable_report(reading, "report.amend")))
    return Result(row, row.version)


@follow_up_report.operation(
    "PATCH", "/v1/follow-up/report", "amendOwnReport", "Amend a report, or go on with a draft",
    body=ReportPatch(), answer=FollowUpReport(), follow_up=True, versioned=True,
    errors=["wrong_state"], example={"setting": "gp_placement"},
)  # fmt: skip
def amend_report(unit: Unit, body: dict[str, Any], version: int) -> Result:
    """Amend it."""
    report = amendments.amend_report(unit, own_report(unit.actor), body, version=version)
    unit.flush()
    return Result(report, report.version)


@follow_up_report.operation(
    "POST", "/v1/follow-up/submission", "submitOwnDraft", "Send a draft",
    follow_up=True, errors=["wrong_state"],
)  # fmt: skip
def submit(unit: Unit) -> None:
    """Send it."""
    drafts.submit_draft(unit, own_report(unit.actor))


@follow_up_report.operation(
    "GET", "/v1/follow-up/consents", "listOwnConsents", "What each consent means, and your answers",
    answer=OwnConsentsOut(), follow_up=True,
)  # fmt: skip
def list_consents(reading: Reading) -> dict[str, Any]:
    """Give every scope, answered or not."""
    report_id = readable_report(reading, "report.consent")
    answers = consents_of(reading.connection, report_id)
    return {"data": [_consent(scope, answers.get(scope)) for scope in CONSENT_SCOPES.values()]}


@follow_up_report.operation(
    "GET", "/v1/follow-up/supporters", "listSupporters", "Who may follow your report now",
    answer=SupportersOut(), follow_up=True,
)  # fmt: skip
def list_supporters(reading: Reading) -> dict[str, Any]:
    """List them; their names are opened on record."""
    report_id = readable_report(reading, "report.supporters")
    rows = supporters_of(reading.connection, report_id)
    data = with_text(reading, rows, Supporter.name, purpose="rights_request", case_id=None)
    return {"data": data}


@follow_up_report.operation(
    "POST", "/v1/follow-up/supporters", "addSupporter", "Let somebody follow your report",
    description="Answers with a code, this once. Whoever has it can read how things stand, and "
    "the messages if you allow it, but change nothing.",
    body=SupporterIn(), answer=SupporterCode(), follow_up=True, creates=True,
    example={"name": "Ash Example", "may_read_messages": True},
)  # fmt: skip
def add_supporter(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Add one."""
    supporter, code = supporters.add_supporter(unit, own_report(unit.actor), **body)
    names = ("id", "may_read_messages", "created_at")
    kept = {name: getattr(supporter, name) for name in names}
    return {**kept, **({"name": body["name"]} if "name" in body else {}), "code": code}


@follow_up_report.operation(
    "DELETE", "/v1/follow-up/supporters/<uuid:supporter_id>", "endSupporter",
    "End a supporter's access", description="It ends at once.", follow_up=True,
)  # fmt: skip
def end_supporter(unit: Unit, supporter_id: UUID) -> None:
    """End it."""
    supporters.end_supporter(unit, own_report(unit.actor), supporter_id)


@follow_up_report.operation(
    "POST", "/v1/follow-up/feedback", "giveFeedback", "Say how belonging and the process feel",
    description="Once for each stage; said again, the latest counts.",
    body=FeedbackIn(), answer=FeedbackOut(), follow_up=True, creates=True,
    errors=["wrong_state"],
    example={
        "stage": "closure", "belonging_score": 3, "satisfaction": 4, "felt": {"heard": 4, "safe": 3}
    },
)  # fmt: skip
def give_feedback(unit: Unit, body: dict[str, Any]) -> Result:
    """Take it."""
    return Result(feedback.give_feedback(unit, own_report(unit.actor), **body))


def _consent(scope: str, answer: Any) -> dict[str, Any]:
    names = tuple(_UNANSWERED)
    given = {name: getattr(answer, name) for name in names} if answer else _UNANSWERED
    return {"scope": scope, "meaning": CONSENT_MEANINGS[scope], **given}
