"""Reading what a reporter adds to their report, and what they may know about who sees it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from service.domain.casework_lists import AccessKind, AccessState
from service.domain.code_lists import CaseState, PartyRole, Told
from service.domain.reports import Leaving
from service.store.models import (
    AccessRequest,
    Action,
    Allegation,
    ApiClient,
    Appeal,
    Assignment,
    Case,
    Feedback,
    InterimMeasure,
    JointOwner,
    Letter,
    Officer,
    Party,
    PartyNotice,
    PlacementProvider,
    Report,
    Supporter,
)
from service.store.queries.rows import AnyRow


def supporters_of(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read the supporters who may follow a report now, oldest first, ciphertexts included."""
    query = (
        select(
            Supporter.id, Supporter.report_id, Supporter.may_read_messages, Supporter.created_at,
            Supporter.name_ct,
        )
        .where(Supporter.report_id == report_id, Supporter.ended_at.is_(None))
        .order_by(Supporter.id)
    )  # fmt: skip
    return connection.execute(query).all()


def supporter_row(connection: Connection, supporter_id: UUID) -> AnyRow | None:
    """Read what decides what a supporter may do; None once their access has ended."""
    query = select(Supporter.id, Supporter.report_id, Supporter.may_read_messages)
    query = query.where(Supporter.id == supporter_id, Supporter.ended_at.is_(None))
    return connection.execute(query).one_or_none()


def feedback_of(connection: Connection, report_id: UUID) -> dict[str, AnyRow]:
    """Give the latest feedback for each stage, ciphertexts included."""
    query = select(*Feedback.__table__.columns).where(Feedback.report_id == report_id)
    return {row.stage: row for row in connection.execute(query.order_by(Feedback.id))}


def own_parties(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read the reporting parties that came with a report: whether they were told, and why not."""
    query = select(Party.id, Party.told, Party.told_at, Party.withholding_reason).where(
        Party.report_id == report_id, Party.role == PartyRole.REPORTING
    )
    return connection.execute(query.order_by(Party.id)).all()


def leaving_of(connection: Connection, case: AnyRow | Case, report: AnyRow | Report) -> Leaving:
    """Give what decides whether a report may be taken off its case."""
    on_case = select(func.count()).select_from(Report).where(Report.case_id == case.id)
    came_with_it = select(Party.id, Party.told).where(Party.report_id == report.id)
    parties = connection.execute(came_with_it).all()
    return Leaving(
        closed=case.state == CaseState.CLOSED,
        alone=connection.scalar(on_case) == 1,
        rested_on=any(
            party.told != Told.NOT_YET or _has_parts(connection, party.id) for party in parties
        ),
    )


def _has_parts(connection: Connection, party_id: UUID) -> bool:
    """Whether anything on a case rests on a party: something it was told, or that concerns it."""
    models = (PartyNotice, Allegation, InterimMeasure, Appeal, Action, Letter)
    queries = [select(model.id).where(model.party_id == party_id).limit(1) for model in models]
    return any(connection.scalar(query) is not None for query in queries)


def joint_owners_now(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read which organisations share a case with the institution, by name."""
    query = (
        select(PlacementProvider.name, JointOwner.since)
        .join(PlacementProvider, PlacementProvider.id == JointOwner.provider_id)
        .where(JointOwner.case_id == case_id, JointOwner.ended_at.is_(None))
        .order_by(JointOwner.id)
    )
    return connection.execute(query).all()


def roles_on_case(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read as what each officer is assigned to a case, and every role they have; no names."""
    query = (
        select(Assignment.role, Officer.roles)
        .join(Officer, Officer.id == Assignment.officer_id)
        .where(Assignment.case_id == case_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )
    return connection.execute(query).all()


def scopes_in_use(connection: Connection) -> set[str]:
    """Give every scope that a client in use has."""
    query = select(ApiClient.scopes).where(ApiClient.active.is_(True))
    return {scope for scopes in connection.scalars(query) for scope in scopes}


def open_accesses(
    connection: Connection, report_id: UUID, case_id: UUID | None, now: datetime
) -> set[str]:
    """Give the kinds of access without assignment that are open to a report or its case now."""
    about = or_(AccessRequest.subject_id == report_id, AccessRequest.subject_id == case_id)
    query = select(AccessRequest.kind).where(
        about,
        AccessRequest.kind.in_([AccessKind.UNMASK, AccessKind.BREAK_GLASS]),
        AccessRequest.state == AccessState.APPROVED,
        AccessRequest.expires_at > now,
        AccessRequest.ended_at.is_(None),
    )
    return set(connection.scalars(query))
