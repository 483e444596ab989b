"""Reading conflicts of interest, and the requests for access that take two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, not_, or_, select, true

from service.domain.actors import Actor
from service.domain.casework_lists import AccessKind, AccessState
from service.store.models import AccessRequest, Case, Conflict, Officer, Report
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow
from service.store.queries.standing import conflicted, is_person

_CONFLICT = (
    Conflict.id, Conflict.version, Conflict.officer_id, Conflict.report_id, Conflict.case_id,
    Conflict.kind, Conflict.declared_by, Conflict.declared_at, Conflict.removed_at,
    Conflict.removed_by,
)  # fmt: skip


def is_shut_out(
    connection: Connection,
    officer_id: UUID,
    *,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
) -> bool:
    """Whether a conflict of interest keeps an officer from a case or a report."""
    of_report = select(Report.case_id).where(Report.id == report_id)
    about: list[ColumnElement[bool]] = [Conflict.case_id == case_id] if case_id else []
    if report_id is not None:
        about += [
            Conflict.report_id == report_id,
            Conflict.case_id.in_(of_report),
        ]
    return _any(connection, officer_id, or_(*about)) if about else False


def has_any_conflict(connection: Connection, officer_id: UUID) -> bool:
    """Whether an officer has any conflict of interest at all."""
    return _any(connection, officer_id, true())


def has_conflict_since(connection: Connection, officer_id: UUID, moment: datetime) -> bool:
    """Whether a conflict of interest of an officer has come up since a moment, and stands."""
    return _any(connection, officer_id, Conflict.declared_at >= moment)


def _any(connection: Connection, officer_id: UUID, about: ColumnElement[bool]) -> bool:
    live = exists().where(Conflict.officer_id == officer_id, Conflict.removed_at.is_(None), about)
    return bool(connection.scalar(select(live)))


def conflicts_of(
    connection: Connection, *, case_id: UUID | None = None, report_id: UUID | None = None
) -> Sequence[AnyRow]:
    """Read the conflicts of interest on a case or a report, with names; ended ones stay."""
    about = Conflict.case_id == case_id if case_id else Conflict.report_id == report_id
    query = (
        select(*_CONFLICT, Officer.display_name)
        .join(Officer, Officer.id == Conflict.officer_id)
        .where(about)
        .order_by(Conflict.id)
    )
    return connection.execute(query).all()


ACCESS = (
    AccessRequest.id, AccessRequest.version, AccessRequest.kind, AccessRequest.state,
    AccessRequest.subject_kind, AccessRequest.subject_id, AccessRequest.case_id,
    AccessRequest.requester_id, AccessRequest.purpose, AccessRequest.requested_at,
    AccessRequest.decided_by, AccessRequest.decided_at, AccessRequest.expires_at,
    AccessRequest.ended_at, AccessRequest.reviewed_by, AccessRequest.reviewed_at,
    AccessRequest.review_result, AccessRequest.owner_table, AccessRequest.owner_id,
    AccessRequest.reason_ct,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grants:
    """What an officer may do just now because a second person agreed, or on record and alone."""

    unmasked: frozenset[UUID]
    """Reports whose reporter they may know."""
    broken_glass: frozenset[UUID]
    """Cases they have broken into."""
    matches: frozenset[UUID]
    """Match alerts they may open."""


def live_grants(connection: Connection, officer_id: UUID, now: datetime) -> Grants:
    """Read what has been granted to an officer and has neither ended nor run out."""
    query = select(AccessRequest.kind, AccessRequest.subject_id).where(
        AccessRequest.requester_id == officer_id,
        AccessRequest.state == AccessState.APPROVED,
        AccessRequest.expires_at > now,
    )
    rows = connection.execute(query).all()

    def of(kind: AccessKind) -> frozenset[UUID]:
        return frozenset(row.subject_id for row in rows if row.kind == kind)

    return Grants(of(AccessKind.UNMASK), of(AccessKind.BREAK_GLASS), of(AccessKind.OPEN_MATCH))


def request_row(connection: Connection, actor: Actor, request_id: UUID) -> AnyRow | None:
    """Read one request for access; None where a conflict of interest keeps the actor from it."""
    query = select(*ACCESS).where(AccessRequest.id == request_id, _open_to(actor))
    return connection.execute(query).one_or_none()


def requests_of_case(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read who asked for access on a case, oldest first; the caller may read the case."""
    query = select(*ACCESS).where(AccessRequest.case_id == case_id).order_by(AccessRequest.id)
    return connection.execute(query).all()


def requests_waiting(
    connection: Connection, actor: Actor, kinds: Sequence[str], page: Page
) -> Rows:
    """List the requests of these kinds that wait for a second person, who the actor can be."""
    query = select(*ACCESS).where(
        AccessRequest.state == AccessState.REQUESTED,
        AccessRequest.kind.in_(kinds),
        AccessRequest.requester_id != actor.id,
        _open_to(actor),
    )
    return newest_first(connection, query, AccessRequest.id, page)


def requests_unreviewed(connection: Connection, actor: Actor, now: datetime, page: Page) -> Rows:
    """List the breaks of the glass that are over and that nobody has reviewed yet."""
    over = or_(
        AccessRequest.state == AccessState.ENDED,
        and_(AccessRequest.state == AccessState.APPROVED, AccessRequest.expires_at <= now),
    )
    query = select(*ACCESS).where(
        AccessRequest.kind == AccessKind.BREAK_GLASS,
        over,
        AccessRequest.requester_id != actor.id,
        _open_to(actor),
    )
    return newest_first(connection, query, AccessRequest.id, page)


def requests_by(connection: Connection, actor: Actor, page: Page) -> Rows:
    """List what the actor asked for."""
    query = select(*ACCESS).where(AccessRequest.requester_id == actor.id, _open_to(actor))
    return newest_first(connection, query, AccessRequest.id, page)


def requests_about(
    connection: Connection, actor: Actor, subject_ids: Sequence[UUID]
) -> Sequence[AnyRow]:
    """Read what the actor asked for about these things, oldest first."""
    query = select(*ACCESS).where(
        AccessRequest.requester_id == actor.id,
        AccessRequest.subject_id.in_(subject_ids),
        _open_to(actor),
    )
    return connection.execute(query.order_by(AccessRequest.id)).all()


def glass_broken_by(connection: Connection, officer_id: UUID, now: datetime) -> Sequence[AnyRow]:
    """Read which cases an officer is in by broken glass just now, and until when."""
    query = select(
        AccessRequest.id, AccessRequest.expires_at, Case.reference, Case.id.label("case_id")
    )
    live = (
        AccessRequest.requester_id == officer_id,
        AccessRequest.kind == AccessKind.BREAK_GLASS,
        AccessRequest.state == AccessState.APPROVED,
        AccessRequest.expires_at > now,
    )
    on_case = query.join(Case, Case.id == AccessRequest.case_id)
    return connection.execute(on_case.where(*live).order_by(AccessRequest.id)).all()


def conflict_row(connection: Connection, conflict_id: UUID) -> AnyRow | None:
    """Read one conflict of interest, with the officer's name; the caller decides who may."""
    query = select(*_CONFLICT, Officer.display_name).join(
        Officer, Officer.id == Conflict.officer_id
    )
    return connection.execute(query.where(Conflict.id == conflict_id)).one_or_none()


def _open_to(actor: Actor) -> ColumnElement[bool]:
    if not is_person(actor):
        return true()
    of_report = select(Report.case_id).where(Report.id == AccessRequest.owner_id)
    return not_(
        conflicted(
            actor.id,
            Conflict.case_id == AccessRequest.case_id,
            Conflict.case_id.in_(of_report.correlate(AccessRequest)),
            Conflict.report_id.in_((AccessRequest.subject_id, AccessRequest.owner_id)),
        )
    )
