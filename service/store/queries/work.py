"""Reading clocks and tasks: what must be done, by when, and who is to be reminded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from service.domain.actors import Actor
from service.domain.casework_lists import TaskKind
from service.domain.code_lists import Role
from service.store.models import (
    Assignment,
    Case,
    Clock,
    ClockTarget,
    Conflict,
    Message,
    Officer,
    Report,
    Task,
)
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.people import active_officers
from service.store.queries.rows import AnyRow, AnySelect, has_code
from service.store.queries.standing import conflicted, of_visible
from service.store.types import UtcDateTime

CLOCK = (
    Clock.id, Clock.version, Clock.kind, Clock.report_id, Clock.case_id, Clock.days, Clock.unit,
    Clock.started_at, Clock.due_at, Clock.paused_at, Clock.pause_reason, Clock.stopped_at,
)  # fmt: skip
TASK = (
    Task.id, Task.version, Task.kind, Task.state, Task.report_id, Task.case_id, Task.officer_id,
    Task.action_id, Task.due_at, Task.created_at, Task.ended_at, Task.result,
)  # fmt: skip
_SEALED = (Task.owner_table, Task.owner_id, Task.content_ct)

RUNS = and_(Clock.stopped_at.is_(None), Clock.paused_at.is_(None))
"""The filter for clocks that are neither paused nor stopped."""
_STATES: dict[str, ColumnElement[bool]] = {
    "running": RUNS,
    "paused": and_(Clock.stopped_at.is_(None), Clock.paused_at.is_not(None)),
    "stopped": Clock.stopped_at.is_not(None),
}


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """What a list of clocks may be narrowed by."""

    state: str | None = None
    kind: str | None = None
    breached: bool | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks may be narrowed by."""

    state: str | None = None
    kind: str | None = None
    case_id: UUID | None = None
    officer_id: UUID | None = None
    due_before: datetime | None = None


def clocks_of(
    connection: Connection, *, case_id: UUID | None = None, report_id: UUID | None = None
) -> Sequence[AnyRow]:
    """Read the clocks of a case and of its reports, or of a report; oldest first."""
    of_case = select(Report.id).where(Report.case_id == case_id)
    where = (
        Clock.report_id == report_id
        if case_id is None
        else or_(Clock.case_id == case_id, Clock.report_id.in_(of_case))
    )
    return connection.execute(select(*CLOCK).where(where).order_by(Clock.id)).all()


def clock_row(connection: Connection, clock_id: UUID) -> AnyRow | None:
    """Read one clock."""
    return connection.execute(select(*CLOCK).where(Clock.id == clock_id)).one_or_none()


def list_clocks(
    connection: Connection, actor: Actor, where: ClockFilter, now: datetime, page: Page
) -> Rows:
    """List the clocks of what the actor may read, newest first."""
    query = select(*CLOCK).where(of_visible(actor, Clock, "read"))
    if where.state is not None:
        query = query.where(_STATES[where.state])
    if where.kind is not None:
        query = query.where(Clock.kind == where.kind)
    if where.breached is not None:
        query = query.where(_breached(now) if where.breached else not_(_breached(now)))
    if where.due_before is not None:
        query = query.where(Clock.due_at < where.due_before)
    return newest_first(connection, query, Clock.id, page)


def _breached(now: datetime) -> ColumnElement[bool]:
    """Give the filter for what `service.domain.clocks.ageing` calls breached."""
    at: ColumnElement[datetime] = func.coalesce(
        Clock.stopped_at, Clock.paused_at, literal(now, UtcDateTime())
    )
    return Clock.due_at < at


def was_written_to(connection: Connection, report_id: UUID) -> bool:
    """Whether the team has written to a reporter, other than automatically."""
    query = select(Message.id).where(
        Message.report_id == report_id, Message.direction == "to_reporter"
    )
    return connection.scalar(query.limit(1)) is not None


def targets(connection: Connection) -> dict[str, int]:
    """Give the institution's own targets by the kind of clock."""
    query = select(ClockTarget.kind, ClockTarget.days)
    return {row.kind: row.days for row in connection.execute(query)}


def tasks_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the tasks of a case by when they are due, ciphertexts included."""
    query = select(*TASK, *_SEALED).where(Task.case_id == case_id)
    return connection.execute(query.order_by(Task.due_at, Task.id)).all()


def task_row(connection: Connection, task_id: UUID) -> AnyRow | None:
    """Read one task, its ciphertext included."""
    query = select(*TASK, *_SEALED).where(Task.id == task_id)
    return connection.execute(query).one_or_none()


def list_tasks(connection: Connection, actor: Actor, where: TaskFilter, page: Page) -> Rows:
    """List the tasks on what the actor may read, newest first, without their words."""
    query = select(*TASK).where(of_visible(actor, Task, "read"))
    for name in ("state", "kind", "case_id", "officer_id"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Task, name) == value)
    if where.due_before is not None:
        query = query.where(Task.due_at < where.due_before)
    return newest_first(connection, query, Task.id, page)


def tasks_to_do(
    connection: Connection,
    actor: Actor,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> Sequence[AnyRow]:
    """List the open tasks an officer is to do, the earliest due first, without their words.

    Those are what is given to them, and what is given to nobody: on the cases they work on, and
    about reports that are on no case. Each row has the ``reference`` of what it is about.

    Args:
        after: the last row's ``due_at`` and ``id``, for the page that follows it.
    """
    on_theirs = select(Assignment.case_id).where(
        Assignment.officer_id == actor.id, Assignment.ended_at.is_(None)
    )
    for_anybody = or_(Task.case_id.in_(on_theirs), Task.case_id.is_(None))
    query = (
        select(*TASK, func.coalesce(Case.reference, Report.reference).label("reference"))
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Report, Report.id == Task.report_id)
        .where(
            of_visible(actor, Task, "read"),
            Task.state == "open",
            or_(Task.officer_id == actor.id, and_(Task.officer_id.is_(None), for_anybody)),
        )
    )
    if after is not None:
        due_at, last = after
        query = query.where(or_(Task.due_at > due_at, and_(Task.due_at == due_at, Task.id > last)))
    return connection.execute(query.order_by(Task.due_at, Task.id).limit(limit)).all()


def reminded(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Give when somebody was reminded of these clocks and tasks, as they are due now."""
    clocks = select(Clock.id, Clock.reminded_at).where(
        Clock.id.in_(ids), Clock.reminded_at.is_not(None)
    )
    tasks = select(Task.id, Task.reminded_at).where(Task.id.in_(ids), Task.reminded_at.is_not(None))
    return {row.id: row.reminded_at for row in connection.execute(union_all(clocks, tasks))}


def may_be_given_work(connection: Connection, officer_id: UUID, case_id: UUID | None) -> bool:
    """Whether an officer is on a case and has no conflict of interest about it."""
    return officer_id in officers_on(connection, case_id) if case_id else False


def officers_on(connection: Connection, case_id: UUID) -> list[UUID]:
    """Give the officers who work on a case, but for those with a conflict of interest."""
    query = (
        select(Assignment.officer_id)
        .join(Officer, Officer.id == Assignment.officer_id)
        .where(
            Assignment.case_id == case_id,
            Assignment.ended_at.is_(None),
            Officer.active.is_(True),
            not_(conflicted(Assignment.officer_id, Conflict.case_id == case_id)),
        )
        .distinct()
    )
    return list(connection.scalars(query))


def officers_who_see(connection: Connection, case_id: UUID) -> list[UUID]:
    """Give the officers on a case and the case managers, but for who has a conflict of interest."""
    managers = select(Officer.id).where(
        Officer.active.is_(True),
        has_code(Officer.roles, Role.CASE_MANAGER),
        not_(conflicted(Officer.id, Conflict.case_id == case_id)),
    )
    found = [*officers_on(connection, case_id), *connection.scalars(managers)]
    return list(dict.fromkeys(found))


def officers_at_intake(connection: Connection, report_id: UUID) -> list[UUID]:
    """Give those who do triage, but for whoever has a conflict of interest about a report."""
    about = Conflict.report_id == report_id
    shut_out = connection.scalars(
        select(Conflict.officer_id).where(about, Conflict.removed_at.is_(None))
    ).all()
    triage = {Role.WELFARE_OFFICER, Role.CASE_MANAGER}
    return [
        row.id
        for row in active_officers(connection)
        if triage & set(row.roles) and row.id not in shut_out
    ]


def clocks_to_remind_of(soon: datetime) -> AnySelect:
    """Select the running clocks that are due by then, and that nobody was reminded of yet."""
    return select(Clock.id).where(RUNS, Clock.due_at <= soon, Clock.reminded_at.is_(None))


def tasks_to_remind_of(soon: datetime) -> AnySelect:
    """Select the open tasks that are due by then, and that nobody was reminded of yet.

    A follow-up after an outcome is done by itself.
    """
    return select(Task.id).where(
        Task.state == "open",
        Task.due_at <= soon,
        Task.reminded_at.is_(None),
        Task.kind != TaskKind.OUTCOME_FOLLOW_UP,
    )


def follow_ups_due(now: datetime) -> AnySelect:
    """Select the follow-ups after an outcome whose time has come."""
    return select(Task.id).where(
        Task.state == "open", Task.due_at <= now, Task.kind == TaskKind.OUTCOME_FOLLOW_UP
    )
