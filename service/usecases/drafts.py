"""Drafts: a report that is begun, and sent or thrown away later."""

from uuid import UUID

from sqlalchemy import delete

from service.domain.casework_lists import AffectedConsent
from service.domain.reports import REPORT_MACHINE, affected_consent_of, check_complete
from service.store.models import Attachment, Report
from service.usecases.access import load
from service.usecases.intake import receive
from service.usecases.retaliation import weigh
from service.usecases.unit import Unit

_GROUPS = (
    Report.narrative, Report.characteristics, Report.subjects, Report.identity, Report.affected,
)  # fmt: skip


def submit_draft(unit: Unit, report_id: UUID, *, version: int | None = None) -> Report:
    """Send a draft: from here on it is a report like any other.

    Raises:
        WrongState: it is no draft.
        Invalid: something is missing, or does not go together.
    """
    report = load(unit, Report, report_id, "report.submit_draft", version=version)
    REPORT_MACHINE.step("submit", report.state)
    reads = [group.target(report) for group in _GROUPS]
    with unit.opening(reads):
        narrative, told, named, reporter, affected = (group.open(report) for group in _GROUPS)
    check_complete(
        mode=report.mode, relationship=report.relationship, reporter=reporter,
        narrative=narrative.get("narrative"), affected=affected,
    )  # fmt: skip
    report.affected_consent = affected_consent_of(
        report.relationship, names_affected=bool(affected)
    )
    report.updated_at = unit.now
    weigh(unit, report, told.get("impacts", ()))
    subjects = named.get("subjects", ())
    receive(
        unit, report, subjects=subjects, reporter=reporter or None, affected=affected or None,
        reads=reads,
    )  # fmt: skip
    return report


def discard(unit: Unit, report: Report) -> None:
    """Drop what a draft said, files too: nobody but its author has seen it, and nobody will."""
    # The blobs, which no row names any more, are swept.
    unit.session.execute(delete(Attachment).where(Attachment.report_id == report.id))
    for group in (*_GROUPS, Report.preference):
        setattr(report, group.column, None)
    report.incident_types = []
    report.setting = report.occurred_from = report.occurred_precision = report.original_id = None
    report.subject_assesses_reporter = report.below_threshold = False
    report.affected_consent = AffectedConsent.NOT_NEEDED
