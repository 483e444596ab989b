"""The institution's own targets for its clocks, and clocks for what was there before them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from service.domain.actors import SYSTEM
from service.domain.casework_lists import CLOCK_KINDS
from service.domain.clocks import CLOCKS
from service.domain.code_lists import CaseState
from service.domain.errors import invalid
from service.domain.ids import new_id
from service.store.models import Case, Clock, ClockTarget, Report
from service.usecases.access import allow
from service.usecases.clocks import run_case_clocks, run_report_clocks
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_LONGEST = 365


def set_target(unit: Unit, kind: str, days: int) -> ClockTarget:
    """Set the institution's own target for a kind of clock; clocks that run keep theirs.

    Args:
        days: 1 to 365, in the clock's own unit.

    Raises:
        Invalid: there is no such clock, or the target is out of range.
    """
    allow(unit.actor, "configuration.write")
    CLOCK_KINDS.require(kind, "/kind")
    if not 1 <= days <= _LONGEST:
        raise invalid("/days", "invalid", f"Give 1 to {_LONGEST} days.")
    target = unit.session.scalar(select(ClockTarget).where(ClockTarget.kind == kind))
    before = target.days if target else CLOCKS[kind].days
    if target is None:
        target = unit.add(ClockTarget(id=new_id(), kind=kind))
    target.days = days
    change = {"clock": kind, "from": before, "to": days}
    unit.record("clock.set_target", target, change=change)
    return target


def ensure_clocks(runtime: Runtime) -> None:
    """Start the clocks of what an earlier version took in; may be run again at any time.

    A report's count from when it came in, a case's from its last change.
    """
    for case_id in _cases_without(runtime):
        with runtime.unit(SYSTEM) as unit:
            case = unit.session.get_one(Case, case_id)
            run_case_clocks(unit, case, since=case.updated_at)
    for report_id in _reports_without(runtime):
        with runtime.unit(SYSTEM) as unit:
            report = unit.session.get_one(Report, report_id)
            run_report_clocks(unit, report, since=report.submitted_at)


def _cases_without(runtime: Runtime) -> Sequence[UUID]:
    # One that is on hold gets its clocks when it goes on.
    query = select(Case.id).where(
        Case.state.not_in((CaseState.CLOSED, CaseState.ON_HOLD)),
        ~exists().where(Clock.case_id == Case.id),
    )
    with runtime.reading(SYSTEM) as reading:
        return reading.connection.scalars(query).all()


def _reports_without(runtime: Runtime) -> Sequence[UUID]:
    of_reports = [rule.runs_in for rule in CLOCKS.values() if rule.subject == "report"]
    query = select(Report.id).where(
        Report.state.in_(set().union(*of_reports)), ~exists().where(Clock.report_id == Report.id)
    )
    with runtime.reading(SYSTEM) as reading:
        return reading.connection.scalars(query).all()
