"""Taking in a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from service.crypto.provider import KeyProvider
from service.domain.actors import ActorKind
from service.domain.code_lists import ConsentScope, ConsentState, ReportMode, ReportState
from service.domain.errors import WrongState
from service.domain.ids import new_id, new_receipt, new_reference, receipt_digits
from service.domain.reports import REPORT_MACHINE, check_reporter, priority_of
from service.store.models import Consent, Report
from service.store.queries.reports import consents_of
from service.store.sealed import Target
from service.usecases.access import allow, load
from service.usecases.clocks import first_due, run_report_clocks
from service.usecases.conflicts import shut_out_named
from service.usecases.indexing import index_identifiers
from service.usecases.matching import remember_subjects
from service.usecases.notices import answer_automatically
from service.usecases.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmission:
    """What a report form sends. Only the narrative is required: more questions, fewer reports."""

    narrative: str
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


def receipt_mac(provider: KeyProvider, receipt: str) -> bytes | None:
    """Give the keyed hash under which a receipt is known; None when it cannot be a receipt.

    Keyed by the provider, so a stolen database does not allow trying all receipts.
    """
    digits = receipt_digits(receipt)
    return provider.mac("receipt", digits.encode()) if digits else None


def submit_report(unit: Unit, submission: ReportSubmission) -> tuple[Report, str]:
    """Store a report, sealed under its own key.

    Returns:
        The report, and the receipt: shown once, never stored.

    Raises:
        Invalid: the identity does not go with the mode.
        NotAllowed: the actor may not submit reports.
    """
    allow(unit.actor, "report.submit")
    check_reporter(submission.mode, submission.reporter)
    receipt = new_receipt()
    mac = receipt_mac(unit.provider, receipt)
    if mac is None:
        raise ValueError("A fresh receipt must be well formed.")
    report = Report(
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
        priority=_priority(submission),
        client_id=unit.actor.id if unit.actor.kind == ActorKind.CLIENT else None,
        receipt_mac=mac,
        created_at=unit.now,
        updated_at=unit.now,
    )
    unit.new_key(Report.__tablename__, report.id)
    _seal(unit, report, submission)
    unit.add(report)
    receive(
        unit, report, subjects=submission.subjects, reporter=submission.reporter,
        consents=submission.consents,
    )  # fmt: skip
    return report, receipt


def receive(
    unit: Unit,
    report: Report,
    *,
    subjects: Sequence[Mapping[str, Any]],
    reporter: Mapping[str, Any] | None,
    consents: Sequence[Mapping[str, Any]] = (),
    reads: Sequence[Target] = (),
) -> None:
    """Take a complete report in: from here on it is known to the team, and its clocks run.

    Args:
        reads: the groups that were opened for it, where it was a draft.
    """
    report.state = REPORT_MACHINE.step("submit", report.state).target
    identified = report.mode != ReportMode.ANONYMOUS
    report.review_due_at = first_due(unit, "report", report.state, identified=identified)
    change = {"mode": report.mode, "to": report.state}
    unit.record("report.submit", report, change=change, reads=reads)
    for answer in consents:
        record_consent(unit, report, **answer)
    shut_out_named(unit, report, subjects)
    index_identifiers(unit, Report.__tablename__, report.id, [reporter, *subjects])
    if _agreed(unit, report, ConsentScope.MATCH):
        remember_subjects(unit, report, subjects, reporter)
    run_report_clocks(unit, report)
    answer_automatically(unit, report, "received")


def _agreed(unit: Unit, report: Report, scope: ConsentScope) -> bool:
    unit.flush()
    answers = consents_of(unit.session.connection(), report.id)
    return scope in answers and answers[scope].state == ConsentState.GRANTED


def amend_report(
    unit: Unit, report_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Report:
    """Correct what describes the incident, while nobody has acted on the report yet.

    Raises:
        WrongState: work on the report has begun.
    """
    report = load(unit, Report, report_id, "report.amend", version=version)
    if report.state not in (ReportState.SUBMITTED, ReportState.ACKNOWLEDGED):
        raise WrongState("Work on this report has begun; write a message instead.")
    for name, value in changes.items():
        setattr(report, name, value)
    report.updated_at = unit.now
    unit.record("report.amend", report, change={"fields": sorted(changes)})
    return report


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


def _priority(submission: ReportSubmission) -> str:
    return priority_of(
        subject_assesses_reporter=submission.subject_assesses_reporter,
        incident_types=submission.incident_types,
        impacts=submission.impacts,
    )


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


def _given(submission: ReportSubmission, *names: str) -> dict[str, Any]:
    values = {name: getattr(submission, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, (), [])}
