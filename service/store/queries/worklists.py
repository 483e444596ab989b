"""Which cases: the facets of a search, and the worklists. Nothing sealed is ever searched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from service.domain.actors import Actor, ActorKind
from service.domain.casework_lists import WORKLISTS
from service.domain.code_lists import CaseState, ReferralStatus
from service.store.models import Assignment, Case, Clock, Referral, Report
from service.store.queries.rows import has_code
from service.store.queries.standing import CASE, visible
from service.store.queries.work import RUNS

COUNTED = 100
"""A worklist is counted up to here: beyond it only says that there is more than enough."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases may be narrowed by; everything that is given must hold."""

    state: str | None = None
    risk_level: str | None = None
    officer_id: UUID | None = None
    reference: str | None = None
    placement_provider_id: UUID | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    """Before this moment."""
    incident_type: str | None = None
    """Of one of its reports, and so is ``setting``: where both are given, of the same one."""
    setting: str | None = None
    worklist: str | None = None
    """A code of `WORKLISTS`: open cases only."""
    soon: datetime | None = None
    """Until when a deadline counts as near, for the worklist ``breaching``."""


def cases_meant(where: CaseFilter, actor: Actor) -> ColumnElement[bool]:
    """Give the filter for the cases that the actor may read and that are searched for."""
    conditions = [visible(CASE, actor, "case.read")]
    for name in ("state", "risk_level", "reference", "placement_provider_id"):
        value = getattr(where, name)
        if value is not None:
            conditions.append(getattr(Case, name) == value)
    if where.opened_from is not None:
        conditions.append(Case.opened_at >= where.opened_from)
    if where.opened_to is not None:
        conditions.append(Case.opened_at < where.opened_to)
    if where.officer_id is not None:
        conditions.append(_assigned(Assignment.officer_id == where.officer_id))
    if where.incident_type is not None or where.setting is not None:
        conditions.append(_reported(where))
    if where.worklist is not None:
        conditions += [Case.state != CaseState.CLOSED, _ON_WORKLIST[where.worklist](where, actor)]
    return and_(*conditions)


def worklist_counts(connection: Connection, actor: Actor, soon: datetime) -> dict[str, int]:
    """Count what is on each worklist of an officer, as far as 100.

    Args:
        soon: until when a deadline counts as near; see `service.domain.clocks.soon`.
    """
    counts = {}
    for name in WORKLISTS.values():
        meant = cases_meant(CaseFilter(worklist=name, soon=soon), actor)
        some = select(Case.id).where(meant).limit(COUNTED).subquery()
        counts[name] = connection.scalar(select(func.count()).select_from(some)) or 0
    return counts


def _reported(where: CaseFilter) -> ColumnElement[bool]:
    conditions = [Report.case_id == Case.id]
    if where.incident_type is not None:
        conditions.append(has_code(Report.incident_types, where.incident_type))
    if where.setting is not None:
        conditions.append(Report.setting == where.setting)
    return exists().where(*conditions)


def _assigned(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Assignment.case_id == Case.id, Assignment.ended_at.is_(None), *conditions)


def _mine(where: CaseFilter, actor: Actor) -> ColumnElement[bool]:
    """Give those of the officer asked for; an officer asks for their own by being who they are."""
    if where.officer_id is None and actor.kind != ActorKind.OFFICER:
        return false()
    return _assigned(Assignment.officer_id == (where.officer_id or actor.id))


def _unassigned(_: CaseFilter, __: Actor) -> ColumnElement[bool]:
    return ~_assigned()


def _breaching(where: CaseFilter, _: Actor) -> ColumnElement[bool]:
    if where.soon is None:
        raise ValueError("Say until when a deadline counts as near.")
    near = and_(RUNS, Clock.due_at <= where.soon)
    reports = select(Report.case_id).join(Clock, Clock.report_id == Report.id).where(near)
    return or_(
        Case.id.in_(select(Clock.case_id).where(near, Clock.case_id.is_not(None))),
        Case.id.in_(reports.where(Report.case_id.is_not(None))),
    )


def _waiting_for_reporter(_: CaseFilter, __: Actor) -> ColumnElement[bool]:
    return exists().where(Report.case_id == Case.id, Report.awaiting == "reporter")


def _waiting_for_service(_: CaseFilter, __: Actor) -> ColumnElement[bool]:
    waits = Referral.status.in_((ReferralStatus.SENT, ReferralStatus.WAITLISTED))
    of_report = select(Report.case_id).join(Referral, Referral.report_id == Report.id).where(waits)
    return or_(
        exists().where(Referral.case_id == Case.id, waits),
        Case.id.in_(of_report.where(Report.case_id.is_not(None))),
    )


def _high_risk(_: CaseFilter, __: Actor) -> ColumnElement[bool]:
    return Case.risk_level.in_(("high", "immediate"))


_ON_WORKLIST: dict[str, Callable[[CaseFilter, Actor], ColumnElement[bool]]] = {
    "mine": _mine,
    "unassigned": _unassigned,
    "breaching": _breaching,
    "waiting_for_reporter": _waiting_for_reporter,
    "waiting_for_service": _waiting_for_service,
    "high_risk": _high_risk,
}
"""The worklists by code; every code of `WORKLISTS` is here."""
