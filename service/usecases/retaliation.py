"""Reports of retaliation for an earlier report: finding it, and telling who looks after it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.code_lists import CaseState
from service.domain.errors import Invalid, UnknownReceipt, invalid
from service.domain.policy import permits
from service.domain.reports import Original, priority_of, types_of_retaliation
from service.store.models import Case, Report
from service.usecases.access import stands
from service.usecases.receipts import receipt_mac
from service.usecases.unit import Unit


def find_original(
    unit: Unit, *, receipt: str | None = None, report_id: UUID | None = None
) -> UUID | None:
    """Give the earlier report that is meant, by its receipt or, if the actor reads it, by its id.

    Raises:
        Invalid: it is not known — which is all that is said, whatever the reason. A receipt that
            opens nothing goes on record.
    """
    if receipt is not None and report_id is not None:
        raise invalid("/original_report_id", "one_of", "Give the original's receipt or its id.")
    if receipt is not None:
        return _by_receipt(unit, receipt)
    return None if report_id is None else _by_id(unit, report_id)


def weigh(unit: Unit, report: Report, impacts: Sequence[str]) -> None:
    """Derive from what a report says what follows from it: its priority, and that of retaliation.

    Args:
        impacts: what its sealed group says about them.
    """
    original = _original(unit, report)
    if original != Original.NONE:
        report.incident_types = types_of_retaliation(report.incident_types)
    report.priority = priority_of(
        subject_assesses_reporter=report.subject_assesses_reporter,
        incident_types=report.incident_types,
        impacts=impacts,
        original=original,
    )


def tell_team_of_original(unit: Unit, report: Report) -> None:
    """Put on the record of the original's case that there is a report of retaliation for it."""
    original = unit.session.get(Report, report.original_id) if report.original_id else None
    if original is None:
        return
    change = {"original": str(original.id)}
    unit.record("report.retaliation", report, case_id=original.case_id, change=change)


def _original(unit: Unit, report: Report) -> Original:
    original = unit.session.get(Report, report.original_id) if report.original_id else None
    if original is None:
        return Original.NONE
    case = unit.session.get(Case, original.case_id) if original.case_id else None
    on_open_case = case is not None and case.state != CaseState.CLOSED
    return Original.ON_OPEN_CASE if on_open_case else Original.KNOWN


def _by_receipt(unit: Unit, receipt: str) -> UUID:
    mac = receipt_mac(unit.provider, receipt)
    query = select(Report.id).where(Report.receipt_mac == mac, Report.submitted_at.is_not(None))
    found = unit.session.scalar(query) if mac else None
    if found is None:
        raise UnknownReceipt(_not_known("/original_receipt").faults)
    return found


def _by_id(unit: Unit, report_id: UUID) -> UUID:
    held = stands(unit.session.connection(), unit.actor, Report, report_id)
    sent = select(Report.id).where(Report.id == report_id, Report.submitted_at.is_not(None))
    if not permits(unit.actor, "report.read", held) or unit.session.scalar(sent) is None:
        raise _not_known("/original_report_id")
    return report_id


def _not_known(pointer: str) -> Invalid:
    return invalid(pointer, "not_known", "No earlier report is known by this.")
