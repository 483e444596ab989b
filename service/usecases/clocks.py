"""Clocks follow the state of their report or case: they start, stop and pause with it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.domain.casework_lists import PAUSE_REASONS, ClockKind
from service.domain.clocks import CLOCKS, ClockRule, clocks_in
from service.domain.code_lists import CaseState, ReportMode
from service.domain.errors import NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Case, Clock, ClockTarget, Report
from service.usecases.access import load
from service.usecases.unit import Unit

_ON_HOLD = "on_hold"


def run_report_clocks(unit: Unit, report: Report) -> None:
    """Start and stop a report's clocks as its state asks; goes with every change of its state."""
    wanted = clocks_in("report", report.state, identified=report.mode != ReportMode.ANONYMOUS)
    clocks = _running(unit, report)
    _stop(unit, [one for one in clocks if CLOCKS[one.kind] not in wanted])
    # First contact runs once only: to have written to somebody is not undone by a change of state.
    begun = _begun(unit, report)
    for rule in wanted:
        if rule.kind not in begun:
            _start(unit, report, rule)
    report.review_due_at = _earliest(unit, report)


def first_due(unit: Unit, subject: str, state: str, *, identified: bool = True) -> datetime | None:
    """Give the earliest deadline that a new report or case will have, before it has a row."""
    due = [
        rule.due(unit.now, _target(unit, rule), unit.rules.calendar)
        for rule in clocks_in(subject, state, identified=identified)
    ]
    return min(due, default=None)


def run_case_clocks(unit: Unit, case: Case) -> None:
    """Start, stop, pause and resume a case's clocks as its state asks."""
    clocks = _running(unit, case)
    if case.state == CaseState.ON_HOLD:
        for clock in clocks:
            if clock.paused_at is None:
                _pause(unit, clock, _ON_HOLD)
    else:
        for clock in clocks:
            if clock.pause_reason == _ON_HOLD:
                _resume(unit, clock)
        _follow_case(unit, case, clocks)
    case.due_at = _earliest(unit, case)


def stop_first_contact(unit: Unit, report: Report) -> None:
    """Stop the clock for first contact: the reporter has been written to."""
    _stop(unit, [c for c in _running(unit, report) if c.kind == ClockKind.FIRST_CONTACT])
    report.review_due_at = _earliest(unit, report)


def pause_clock(unit: Unit, clock_id: UUID, reason: str, *, version: int) -> Clock:
    """Pause a clock, for a coded reason.

    Raises:
        WrongState: it is paused already, or has stopped.
        Invalid: the reason is unknown.
    """
    PAUSE_REASONS.require(reason, "/reason")
    clock, subject = _loaded(unit, clock_id, version)
    if clock.stopped_at is not None or clock.paused_at is not None:
        raise WrongState("This clock does not run.")
    _pause(unit, clock, reason)
    _show_due(unit, subject)
    return clock


def resume_clock(unit: Unit, clock_id: UUID, *, version: int) -> Clock:
    """Let a paused clock go on; the days of the pause do not count.

    Raises:
        WrongState: it is not paused, or its case is on hold.
    """
    clock, subject = _loaded(unit, clock_id, version)
    if clock.stopped_at is not None or clock.paused_at is None:
        raise WrongState("This clock is not paused.")
    if subject.state == CaseState.ON_HOLD:
        raise WrongState("The case is on hold. Its clocks go on when it does.")
    _resume(unit, clock)
    _show_due(unit, subject)
    return clock


def _loaded(unit: Unit, clock_id: UUID, version: int) -> tuple[Clock, Report | Case]:
    clock = unit.session.get(Clock, clock_id)
    if clock is None:
        raise NotFound
    subject: Report | Case
    if clock.case_id is not None:
        subject = load(unit, Case, clock.case_id, "case.progress")
    elif clock.report_id is not None:
        subject = load(unit, Report, clock.report_id, "report.assess")
    else:
        raise NotFound
    if clock.version != version:
        raise Stale
    return clock, subject


def _follow_case(unit: Unit, case: Case, clocks: Iterable[Clock]) -> None:
    wanted = clocks_in("case", case.state)
    kept = {c.kind for c in clocks if c.stopped_at is None and _goes_on(c, wanted)}
    _stop(unit, [clock for clock in clocks if clock.kind not in kept])
    for rule in wanted:
        if rule.kind not in kept:
            _start(unit, case, rule)


def _goes_on(clock: Clock, wanted: list[ClockRule]) -> bool:
    rule = CLOCKS[clock.kind]
    return rule in wanted and not rule.starts_anew


def _start(unit: Unit, subject: Report | Case, rule: ClockRule) -> None:
    days = _target(unit, rule)
    case_id = subject.id if isinstance(subject, Case) else None
    clock = Clock(
        id=new_id(), kind=rule.kind, days=days, unit=rule.unit, started_at=unit.now,
        report_id=None if case_id else subject.id, case_id=case_id,
        due_at=rule.due(unit.now, days, unit.rules.calendar),
    )  # fmt: skip
    unit.add(clock)
    _record(unit, "clock.start", clock)


def _target(unit: Unit, rule: ClockRule) -> int:
    query = select(ClockTarget.days).where(ClockTarget.kind == rule.kind)
    return unit.session.scalar(query) or rule.days


def _stop(unit: Unit, clocks: Iterable[Clock]) -> None:
    for clock in clocks:
        clock.stopped_at = unit.now
        _record(unit, "clock.stop", clock)


def _pause(unit: Unit, clock: Clock, reason: str) -> None:
    clock.paused_at, clock.pause_reason = unit.now, reason
    _record(unit, "clock.pause", clock)


def _resume(unit: Unit, clock: Clock) -> None:
    if clock.paused_at is None:
        return
    clock.due_at = CLOCKS[clock.kind].due_after_pause(
        clock.due_at, clock.paused_at, unit.now, unit.rules.calendar
    )
    clock.paused_at = clock.pause_reason = clock.reminded_at = None
    _record(unit, "clock.resume", clock)


def _record(unit: Unit, verb: str, clock: Clock) -> None:
    change = {"clock": clock.kind, "reason": clock.pause_reason}
    unit.record(verb, clock, case_id=clock.case_id, change=change)


def _running(unit: Unit, subject: Report | Case) -> list[Clock]:
    query = select(Clock).where(_is_of(subject), Clock.stopped_at.is_(None)).order_by(Clock.id)
    unit.flush()
    return list(unit.session.scalars(query))


def _begun(unit: Unit, report: Report) -> set[str]:
    unit.flush()
    query = select(Clock.kind).where(
        _is_of(report),
        (Clock.stopped_at.is_(None)) | (Clock.kind == ClockKind.FIRST_CONTACT),
    )
    return set(unit.session.scalars(query))


def _is_of(subject: Report | Case) -> ColumnElement[bool]:
    if isinstance(subject, Case):
        return Clock.case_id == subject.id
    return Clock.report_id == subject.id


def _show_due(unit: Unit, subject: Report | Case) -> None:
    due = _earliest(unit, subject)
    if isinstance(subject, Case):
        subject.due_at = due
    else:
        subject.review_due_at = due


def _earliest(unit: Unit, subject: Report | Case) -> datetime | None:
    due = [clock.due_at for clock in _running(unit, subject) if clock.paused_at is None]
    return min(due, default=None)
