"""Clocks follow the state of their report or case: they start, stop and pause with it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.domain.casework_lists import PAUSE_REASONS, ClockKind
from service.domain.clocks import CLOCKS, ClockRule, clocks_in
from service.domain.code_lists import CaseState, ReportMode
from service.domain.errors import NotFound, Stale, WrongState, invalid
from service.domain.ids import new_id
from service.store.models import Case, Clock, ClockTarget, Report
from service.store.queries.work import was_written_to
from service.usecases.access import load
from service.usecases.unit import Unit

_ON_HOLD = "on_hold"
_NOT_SHOWN = (ClockKind.FIRST_CONTACT,)
"""Not among the deadlines that a report shows: a message stops it, and leaves the report alone."""


class _Run:
    """One look at the clocks of a report or case. What changes is recorded last, all at once.

    Until then nothing is written, so that an act changes its report or case only once.
    """

    def __init__(self, unit: Unit, subject: Report | Case, since: datetime | None = None) -> None:
        self.unit, self.subject = unit, subject
        self._start = since or unit.now
        query = select(Clock).where(_is_of(subject), Clock.stopped_at.is_(None))
        self.clocks = list(unit.session.scalars(query.order_by(Clock.id)))
        self._acts: list[tuple[str, Clock]] = []

    def start(self, rule: ClockRule) -> None:
        days, of_case = _target(self.unit, rule), isinstance(self.subject, Case)
        clock = Clock(
            id=new_id(), kind=rule.kind, days=days, unit=rule.unit, started_at=self._start,
            report_id=None if of_case else self.subject.id,
            case_id=self.subject.id if of_case else None,
            due_at=rule.due(self._start, days, self.unit.rules.calendar),
        )  # fmt: skip
        self.clocks.append(clock)
        self._acts.append(("clock.start", clock))

    def stop(self, clocks: Iterable[Clock]) -> None:
        for clock in clocks:
            clock.stopped_at = self.unit.now
            self._acts.append(("clock.stop", clock))

    def pause(self, clock: Clock, reason: str) -> None:
        clock.paused_at, clock.pause_reason = self.unit.now, reason
        self._acts.append(("clock.pause", clock))

    def resume(self, clock: Clock) -> None:
        if clock.paused_at is None:
            return
        clock.due_at = CLOCKS[clock.kind].due_after_pause(
            clock.due_at, clock.paused_at, self.unit.now, self.unit.rules.calendar
        )
        clock.paused_at = clock.pause_reason = clock.reminded_at = None
        self._acts.append(("clock.resume", clock))

    def finish(self) -> None:
        """Show the next deadline on the row, then record everything."""
        due = [
            clock.due_at
            for clock in self.clocks
            if clock.stopped_at is None and clock.paused_at is None
            and clock.kind not in _NOT_SHOWN
        ]  # fmt: skip
        column = "due_at" if isinstance(self.subject, Case) else "review_due_at"
        if getattr(self.subject, column) != min(due, default=None):
            setattr(self.subject, column, min(due, default=None))
        for verb, clock in self._acts:
            self.unit.add(clock)
            change = {"clock": clock.kind, "reason": clock.pause_reason}
            self.unit.record(verb, clock, case_id=clock.case_id, change=change)


def run_report_clocks(unit: Unit, report: Report, *, since: datetime | None = None) -> None:
    """Start and stop a report's clocks as its state asks; goes with every change of its state.

    Args:
        since: when the clocks that start now began to count, where that is not now.
    """
    wanted, run = _wanted(unit, report), _Run(unit, report, since)
    begun = _begun(unit, report)
    run.stop(clock for clock in run.clocks if CLOCKS[clock.kind] not in wanted)
    for rule in wanted:
        if rule.kind not in begun:
            run.start(rule)
    run.finish()


def first_due(unit: Unit, subject: str, state: str, *, identified: bool = True) -> datetime | None:
    """Give the deadline that a new report or case will show, before it has a row."""
    due = [
        rule.due(unit.now, _target(unit, rule), unit.rules.calendar)
        for rule in clocks_in(subject, state, identified=identified)
        if rule.kind not in _NOT_SHOWN
    ]
    return min(due, default=None)


def run_case_clocks(
    unit: Unit, case: Case, *, before: str | None = None, since: datetime | None = None
) -> None:
    """Start, stop, pause and resume a case's clocks as its state asks.

    Args:
        before: the state it was in; after a hold the clocks go on and none starts anew.
        since: see `run_report_clocks`.
    """
    run = _Run(unit, case, since)
    if case.state == CaseState.ON_HOLD:
        for clock in run.clocks:
            if clock.paused_at is None:
                run.pause(clock, _ON_HOLD)
    else:
        _end_hold(run)
        _follow_case(run, case, held=before == CaseState.ON_HOLD)
    run.finish()
    if case.state == CaseState.CLOSED:
        for report in unit.session.scalars(select(Report).where(Report.case_id == case.id)):
            run_report_clocks(unit, report)


def stop_first_contact(unit: Unit, report: Report) -> None:
    """Stop the clock for first contact: the reporter has been written to."""
    run = _Run(unit, report)
    run.stop(clock for clock in run.clocks if clock.kind == ClockKind.FIRST_CONTACT)
    run.finish()


def pause_clock(unit: Unit, clock_id: UUID, reason: str | None, *, version: int) -> Clock:
    """Pause a clock, for a coded reason.

    Raises:
        WrongState: it is paused already, or has stopped.
        Invalid: the reason is missing or unknown, or holds for a whole case.
    """
    if not reason:
        raise invalid("/reason", "required", f"Give a code of the list {PAUSE_REASONS.name}.")
    PAUSE_REASONS.require(reason, "/reason")
    if reason == _ON_HOLD:
        raise invalid("/reason", "not_available", "Put the case on hold: its clocks pause with it.")
    clock, subject = _loaded(unit, clock_id, version)
    if clock.stopped_at is not None or clock.paused_at is not None:
        raise WrongState("This clock does not run.")
    run = _Run(unit, subject)
    run.pause(clock, reason)
    run.finish()
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
    run = _Run(unit, subject)
    run.resume(clock)
    run.finish()
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


def _wanted(unit: Unit, report: Report) -> list[ClockRule]:
    case = unit.session.get(Case, report.case_id) if report.case_id else None
    if case is not None and case.state == CaseState.CLOSED:
        return []
    return clocks_in("report", report.state, identified=report.mode != ReportMode.ANONYMOUS)


def _begun(unit: Unit, report: Report) -> set[str]:
    """Give the clocks that must not start again: to have written to somebody is never undone."""
    once = Clock.kind == ClockKind.FIRST_CONTACT
    query = select(Clock.kind).where(_is_of(report), Clock.stopped_at.is_(None) | once)
    begun = set(unit.session.scalars(query))
    if was_written_to(unit.session.connection(), report.id):
        begun.add(ClockKind.FIRST_CONTACT)
    return begun


def _end_hold(run: _Run) -> None:
    for clock in run.clocks:
        if clock.pause_reason == _ON_HOLD:
            run.resume(clock)


def _follow_case(run: _Run, case: Case, *, held: bool) -> None:
    wanted = clocks_in("case", case.state)
    kept = {clock.kind for clock in run.clocks if held or _goes_on(clock, wanted)}
    run.stop(clock for clock in run.clocks if clock.kind not in kept)
    for rule in wanted:
        if rule.kind not in kept:
            _begin(run, case, rule)


def _goes_on(clock: Clock, wanted: list[ClockRule]) -> bool:
    rule = CLOCKS[clock.kind]
    return rule in wanted and not rule.starts_anew


def _begin(run: _Run, case: Case, rule: ClockRule) -> None:
    """Start a clock; an appeal takes up the formal stage, which it is part of, where it ended."""
    ended = _last(run.unit, case, rule.kind) if case.state == CaseState.APPEAL else None
    if ended is None or ended.stopped_at is None:
        run.start(rule)
        return
    ended.paused_at, ended.stopped_at = ended.paused_at or ended.stopped_at, None
    run.clocks.append(ended)
    run.resume(ended)


def _last(unit: Unit, case: Case, kind: str) -> Clock | None:
    query = select(Clock).where(_is_of(case), Clock.kind == kind).order_by(Clock.id.desc())
    return unit.session.scalars(query.limit(1)).one_or_none()


def _target(unit: Unit, rule: ClockRule) -> int:
    query = select(ClockTarget.days).where(ClockTarget.kind == rule.kind)
    return unit.session.scalar(query) or rule.days


def _is_of(subject: Report | Case) -> ColumnElement[bool]:
    if isinstance(subject, Case):
        return Clock.case_id == subject.id
    return Clock.report_id == subject.id
