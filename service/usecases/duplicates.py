"""Reports that tell of one thing twice."""

from uuid import UUID

from service.domain.errors import invalid
from service.domain.policy import permits
from service.domain.reports import OVER, REPORT_MACHINE
from service.store.models import Report
from service.usecases.access import load, stands
from service.usecases.clocks import run_report_clocks
from service.usecases.conflicts import share
from service.usecases.notices import notify_of_step
from service.usecases.unit import Unit

_DUPLICATE = "duplicate"


def mark_duplicate(
    unit: Unit, report_id: UUID, original_id: UUID, *, version: int | None = None
) -> Report:
    """Close a report as a duplicate of another, which goes on.

    Raises:
        Invalid: the original is this report, a duplicate itself, over, or nothing the actor
            decides on.
        WrongState: the report is closed, withdrawn or on a case.
    """
    for one in sorted((report_id, original_id)):  # in one order, so that two acts never cross
        unit.session.get(Report, one, with_for_update={"key_share": True})
    report = load(unit, Report, report_id, "report.triage", version=version)
    step = REPORT_MACHINE.step("mark_duplicate", report.state, internal=True)
    original = _original(unit, report, original_id)
    before, report.state = report.state, step.target
    report.duplicate_of_id, report.close_reason = original.id, _DUPLICATE
    report.updated_at = unit.now
    run_report_clocks(unit, report)
    change = {
        "from": before, "to": report.state, "reason": _DUPLICATE, "original": str(original.id),
    }  # fmt: skip
    unit.record(step.verb, report, change=change)
    share(unit, original, report)
    notify_of_step(unit, report, step)
    return report


def _original(unit: Unit, report: Report, original_id: UUID) -> Report:
    pointer = "/original_id"
    held = stands(unit.session.connection(), unit.actor, Report, original_id)
    original = unit.session.get(Report, original_id)
    if original is None or not permits(unit.actor, "report.triage", held):
        raise invalid(pointer, "not_known", "No other report is known by this id.")
    if original.id == report.id:
        raise invalid(pointer, "same_report", "A report is no duplicate of itself.")
    if original.duplicate_of_id is not None:
        raise invalid(pointer, "is_duplicate", "This report is a duplicate itself.")
    if original.state in OVER:
        raise invalid(pointer, "is_over", "This report is closed or withdrawn: nothing goes on.")
    return original
