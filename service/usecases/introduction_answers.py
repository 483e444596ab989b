"""What each of two people says to meeting, and what ends it before they do.

Either may say no until they are brought together, by an answer, by withdrawing the consent to be
asked, or with the report. The other learns that it did not come about, in the same words each time.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import NotFound
from service.domain.introductions import (
    INTRODUCTION_MACHINE,
    OPEN,
    check_answer,
    step_after,
)
from service.domain.support_lists import IntroductionState, SideState
from service.domain.transitions import Transition
from service.store.models import Introduction, IntroductionSide, Report
from service.store.queries.guard import is_shut_out
from service.store.sealed import Target
from service.usecases.access import load
from service.usecases.notices import notify_officers, notify_reporter
from service.usecases.unit import Unit

Sides = Sequence[IntroductionSide]


def answer_introduction(
    unit: Unit,
    report_id: UUID,
    side_id: UUID,
    *,
    state: str,
    wording_version: str,
    contact: str | None = None,
) -> IntroductionSide:
    """Record what one of the two answers; a no, whenever it comes, is the end of it.

    Args:
        side_id: by which the reporter knows the introduction; the other knows it by another.
        contact: the words in which this person wants to be reached.

    Raises:
        NotFound: the reporter was not asked this.
        WrongState: it is settled already.
        Invalid: somebody who agrees does not say how to be reached.
    """
    report = load(unit, Report, report_id, "report.answer_introduction")
    introduction = _asked_of(unit, report, side_id)
    check_answer(state, introduction.state, contact)
    mine, other = _own_first(unit, introduction, report)
    mine.state, mine.wording_version, mine.answered_at = state, wording_version, unit.now
    unit.seal(mine, IntroductionSide.contact, {"contact": contact} if contact else None)
    step = step_after((mine.state, other.state))
    if step == "agree" and introduction.state == IntroductionState.PROPOSED:
        introduction.state = INTRODUCTION_MACHINE.step(
            step, introduction.state, internal=True
        ).target
        _tell_officer(unit, introduction, (mine, other))
    change = {"introduction": str(introduction.id), "to": state}
    unit.record("introduction.answer", mine, case_id=report.case_id, change=change)
    if step == "decline":
        _decline(unit, introduction, mine, other)
    return mine


def end_introductions(unit: Unit, report: Report) -> None:
    """End what a reporter was asked and has not come about: what it rests on is withdrawn."""
    of_report = select(IntroductionSide.introduction_id).where(
        IntroductionSide.report_id == report.id
    )
    query = (
        select(Introduction)
        .where(Introduction.id.in_(of_report), Introduction.state.in_(OPEN))
        .order_by(Introduction.id)
        .with_for_update(key_share=True)
    )
    for introduction in unit.session.scalars(query).all():
        mine, other = _own_first(unit, introduction, report)
        mine.state, mine.answered_at = SideState.WITHDRAWN, unit.now
        _decline(unit, introduction, mine, other)


def sides_of(unit: Unit, introduction: Introduction) -> Sides:
    """Load the two sides of an introduction, which the caller has locked."""
    query = select(IntroductionSide).where(IntroductionSide.introduction_id == introduction.id)
    return unit.session.scalars(query.order_by(IntroductionSide.id)).all()


def take(
    unit: Unit,
    introduction: Introduction,
    sides: Sides,
    step: Transition,
    *,
    purpose: str | None = None,
    reads: Iterable[Target] = (),
) -> None:
    """End an introduction, made or not, and record it with the report of each side.

    Nobody needs the words any more in which the two want to be reached.

    Args:
        reads: what was opened for it; each entry names that of its own side.
    """
    before, introduction.state = introduction.state, step.target
    made = step.target == IntroductionState.MADE
    introduction.made_at, introduction.ended_at = (unit.now, None) if made else (None, unit.now)
    change = {"introduction": str(introduction.id), "from": before, "to": introduction.state}
    opened = list(reads)
    for side in sides:
        side.contact_ct = None
        unit.record(
            step.verb, side, case_id=unit.session.get_one(Report, side.report_id).case_id,
            change=change, purpose=purpose,
            reads=[target for target in opened if target.record == side.id],
        )  # fmt: skip


def _asked_of(unit: Unit, report: Report, side_id: UUID) -> Introduction:
    query = select(IntroductionSide.introduction_id).where(
        IntroductionSide.id == side_id, IntroductionSide.report_id == report.id
    )
    introduction_id = unit.session.scalar(query)
    if introduction_id is None:
        raise NotFound
    # Locked before its sides are read, so that two answers at once take turns.
    return unit.session.get_one(Introduction, introduction_id, with_for_update={"key_share": True})


def _own_first(
    unit: Unit, introduction: Introduction, report: Report
) -> tuple[IntroductionSide, IntroductionSide]:
    mine, other = sorted(sides_of(unit, introduction), key=lambda side: side.report_id != report.id)
    return mine, other


def _decline(
    unit: Unit, introduction: Introduction, mine: IntroductionSide, other: IntroductionSide
) -> None:
    """End it for both, and let the other know; no message, which would wait for their report."""
    step = INTRODUCTION_MACHINE.step("decline", introduction.state, internal=True)
    take(unit, introduction, (mine, other), step)
    notify_reporter(unit, unit.session.get_one(Report, other.report_id), "status_changed")


def _tell_officer(unit: Unit, introduction: Introduction, sides: Sides) -> None:
    """Let whoever proposed it know that both agreed, unless they may not know of both any more."""
    officer_id, connection = introduction.officer_id, unit.session.connection()
    if officer_id is None:
        return
    reports = [side.report_id for side in sides]
    if not any(is_shut_out(connection, officer_id, report_id=one) for one in reports):
        notify_officers(unit, "both_agreed", [officer_id], report_id=reports[0])
