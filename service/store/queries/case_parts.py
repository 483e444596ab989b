"""Reading what an investigation leaves on a case: allegations, appeals, risk, measures, owners."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from service.domain.cases import Closing
from service.domain.measures import ACTIVE
from service.store.models import (
    ActionAssessment,
    Allegation,
    Appeal,
    Case,
    InterimMeasure,
    JointOwner,
    Party,
    PartyNotice,
    PlacementProvider,
    PolicyVersion,
    Report,
    RiskAssessment,
)
from service.store.queries.cases import count_outcomes
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow

Parts = Sequence[AnyRow]

_POLICY = (
    PolicyVersion.id, PolicyVersion.label, PolicyVersion.title, PolicyVersion.effective_from,
    PolicyVersion.published_at,
)  # fmt: skip
_PROVIDER = (
    PlacementProvider.id, PlacementProvider.version, PlacementProvider.name,
    PlacementProvider.contact, PlacementProvider.active,
)  # fmt: skip


def _on_case(connection: Connection, model: Any, case_id: UUID) -> Parts:
    query = select(*model.__table__.columns).where(model.case_id == case_id).order_by(model.id)
    return connection.execute(query).all()


def allegations_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the allegations of a case, oldest first, ciphertexts included."""
    return _on_case(connection, Allegation, case_id)


def appeals_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the appeals on a case, oldest first, ciphertexts included."""
    return _on_case(connection, Appeal, case_id)


def risk_assessments_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the risk assessments of a case, oldest first, ciphertexts included."""
    return _on_case(connection, RiskAssessment, case_id)


def measures_of(connection: Connection, case_id: UUID) -> Parts:
    """Read the interim measures of a case, oldest first, ciphertexts included."""
    return _on_case(connection, InterimMeasure, case_id)


def joint_owners_of(connection: Connection, case_id: UUID) -> Parts:
    """Read who shares a case with the institution, oldest first; ended ones are among them."""
    return _on_case(connection, JointOwner, case_id)


def notices_of(connection: Connection, case_id: UUID, party_id: UUID) -> Parts:
    """Read what a party of a case was told, oldest first, ciphertexts included."""
    query = select(*PartyNotice.__table__.columns).where(
        PartyNotice.case_id == case_id, PartyNotice.party_id == party_id
    )
    return connection.execute(query.order_by(PartyNotice.id)).all()


def action_assessments_of(connection: Connection, report_id: UUID) -> Parts:
    """Read the action assessments of a report, oldest first, ciphertexts included."""
    query = select(*ActionAssessment.__table__.columns).where(
        ActionAssessment.report_id == report_id
    )
    return connection.execute(query.order_by(ActionAssessment.id)).all()


def dated_acts(connection: Connection, case_id: UUID) -> list[date]:
    """Give the days on which the reports of a case say that something happened."""
    query = select(Report.occurred_from).where(
        Report.case_id == case_id,
        Report.occurred_precision == "day",
        Report.occurred_from.is_not(None),
    )
    return [day for day in connection.scalars(query) if day is not None]


def closing_of(connection: Connection, case: AnyRow | Case) -> Closing:
    """Give what decides whether a case may be closed."""
    told = connection.scalars(select(Party.told).where(Party.case_id == case.id)).all()
    findings = select(Allegation.finding).where(Allegation.case_id == case.id)
    active = select(func.count()).select_from(InterimMeasure).where(
        InterimMeasure.case_id == case.id, InterimMeasure.state == ACTIVE
    )  # fmt: skip
    return Closing(
        told=told,
        outcomes=count_outcomes(connection, case.id),
        findings=connection.scalars(findings).all() if case.formal_since else (),
        active_measures=connection.scalar(active) or 0,
    )


def list_policies(connection: Connection, page: Page) -> Rows:
    """List the versions of the policy, the one published last first, without their text."""
    return newest_first(connection, select(*_POLICY), PolicyVersion.id, page)


def id_of_policy_in_force(connection: Connection, today: date) -> UUID | None:
    """Give the version of the policy in force: the newest that is effective; None before one is."""
    query = (
        select(PolicyVersion.id)
        .where(PolicyVersion.effective_from <= today)
        .order_by(PolicyVersion.effective_from.desc(), PolicyVersion.id.desc())
        .limit(1)
    )
    return connection.scalar(query)


def policy_row(connection: Connection, policy_id: UUID) -> AnyRow | None:
    """Read one version of the policy."""
    query = select(*_POLICY, PolicyVersion.body).where(PolicyVersion.id == policy_id)
    return connection.execute(query).one_or_none()


def list_providers(connection: Connection, page: Page) -> Rows:
    """List the placement providers in use, newest first."""
    query = select(*_PROVIDER).where(PlacementProvider.active.is_(True))
    return newest_first(connection, query, PlacementProvider.id, page)


def provider_row(connection: Connection, provider_id: UUID) -> AnyRow | None:
    """Read one placement provider, in use or not."""
    query = select(*_PROVIDER).where(PlacementProvider.id == provider_id)
    return connection.execute(query).one_or_none()
