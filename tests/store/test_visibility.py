"""A list shows exactly what a get would not refuse, and pages walk it once."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import NOBODY, SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.policy import Relation, permits
from service.domain.referrals import HELPED
from service.store.models import Assignment, Case, Conflict, Referral, Report
from service.store.queries.cases import list_cases
from service.store.queries.pages import Page, Rows
from service.store.queries.referrals import list_referrals
from service.store.queries.reports import ReportFilter, list_reports
from service.store.queries.worklists import CaseFilter
from service.usecases import casework, conflicts, referrals, triage
from service.usecases.access import stands
from service.usecases.runtime import Runtime
from tests.builders import World

ROLES = [
    Role.WELFARE_OFFICER, Role.WELFARE_OFFICER, Role.INVESTIGATOR, Role.DECISION_MAKER,
    Role.IDENTITY_CUSTODIAN, Role.PLACEMENT_LIAISON, Role.CASE_MANAGER, Role.AUDITOR,
    Role.SYSTEM_ADMIN, Role.ANALYST,
]  # fmt: skip


class Town:
    """A random instance: officers, forms, reports, cases, assignments and referrals."""

    def __init__(self, world: World, runtime: Runtime, seed: int) -> None:
        self.chance, self.world, self.runtime = random.Random(seed), world, runtime
        services = [world.service().id for _ in range(2)]
        self.officers = [world.officer(role) for role in ROLES]
        self.manager = self.officers[6]
        providers = [world.officer(Role.SERVICE_PROVIDER, service_id=s) for s in services]
        forms = [world.form() for _ in range(2)]
        reports = [world.report(self.pick([*forms, self.manager]))[0] for _ in range(10)]
        drafts = [world.report(self.pick(forms), draft=True)[0] for _ in range(3)]
        with runtime.unit(world.reporter(drafts[0])) as unit:
            triage.move_report(unit, drafts[0].id, "withdraw", version=None)
        self.cases = [world.case(self.pick([self.officers[0], self.manager]), r.id)
                      for r in reports[:4]]  # fmt: skip
        for case in self.cases:
            self.assign(case)
        abouts: list[dict[str, Any]] = [{}, {}]
        abouts += [{"case_id": case.id} for case in self.cases[:2]]
        abouts += [{"report_id": report.id} for report in reports[2:7]]
        for about in abouts:
            self.refer(services, about)
        self.shut_out(reports)
        self.actors = [
            *self.officers, *providers, *forms, *map(world.reporter, reports[::3]), NOBODY, SYSTEM,
            world.reporter(drafts[1]), Actor(ActorKind.SUPPORTER, report_id=reports[1].id),
            world.officer(Role.INVESTIGATOR, Role.WELFARE_OFFICER, Role.SERVICE_PROVIDER),
            world.client(Scope.CASES_READ)[2], world.client(Scope.REFERRALS_READ)[2],
            world.client(Scope.AUDIT_READ, Scope.STATISTICS_READ)[2],
            world.client(Scope.REFERRALS_RECEIVE, service_id=services[0])[2],
            Actor(ActorKind.REPORTER), Actor(ActorKind.CLIENT, scopes=frozenset(Scope)),
        ]  # fmt: skip

    def pick(self, things: list[Any]) -> Any:
        return self.chance.choice(things)

    def assign(self, case: Case) -> None:
        for officer in self.chance.sample(self.officers[1:6], 3):
            (role,) = officer.roles
            with self.runtime.unit(self.manager) as unit:
                made = casework.assign_officer(unit, case.id, officer.id, role)
                if self.chance.random() < 0.4:
                    casework.end_assignment(unit, case.id, made.id)

    def shut_out(self, reports: list[Report]) -> None:
        """Shut some officers out of a case or a report, one of them only for a while."""
        for number, about in enumerate(({"case_id": self.cases[0].id}, {"report_id": reports[5].id},
                                        {"case_id": self.cases[1].id})):  # fmt: skip
            for officer in self.chance.sample(self.officers, 3):
                with self.runtime.unit(self.world.officer(Role.CASE_MANAGER)) as unit:
                    made = conflicts.declare_conflict(
                        unit, officer_id=officer.id, kind="recused", **about
                    )
                    made.removed_at = unit.now if number == 2 else None

    def refer(self, services: list[Any], about: dict[str, Any]) -> None:
        made = self.world.referral(
            self.manager, service_id=self.pick(services), agreed="referral", **about
        )
        for action in self.chance.choice(((), ("request_consent",), ("send",), ("send", "accept"))):
            with self.runtime.unit(self.manager) as unit:
                referrals.move_referral(unit, made.id, action, version=None)

    def relations(self, connection: Any, model: type, row: Any, actor: Actor) -> set[Relation]:
        """Say how an actor stands to a row, in plain Python."""
        report = row if model is Report else None
        if model is Referral and row.report_id is not None:
            report = connection.execute(select(Report).where(Report.id == row.report_id)).one()
        case_ids = {row.id} if model is Case else {row.case_id, report and report.case_id}
        about = case_ids | {report and report.id}
        conflict = select(Conflict.id).where(
            Conflict.officer_id == actor.id, Conflict.removed_at.is_(None),
            Conflict.case_id.in_(about - {None}) | Conflict.report_id.in_(about - {None}),
        )  # fmt: skip
        if connection.execute(conflict).first() is not None:
            return set()
        assigned = select(Assignment.id).where(
            Assignment.case_id.in_(case_ids - {None}), Assignment.officer_id == actor.id,
            Assignment.ended_at.is_(None),
        )  # fmt: skip
        sent = model is Referral and row.status not in ("draft", "consent_pending")
        truths = {
            Relation.ANYONE: True,
            Relation.ANYONE: model is not Report or row.submitted_at is not None,
            Relation.ASSIGNED: connection.execute(assigned).first() is not None,
            Relation.INTAKE: model is not Case and case_ids == {None}
            and (model is not Report or row.submitted_at is not None),
            Relation.SUBMITTED: model is Report and row.client_id is not None
            and row.client_id == actor.id,
            Relation.RECEIVING: sent and row.service_id == actor.service_id,
            Relation.HELPING: sent and row.service_id == actor.service_id
            and row.status in HELPED,
            Relation.RECEIPT: report is not None and report.id == actor.report_id
            and (model is not Referral or row.asked_at is not None or row.sent_at is not None),
        }  # fmt: skip
        return {relation for relation, holds in truths.items() if holds}


LISTS: dict[type, tuple[str, Callable[[Any, Actor, Page], Rows]]] = {
    Report: ("report.read", lambda c, a, page: list_reports(c, a, ReportFilter(), page)),
    Case: ("case.read", lambda c, a, page: list_cases(c, a, CaseFilter(), page)),
    Referral: ("referral.read", list_referrals),
}


@pytest.mark.parametrize("seed", range(3))
def test_lists_show_exactly_what_the_policy_permits(
    world: World, runtime: Runtime, seed: int
) -> None:
    town = Town(world, runtime, seed)
    with runtime.reading(SYSTEM) as reading:
        connection = reading.connection
        for model, (permission, listing) in LISTS.items():
            rows = connection.execute(select(model.__table__)).all()  # type: ignore[attr-defined]
            for actor in town.actors:
                listed = {row.id for row in listing(connection, actor, Page(100)).rows}
                for row in rows:
                    expected = town.relations(connection, model, row, actor)
                    assert stands(connection, actor, model, row.id) == expected
                    assert (row.id in listed) is permits(actor, permission, expected)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 100])
def test_pages_walk_every_row_once_newest_first(world: World, runtime: Runtime, limit: int) -> None:
    form = world.form()
    made = [world.report(form)[0].id for _ in range(7)]
    seen, after, pages = [], None, 0
    with runtime.reading(form) as reading:
        while True:
            page = list_reports(reading.connection, form, ReportFilter(), Page(limit, after))
            seen += [row.id for row in page.rows]
            after, pages = page.next_after, pages + 1
            if after is None:
                break
    assert seen == made[::-1]
    assert pages == -(-7 // limit)


def test_filters_narrow_and_never_widen(world: World, runtime: Runtime) -> None:
    form, other = world.form(), world.form()
    mine = world.report(form, setting="online")[0]
    theirs = world.report(other, setting="online")[0]
    world.report(form, setting="research")
    with runtime.reading(form) as reading:
        found = [
            list_reports(reading.connection, form, where, Page()).rows
            for where in (
                ReportFilter(setting="online"), ReportFilter(reference=mine.reference),
                ReportFilter(reference=theirs.reference), ReportFilter(state="triaged"),
            )
        ]  # fmt: skip
    assert [[row.id for row in rows] for rows in found] == [[mine.id], [mine.id], [], []]
