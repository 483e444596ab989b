"""Reading whom reporters asked for, who could look after a case, and whether wishes were met."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, exists, func, not_, select

from service.domain.actors import Actor
from service.domain.code_lists import CaseState, Role
from service.domain.reports import OVER
from service.domain.support_lists import PreferenceMet
from service.store.models import Assignment, Case, Conflict, Officer, Report
from service.store.queries.rows import AnyRow, has_code
from service.store.queries.standing import CASE, conflicted


def wishes_on(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the reports of a case that say who should meet their reporter, oldest first, sealed."""
    query = select(Report.id, Report.reference, Report.preference_ct).where(
        Report.case_id == case_id,
        Report.preference_ct.is_not(None),
        Report.state.not_in(OVER),
    )
    return connection.execute(query.order_by(Report.id)).all()


def officers_to_choose(connection: Connection, actor: Actor, case_id: UUID) -> Sequence[AnyRow]:
    """Read who may be put on a case as its welfare officer, ciphertexts included.

    Who is on it, and who has a conflict of interest about it, is left out. Their open cases are
    counted but for those that a conflict of interest keeps from the actor.
    """
    open_cases = (
        select(func.count())
        .select_from(Assignment)
        .join(Case, Case.id == Assignment.case_id)
        .where(
            Assignment.officer_id == Officer.id,
            Assignment.ended_at.is_(None),
            Case.state != CaseState.CLOSED,
            CASE.not_shut_out(actor),
        )
        .correlate(Officer)
        .scalar_subquery()
    )
    on_it = exists().where(
        Assignment.case_id == case_id,
        Assignment.officer_id == Officer.id,
        Assignment.ended_at.is_(None),
    )
    query = select(
        Officer.id, Officer.display_name, Officer.description_ct, open_cases.label("open_cases")
    ).where(
        Officer.active.is_(True),
        has_code(Officer.roles, Role.WELFARE_OFFICER),
        not_(on_it),
        not_(conflicted(Officer.id, Conflict.case_id == case_id)),
    )
    return connection.execute(query.order_by(Officer.id)).all()


def choices_made(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read who was chosen for a case whose reporters had wishes, and is on it still; no names."""
    query = select(Assignment.wishes_met, Assignment.override_reason).where(
        Assignment.case_id == case_id,
        Assignment.preference.is_not(None),
        Assignment.ended_at.is_(None),
    )
    return connection.execute(query.order_by(Assignment.id)).all()


def preferences_met(
    connection: Connection, since: datetime, until: datetime, setting: str | None = None
) -> dict[PreferenceMet, int]:
    """Count how often who was chosen to look after a case was whom its reporters asked for.

    Each choice counts once, with the wish that it met least, and when it was made; those for
    whom nobody had a wish do not count. Not disclosure-controlled: for that, see whoever calls.

    Args:
        until: before this moment.
        setting: only cases with a report of this setting.
    """
    query = select(Assignment.preference, func.count()).where(
        Assignment.preference.is_not(None),
        Assignment.assigned_at >= since,
        Assignment.assigned_at < until,
    )
    if setting is not None:
        there = exists().where(Report.case_id == Assignment.case_id, Report.setting == setting)
        query = query.where(there)
    found = {row[0]: row[1] for row in connection.execute(query.group_by(Assignment.preference))}
    return {one: found.get(one, 0) for one in PreferenceMet}
