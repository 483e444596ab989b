"""What triage adds to a report's page: how it is connected, and what was decided about acting."""

from typing import Any

from flask_admin.babel import gettext as _

from admin import steps
from admin.context import spelled_day
from service.domain.casework_lists import ACTION_DECISIONS
from service.domain.policy import permits
from service.domain.reports import REPORT_MACHINE, check_may_leave
from service.store.models import Case
from service.store.queries.case_parts import action_assessments_of
from service.store.queries.reporters import leaving_of
from service.store.queries.reports import readable_among, referring_to, report_row
from service.store.queries.rows import AnyRow
from service.usecases.access import stands
from service.usecases.reading import Reading


def connected(reading: Reading, report: AnyRow) -> list[dict[str, Any]]:
    """List the reports this one refers to, and those that refer to it, as far as one may read them.

    That there is one which may not be read is not said either: its subject might be asking.
    """
    meant = {
        report.original_id: _("This report says that it is about retaliation for it"),
        report.duplicate_of_id: _("This report was closed as a duplicate of it"),
    }
    known = readable_among(reading.connection, reading.actor, [one for one in meant if one])
    rows = [(report_row(reading.connection, one), how) for one, how in meant.items()
            if one in known]  # fmt: skip
    for other in referring_to(reading.connection, reading.actor, report.id):
        if other.original_id == report.id:
            rows.append((other, _("It says that it is about retaliation for this report")))
        else:
            rows.append((other, _("It was closed as a duplicate of this report")))
    return [
        {"row": row, "how": how, "retaliation": row.original_id == report.id}
        for row, how in rows
        if row is not None
    ]


def last_decision(reading: Reading, report: AnyRow) -> str:
    """Say what was last decided about acting on a report, and whether anybody looked again."""
    found = action_assessments_of(reading.connection, report.id)
    if not found:
        return _("Not assessed yet")
    last = found[-1]
    said = {"decision": ACTION_DECISIONS.label(last.decision), "day": spelled_day(last.assessed_at)}
    if last.reviewed_at is None:
        return _("%(decision)s (%(day)s), without a second opinion yet", **said)
    return _("%(decision)s (%(day)s), with a second opinion", **said)


def why_not_off(reading: Reading, report: AnyRow, case: AnyRow, *, may: bool) -> str:
    """Say why a report cannot be taken off its case; nothing where it can.

    Args:
        may: whether the officer may triage the report.
    """
    held = stands(reading.connection, reading.actor, Case, case.id)
    if not may:
        return steps.needs("report.triage", on_case=True)
    if not permits(reading.actor, "case.progress", held):
        return steps.needs("case.progress")
    leaving = leaving_of(reading.connection, case, report)
    return steps.refusal_of(lambda: check_may_leave(leaving))


def why_no_duplicate(report: AnyRow, *, may: bool) -> str:
    """Say why a report cannot be closed as a duplicate; nothing where it can."""
    if not may:
        return steps.needs("report.triage")
    return steps.refusal_of(
        lambda: REPORT_MACHINE.step("mark_duplicate", report.state, internal=True)
    )
