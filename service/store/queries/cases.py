"""Reading cases and what stands on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from service.domain.actors import Actor
from service.domain.code_lists import CaseState
from service.store.models import Assignment, Case, Note, Officer, Outcome, Party
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow
from service.store.queries.standing import CASE, visible

COLUMNS = (
    Case.id, Case.reference, Case.version, Case.state, Case.held_from, Case.risk_level,
    Case.close_reason, Case.due_at, Case.opened_at, Case.closed_at, Case.updated_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases may be narrowed by."""

    state: str | None = None
    risk_level: str | None = None
    officer_id: UUID | None = None
    reference: str | None = None


def case_row(connection: Connection, case_id: UUID) -> AnyRow | None:
    """Read one case, its ciphertext included."""
    query = select(*COLUMNS, Case.summary_ct).where(Case.id == case_id)
    return connection.execute(query).one_or_none()


def list_cases(connection: Connection, actor: Actor, where: CaseFilter, page: Page) -> Rows:
    """List the cases the actor may read, newest first."""
    query = select(*COLUMNS).where(visible(CASE, actor, "case.read"))
    for name in ("state", "risk_level", "reference"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Case, name) == value)
    if where.officer_id is not None:
        query = query.where(
            Case.id.in_(
                select(Assignment.case_id).where(
                    Assignment.officer_id == where.officer_id, Assignment.ended_at.is_(None)
                )
            )
        )
    return newest_first(connection, query, Case.id, page)


def worklist(
    connection: Connection,
    actor: Actor,
    *,
    mine: bool,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    where: CaseFilter | None = None,
) -> Sequence[AnyRow]:
    """List open cases the actor may read by next deadline, soonest first."""
    query = select(*COLUMNS).where(
        visible(CASE, actor, "case.read"),
        Case.state != CaseState.CLOSED,
        Case.due_at.is_not(None),
    )
    for name in ("state", "risk_level", "reference"):
        value = getattr(where, name, None)
        if value is not None:
            query = query.where(getattr(Case, name) == value)
    if mine:
        query = query.where(
            Case.id.in_(
                select(Assignment.case_id).where(
                    Assignment.officer_id == actor.id, Assignment.ended_at.is_(None)
                )
            )
        )
    if after is not None:
        query = query.where(
            (Case.due_at > after[0]) | ((Case.due_at == after[0]) & (Case.id > after[1]))
        )
    return connection.execute(query.order_by(Case.due_at, Case.id).limit(limit)).all()


def assignments_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read who works on a case, with their names; ended assignments are left out."""
    query = (
        select(
            Assignment.id, Assignment.officer_id, Assignment.role, Assignment.assigned_at,
            Officer.display_name,
        )
        .join(Officer, Officer.id == Assignment.officer_id)
        .where(Assignment.case_id == case_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )  # fmt: skip
    return connection.execute(query).all()


def parties_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the parties of a case, ciphertexts included."""
    query = (
        select(
            Party.id, Party.case_id, Party.report_id, Party.version, Party.role, Party.party_type,
            Party.told, Party.told_at, Party.withholding_reason, Party.created_at,
            Party.identity_ct, Party.told_text_ct,
        )
        .where(Party.case_id == case_id)
        .order_by(Party.id)
    )  # fmt: skip
    return connection.execute(query).all()


def notes_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the notes on a case, oldest first, ciphertexts included."""
    query = (
        select(Note.id, Note.case_id, Note.author_kind, Note.author_id, Note.created_at,
               Note.body_ct)
        .where(Note.case_id == case_id)
        .order_by(Note.id)
    )  # fmt: skip
    return connection.execute(query).all()


_OUTCOME = (
    Outcome.id, Outcome.case_id, Outcome.outcome_type, Outcome.finding, Outcome.recorded_at,
    Outcome.officer_id,
)  # fmt: skip


def outcomes_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the outcomes of a case, oldest first, ciphertexts included."""
    query = (
        select(*_OUTCOME, Outcome.content_ct).where(Outcome.case_id == case_id).order_by(Outcome.id)
    )
    return connection.execute(query).all()


def list_outcomes(connection: Connection, page: Page) -> Rows:
    """List outcomes across cases, newest first, without what was written about them."""
    return newest_first(connection, select(*_OUTCOME), Outcome.id, page)


def count_outcomes(connection: Connection, case_id: UUID) -> int:
    """Count the outcomes of a case."""
    query = select(func.count()).select_from(Outcome).where(Outcome.case_id == case_id)
    return connection.scalar(query) or 0


def case_officers(connection: Connection, case_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Give the names of the officers on each of these cases."""
    query = (
        select(Assignment.case_id, Officer.display_name)
        .join(Officer, Officer.id == Assignment.officer_id)
        .where(Assignment.case_id.in_(case_ids), Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )
    names: dict[UUID, list[str]] = {}
    for row in connection.execute(query):
        names.setdefault(row.case_id, []).append(row.display_name)
    return names
