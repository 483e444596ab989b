"""Learning points: drafted on a case, read by others once a second person found nobody in them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.errors import PointsToSomebody
from service.domain.ids import new_id
from service.domain.learning import (
    LEARNING_MACHINE,
    check_approver,
    known_by,
    pointing_to_somebody,
)
from service.domain.policy import permits
from service.domain.support_lists import THEMES, LearningState
from service.store.models import Case, LearningPoint, Party, Report
from service.store.queries.reports import reports_of_case
from service.store.sealed import Sealed, Target
from service.usecases.access import load, stands
from service.usecases.parts import part_of
from service.usecases.unit import Unit

_PEOPLE = (Report.identity, Report.subjects, Report.affected)


def record_learning_point(unit: Unit, case_id: UUID, *, theme: str, text: str) -> LearningPoint:
    """Draft a learning point; it stays sealed until somebody else approves it.

    Raises:
        Invalid: the theme is unknown, or the text points to somebody, whether of the case or not.
    """
    THEMES.require(theme, "/theme")
    case = load(unit, Case, case_id, "learning.record")
    reads = _check(unit, case, text, names=_may_know_everybody(unit, case))
    point = LearningPoint(
        id=new_id(), case_id=case.id, theme=theme, state=LearningState.DRAFT,
        author_id=unit.actor.id, recorded_at=unit.now,
    )  # fmt: skip
    unit.seal(point, LearningPoint.content, {"text": text})
    unit.add(point)
    unit.record("learning.record", point, case_id=case.id, change={"theme": theme}, reads=reads)
    return point


def move_learning_point(
    unit: Unit,
    case_id: UUID,
    point_id: UUID,
    action: str,
    *,
    reason: str | None = None,
    version: int,
) -> LearningPoint:
    """Approve a learning point, which lets its words be read without the case, or reject it.

    Args:
        reason: why, in words; kept apart from the log.

    Raises:
        WrongState: it was approved or rejected already, or the actor wrote what they approve.
        Invalid: it points to somebody who was not known on the case before.
    """
    case = load(unit, Case, case_id, "learning.approve")
    point = part_of(unit, LearningPoint, case.id, point_id, version=version)
    step = LEARNING_MACHINE.step(action, point.state)
    reads: Sequence[Target] = ()
    if step.target == LearningState.APPROVED:
        check_approver(author_id=point.author_id, officer_id=unit.actor.id)
        reads = _publish(unit, case, point)
    before, point.state = point.state, step.target
    unit.record(
        step.verb, point, case_id=case.id, change={"from": before, "to": point.state},
        reads=reads, detail={"reason": reason} if reason else None,
    )  # fmt: skip
    return point


def _publish(unit: Unit, case: Case, point: LearningPoint) -> list[Target]:
    """Put the words into the clear, and of the day only the month."""
    target = LearningPoint.content.target(point)
    with unit.opening([target]):
        text: str = point.content["text"]
    reads = [target, *_check(unit, case, text)]
    today: date = unit.rules.calendar.day_of(unit.now)
    point.text, point.approved_by, point.approved_on = text, unit.actor.id, today.replace(day=1)
    return reads


def _may_know_everybody(unit: Unit, case: Case) -> bool:
    """Whether the author may know who reported: else a refusal would tell them, name by name."""
    connection = unit.session.connection()
    return all(
        permits(unit.actor, "report.read_identity", stands(connection, unit.actor, Report, row.id))
        for row in reports_of_case(connection, case.id)
    )


def _check(unit: Unit, case: Case, text: str, *, names: bool = True) -> list[Target]:
    """Refuse words that point to somebody; gives the groups that were opened to see it.

    Args:
        names: whether to look for those of the case; otherwise only for what names anybody.
    """
    held = list(_identities(unit, case)) if names else []
    targets = [group.target(row) for row, group in held]
    with unit.opening(targets):
        people = [one for row, group in held for one in _people(group.open(row))]
    if found := pointing_to_somebody(text, known_by(people)):
        raise PointsToSomebody(found, case.id, targets)
    return targets


def _identities(unit: Unit, case: Case) -> Iterator[tuple[Any, Sealed]]:
    """Give what says who the parties of a case, its reporters and those they name are."""
    for model, groups in ((Party, (Party.identity,)), (Report, _PEOPLE)):
        query = select(model).where(model.case_id == case.id).order_by(model.id)
        for row in unit.session.scalars(query):
            yield from ((row, group) for group in groups if not group.is_empty(row))


def _people(opened: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each of the people of a group: the subjects of a report are several in one."""
    several: list[dict[str, Any]] = opened.get("subjects", [opened])
    return several
