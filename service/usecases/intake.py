"""Taking in a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from service.domain.actors import ActorKind
from service.domain.code_lists import ConsentScope, ConsentState, ReportMode, ReportState
from service.domain.ids import new_id, new_receipt, new_reference
from service.domain.reports import REPORT_MACHINE, affected_consent_of, check_complete
from service.domain.representation import check_wish
from service.store.models import Consent, Report
from service.store.queries.reports import consents_of
from service.store.sealed import Target
from service.usecases.access import allow
from service.usecases.clocks import first_due, run_report_clocks
from service.usecases.indexing import index_identifiers
from service.usecases.matching import remember_subjects
from service.usecases.named_officers import shut_out_named
from service.usecases.notices import answer_automatically
from service.usecases.receipts import receipt_mac
from service.usecases.retaliation import find_original, tell_team_of_original, weigh
from service.usecases.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmission:
    """What a report form sends. Only the narrative is required: more questions, fewer reports."""

    narrative: str | None = None
    mode: str = "anonymous"
    relationship: str = "affected_person"
    desired_resolution: str | None = None
    incident_types: Sequence[str] = ()
    characteristics: Sequence[Mapping[str, Any]] = ()
    impacts: Sequence[str] = ()
    belonging_score: int | None = None
    setting: str | None = None
    placement_provider: str | None = None
    occurred_from: date | None = None
    occurred_precision: str | None = None
    subject_assesses_reporter: bool = False
    subjects: Sequence[Mapping[str, Any]] = ()
    reporter: Mapping[str, Any] | None = None
    consents: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    draft: bool = False
    """A draft may be incomplete; it is nobody's but its author's until it is sent."""
    below_threshold: bool = False
    affected_person: Mapping[str, Any] | None = None
    responder_preference: Mapping[str, Any] | None = None
    """Who should meet the reporter: codes by the names of `service.domain.representation.ASKED`."""
    original_receipt: str | None = None
    original_report_id: UUID | None = None
    """The report that this one says was retaliated for, by its receipt or its id."""


def submit_report(unit: Unit, submission: ReportSubmission) -> tuple[Report, str]:
    """Store a report, sealed under its own key, and take it in unless it is a draft.

    Returns:
        The report, and the receipt: shown once, never stored.

    Raises:
        Invalid: the identity does not go with the mode, the affected person not with the
            relationship, a wish asks for nothing, or the original report is not known.
        NotAllowed: the actor may not submit reports.
    """
    allow(unit.actor, "report.submit")
    if not submission.draft:
        check_complete(
            mode=submission.mode, relationship=submission.relationship,
            narrative=submission.narrative, reporter=submission.reporter,
            affected=submission.affected_person,
        )  # fmt: skip
    if submission.responder_preference is not None:
        check_wish(submission.responder_preference)
    receipt = new_receipt()
    mac = receipt_mac(unit.provider, receipt)
    if mac is None:
        raise ValueError("A fresh receipt must be well formed.")
    report = _report(unit, submission, mac)
    weigh(unit, report, submission.impacts)
    unit.new_key(Report.__tablename__, report.id)
    _seal(unit, report, submission)
    unit.add(report)
    if submission.draft:
        unit.record("report.draft", report, change={"mode": report.mode, "to": report.state})
        for answer in submission.consents:
            record_consent(unit, report, **answer)
    else:
        receive(
            unit, report, subjects=submission.subjects, reporter=submission.reporter,
            affected=submission.affected_person, consents=submission.consents,
        )  # fmt: skip
    return report, receipt


def _report(unit: Unit, submission: ReportSubmission, mac: bytes) -> Report:
    return Report(
        id=new_id(),
        reference=new_reference("R"),
        state=ReportState.DRAFT,
        mode=submission.mode,
        relationship=submission.relationship,
        incident_types=list(submission.incident_types),
        setting=submission.setting,
        occurred_from=submission.occurred_from,
        occurred_precision=submission.occurred_precision,
        subject_assesses_reporter=submission.subject_assesses_reporter,
        below_threshold=submission.below_threshold,
        affected_consent=affected_consent_of(
            submission.relationship, names_affected=bool(submission.affected_person)
        ),
        original_id=find_original(
            unit, receipt=submission.original_receipt, report_id=submission.original_report_id
        ),
        client_id=unit.actor.id if unit.actor.kind == ActorKind.CLIENT else None,
        receipt_mac=mac,
        created_at=unit.now,
        updated_at=unit.now,
    )


def receive(
    unit: Unit,
    report: Report,
    *,
    subjects: Sequence[Mapping[str, Any]],
    reporter: Mapping[str, Any] | None,
    affected: Mapping[str, Any] | None,
    consents: Sequence[Mapping[str, Any]] = (),
    reads: Sequence[Target] = (),
) -> None:
    """Take a complete report in: from here on it is known to the team, and its clocks run.

    Args:
        reads: the groups that were opened for it, where it was a draft.
    """
    report.state = REPORT_MACHINE.step("submit", report.state).target
    report.submitted_at = unit.now
    identified = report.mode != ReportMode.ANONYMOUS
    report.review_due_at = first_due(unit, "report", report.state, identified=identified)
    change = {"mode": report.mode, "to": report.state}
    unit.record("report.submit", report, change=change, reads=reads)
    for answer in consents:
        record_consent(unit, report, **answer)
    shut_out_named(unit, report, subjects=subjects, reporter=reporter, affected=affected)
    index_identifiers(unit, Report.identity, report.id, [reporter])
    index_identifiers(unit, Report.subjects, report.id, subjects)
    index_identifiers(unit, Report.affected, report.id, [affected])
    if agreed(unit, report, ConsentScope.MATCH):
        remember_subjects(unit, report, subjects, reporter)
    tell_team_of_original(unit, report)
    run_report_clocks(unit, report)
    answer_automatically(unit, report, "received")


def agreed(unit: Unit, report: Report, scope: ConsentScope) -> bool:
    """Whether the reporter's latest answer about a scope is that they agree."""
    unit.flush()
    answers = consents_of(unit.session.connection(), report.id)
    return scope in answers and answers[scope].state == ConsentState.GRANTED


def record_consent(
    unit: Unit, report: Report, *, scope: str, state: str, wording_version: str
) -> Consent:
    """Record one answer about one scope; the caller has checked that the actor may."""
    consent = unit.add(
        Consent(
            report_id=report.id,
            scope=scope,
            state=state,
            wording_version=wording_version,
            recorded_at=unit.now,
        )
    )
    unit.record(
        "consent.record",
        consent,
        case_id=report.case_id,
        change={"report": str(report.id), "scope": scope, "to": state},
    )
    return consent


def _seal(unit: Unit, report: Report, submission: ReportSubmission) -> None:
    unit.seal(
        report,
        Report.narrative,
        _given(submission, "narrative", "desired_resolution", "placement_provider"),
    )
    unit.seal(
        report,
        Report.characteristics,
        _given(submission, "characteristics", "impacts", "belonging_score"),
    )
    unit.seal(report, Report.subjects, _given(submission, "subjects"))
    unit.seal(report, Report.identity, submission.reporter)
    unit.seal(report, Report.affected, submission.affected_person)
    unit.seal(report, Report.preference, submission.responder_preference)


def _given(submission: ReportSubmission, *names: str) -> dict[str, Any]:
    values = {name: getattr(submission, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, (), [])}
