"""Proposing that two reporters meet, and bringing them together once both wish it.

Both reports are loaded in the order of their ids, after the case they are on together and before
the introduction, so that two acts never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import ActorKind
from service.domain.errors import NotFound, Stale, invalid
from service.domain.ids import new_id, new_reference
from service.domain.introductions import (
    INTRODUCTION_MACHINE,
    check_may_meet,
    in_common,
    words_to_pass_on,
)
from service.domain.notices import ASKED
from service.domain.support_lists import IntroductionState, SideState
from service.store.models import Case, Introduction, IntroductionSide, Report
from service.store.queries.introductions import meeting_of
from service.store.sealed import Target
from service.usecases.access import load
from service.usecases.conversation import TO_REPORTER, leave_message
from service.usecases.introduction_answers import Sides, sides_of, take
from service.usecases.notices import answer_automatically, notify_of_step, notify_reporter
from service.usecases.unit import Unit

_PURPOSE = "peer_introduction"
Reports = Sequence[Report]


def propose_introduction(unit: Unit, report_ids: Sequence[UUID]) -> Introduction:
    """Ask two reporters whether they would like to meet.

    Raises:
        NotFound, NotAllowed: one of the reports is not the actor's to introduce.
        Invalid: they are not two reports.
        WrongState: see `check_may_meet`.
    """
    one, other = _load_both(unit, report_ids)
    check_may_meet(meeting_of(unit.session.connection(), one, other))
    by_officer = unit.actor.kind == ActorKind.OFFICER
    incident_types, setting = in_common(one, other)
    introduction = Introduction(
        id=new_id(), reference=new_reference("I"), state=IntroductionState.PROPOSED,
        incident_types=incident_types, setting=setting,
        officer_id=unit.actor.id if by_officer else None, proposed_at=unit.now,
    )  # fmt: skip
    unit.new_key(Introduction.__tablename__, introduction.id)
    unit.add(introduction)
    for report in (one, other):
        _ask(unit, introduction, report)
    return introduction


def move_introduction(
    unit: Unit, introduction_id: UUID, action: str, *, version: int | None
) -> Introduction:
    """Bring the two together, or call it off.

    Raises:
        NotFound: there is none, or the actor may not read both reports.
        WrongState: the step does not exist in this state, or the two must not meet by now.
    """
    introduction, reports = _load(unit, introduction_id, version)
    step = INTRODUCTION_MACHINE.step(action, introduction.state)
    sides = sides_of(unit, introduction)
    if step.target == IntroductionState.MADE:
        meeting = meeting_of(unit.session.connection(), *reports)
        check_may_meet(replace(meeting, asked_already=False))
        opened = _pass_on(unit, sides)
        take(unit, introduction, sides, step, purpose=_PURPOSE, reads=opened)
    else:
        take(unit, introduction, sides, step)
    for report in reports:
        notify_of_step(unit, report, step)
    return introduction


def _load_both(unit: Unit, report_ids: Sequence[UUID]) -> Reports:
    first, *rest = sorted(report_ids)
    if len(rest) != 1 or first == rest[0]:
        raise invalid("/report_ids", "same_report", "Name two different reports.")
    on = select(Report.case_id).where(Report.id.in_(report_ids))
    cases = set(unit.session.scalars(on))
    if len(cases) == 1 and (case_id := cases.pop()) is not None:
        unit.session.get(Case, case_id, with_for_update={"key_share": True})
    return [load(unit, Report, one, "report.introduce") for one in (first, *rest)]


def _load(unit: Unit, introduction_id: UUID, version: int | None) -> tuple[Introduction, Reports]:
    query = select(IntroductionSide.report_id).where(
        IntroductionSide.introduction_id == introduction_id
    )
    report_ids = unit.session.scalars(query).all()
    if not report_ids:
        raise NotFound
    reports = _load_both(unit, report_ids)
    introduction = unit.session.get_one(
        Introduction, introduction_id, with_for_update={"key_share": True}
    )
    if version is not None and introduction.version != version:
        raise Stale
    return introduction, reports


def _ask(unit: Unit, introduction: Introduction, report: Report) -> None:
    side = IntroductionSide(
        id=new_id(), introduction_id=introduction.id, report_id=report.id, state=SideState.ASKED
    )
    unit.add(side)
    change = {"introduction": str(introduction.id), "to": introduction.state}
    unit.record("introduction.propose", side, case_id=report.case_id, change=change)
    answer_automatically(unit, report, ASKED, reporter_only=True)
    notify_reporter(unit, report, "question")


def _pass_on(unit: Unit, sides: Sides) -> list[Target]:
    """Give each the words in which the other wants to be reached, as a message only they read."""
    targets = [IntroductionSide.contact.target(side) for side in sides]
    with unit.opening(targets):
        contacts = [side.contact["contact"] for side in sides]
    for side, contact in zip(sides, reversed(contacts), strict=True):
        report = unit.session.get_one(Report, side.report_id)
        leave_message(unit, report, words_to_pass_on(contact), TO_REPORTER, reporter_only=True)
    return targets
