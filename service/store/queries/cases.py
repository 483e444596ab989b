"""Reading cases and what stands on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from service.domain.actors import Actor
from service.domain.casework_lists import NoteVisibility
from service.domain.code_lists import CaseState
from service.store.models import Assignment, Case, Note, Officer, Outcome, Party
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow
from service.store.queries.standing import CASE, visible
from service.store.queries.worklists import CaseFilter, cases_meant

COLUMNS = (
    Case.id, Case.reference, Case.version, Case.state, Case.held_from, Case.risk_level,
    Case.close_reason, Case.due_at, Case.opened_at, Case.closed_at, Case.updated_at,
    Case.policy_version_id, Case.placement_provider_id, Case.formal_since,
    Case.completion_letter_on,
)  # fmt: skip


def case_row(connection: Connection, case_id: UUID) -> AnyRow | None:
    """Read one case, its ciphertext included."""
    query = select(*COLUMNS, Case.summary_ct).where(Case.id == case_id)
    return connection.execute(query).one_or_none()


def list_cases(connection: Connection, actor: Actor, where: CaseFilter, page: Page) -> Rows:
    """List the cases the actor may read, newest first."""
    query = select(*COLUMNS).where(cases_meant(where, actor))
    return newest_first(connection, query, Case.id, page)


def worklist(
    connection: Connection,
    actor: Actor,
    where: CaseFilter,
    *,
    limit: int,
    after: tuple[datetime | None, UUID] | None = None,
) -> Sequence[AnyRow]:
    """List open cases the actor may read by next deadline, soonest first, then those without one.

    Args:
        after: the last row's ``due_at`` and ``id``, for the page that follows it.
    """
    query = select(*COLUMNS).where(cases_meant(where, actor), Case.state != CaseState.CLOSED)
    if after is not None:
        query = query.where(_follows(*after))
    query = query.order_by(Case.due_at.asc().nulls_last(), Case.id)
    return connection.execute(query.limit(limit)).all()


def _follows(due_at: datetime | None, case_id: UUID) -> ColumnElement[bool]:
    undated = Case.due_at.is_(None)
    if due_at is None:
        return and_(undated, Case.id > case_id)
    return or_(Case.due_at > due_at, and_(Case.due_at == due_at, Case.id > case_id), undated)


def assignments_of(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read who works on a case, with their names; ended assignments are left out."""
    query = (
        select(
            Assignment.id, Assignment.officer_id, Assignment.role, Assignment.assigned_at,
            Assignment.preference, Assignment.override_reason, Officer.display_name,
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
            Party.contact_officer_id, Party.support_service_id, Party.support_offered_at,
            Party.identity_ct, Party.told_text_ct,
        )
        .where(Party.case_id == case_id)
        .order_by(Party.id)
    )  # fmt: skip
    return connection.execute(query).all()


def notes_of(connection: Connection, actor: Actor, case_id: UUID) -> Sequence[AnyRow]:
    """Read the notes on a case that the actor may know of, oldest first, ciphertexts included."""
    managed = select(Case.id).where(visible(CASE, actor, "case.read_restricted_notes"))
    query = (
        select(Note.id, Note.case_id, Note.author_kind, Note.author_id, Note.visibility,
               Note.created_at, Note.body_ct)
        .where(
            Note.case_id == case_id,
            or_(
                Note.visibility == NoteVisibility.CASE_TEAM,
                Note.author_id == actor.id if actor.id else false(),
                Note.case_id.in_(managed),
            ),
        )
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


def list_outcomes(connection: Connection, actor: Actor, page: Page) -> Rows:
    """List outcomes across cases, newest first, without what was written about them."""
    open_cases = select(Case.id).where(CASE.not_shut_out(actor))
    query = select(*_OUTCOME).where(Outcome.case_id.in_(open_cases))
    return newest_first(connection, query, Outcome.id, page)


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
