"""Reading introductions: for officers who may read both reports, and for each of the two alone."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import aliased

from service.domain.actors import Actor
from service.domain.code_lists import CaseState, ConsentScope, ConsentState
from service.domain.introductions import OPEN, Meeting
from service.store.models import Case, Introduction, IntroductionSide, Report
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.reports import consents_of
from service.store.queries.rows import AnyRow
from service.store.queries.standing import REPORT, visible

INTRODUCTION = tuple(Introduction.__table__.columns)
_SIDE = (
    IntroductionSide.id, IntroductionSide.introduction_id, IntroductionSide.report_id,
    IntroductionSide.state, IntroductionSide.answered_at,
)  # fmt: skip


def introduction_row(connection: Connection, actor: Actor, introduction_id: UUID) -> AnyRow | None:
    """Read one introduction; None where the actor may not read both reports."""
    query = select(*INTRODUCTION).where(
        Introduction.id == introduction_id, _holding_both(actor, "report.read")
    )
    return connection.execute(query).one_or_none()


def list_introductions(
    connection: Connection,
    actor: Actor,
    page: Page,
    *,
    state: str | None = None,
    report_id: UUID | None = None,
) -> Rows:
    """List the introductions of which the actor may read both reports, newest first."""
    query = select(*INTRODUCTION).where(_holding_both(actor, "report.read"))
    if state is not None:
        query = query.where(Introduction.state == state)
    if report_id is not None:
        with_it = select(IntroductionSide.introduction_id).where(
            IntroductionSide.report_id == report_id
        )
        query = query.where(Introduction.id.in_(with_it))
    return newest_first(connection, query, Introduction.id, page)


def may_introduce(connection: Connection, actor: Actor, introduction_id: UUID) -> bool:
    """Whether the actor may bring the two together, or call it off."""
    query = select(Introduction.id).where(
        Introduction.id == introduction_id, _holding_both(actor, "report.introduce")
    )
    return connection.scalar(query) is not None


def sides_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[AnyRow]]:
    """Give the two sides of each introduction, as read by somebody who may read both reports."""
    wanted = list(ids)
    query = select(*_SIDE, Report.reference).join(Report, Report.id == IntroductionSide.report_id)
    query = query.where(IntroductionSide.introduction_id.in_(wanted))
    found: dict[UUID, list[AnyRow]] = {one: [] for one in wanted}
    for row in connection.execute(query.order_by(IntroductionSide.id)):
        found[row.introduction_id].append(row)
    return found


def own_sides(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read what a reporter was asked, newest first; nothing of the other side is in it."""
    query = (
        select(
            IntroductionSide.id, IntroductionSide.state, IntroductionSide.answered_at,
            Introduction.state.label("introduction_state"), Introduction.incident_types,
            Introduction.setting, Introduction.proposed_at,
        )
        .join(Introduction, Introduction.id == IntroductionSide.introduction_id)
        .where(IntroductionSide.report_id == report_id)
        .order_by(IntroductionSide.id.desc())
    )  # fmt: skip
    return connection.execute(query).all()


def meeting_of(connection: Connection, one: Any, other: Any) -> Meeting:
    """Give what decides whether the reporters of two reports (rows or entities) can meet."""
    same_case = one.case_id is not None and one.case_id == other.case_id
    return Meeting(
        states=(one.state, other.state),
        both_agree=all(_agrees(connection, report.id) for report in (one, other)),
        linked=other.id in _belonging_with(connection, one.id),
        on_one_open_case=same_case and _is_open(connection, one.case_id),
        asked_already=_asked(connection, one.id, other.id),
    )


def _holding_both(actor: Actor, permission: str) -> ColumnElement[bool]:
    """Give the filter under which the actor holds a permission on both reports.

    It looks for a side on whose report they do not: a condition that is neither true nor false,
    such as one about the case of a report that is on none, must not count as held.
    """
    held = (
        select(Report.id)
        .where(Report.id == IntroductionSide.report_id, visible(REPORT, actor, permission))
        .correlate(IntroductionSide)
    )
    kept = (
        select(IntroductionSide.id)
        .where(IntroductionSide.introduction_id == Introduction.id, ~held.exists())
        .correlate(Introduction)
    )
    return ~kept.exists()


def _agrees(connection: Connection, report_id: UUID) -> bool:
    answer = consents_of(connection, report_id).get(ConsentScope.INTRODUCE_TO_PEERS)
    return answer is not None and answer.state == ConsentState.GRANTED


def _is_open(connection: Connection, case_id: UUID) -> bool:
    return connection.scalar(select(Case.state).where(Case.id == case_id)) != CaseState.CLOSED


def _asked(connection: Connection, one: UUID, other: UUID) -> bool:
    first, second = aliased(IntroductionSide), aliased(IntroductionSide)
    query = (
        select(Introduction.id)
        .join(first, first.introduction_id == Introduction.id)
        .join(second, second.introduction_id == Introduction.id)
        .where(first.report_id == one, second.report_id == other, Introduction.state.in_(OPEN))
    )
    return connection.scalar(query.limit(1)) is not None


def _belonging_with(connection: Connection, report_id: UUID) -> set[UUID]:
    """Give a report and all that is of retaliation for it or a duplicate, however far removed."""
    known: set[UUID] = set()
    edge = {report_id}
    columns = (Report.id, Report.original_id, Report.duplicate_of_id)
    while edge:
        known |= edge
        near = connection.execute(select(*columns).where(or_(*(c.in_(edge) for c in columns))))
        edge = {one for row in near for one in row if one is not None} - known
    return known
