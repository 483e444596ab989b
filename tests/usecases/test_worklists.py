"""Worklists and facets: each shows exactly its cases, and none that may not be seen."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from service.domain.actors import Actor, Scope
from service.domain.casework_lists import WORKLISTS
from service.domain.clocks import soon
from service.domain.code_lists import CaseState, Role
from service.store.models import Case, Conflict, PlacementProvider
from service.store.queries.cases import list_cases, worklist
from service.store.queries.pages import Page
from service.store.queries.worklists import CaseFilter, worklist_counts
from service.usecases import casework, messages, referrals
from service.usecases.runtime import Runtime
from tests.usecases.office import Office, at

ALL = "plain high answered referred late held nobodys closed".split()


class Shelf:
    """One case for every worklist, by name; the clocks of most are on time."""

    def __init__(self, runtime: Runtime) -> None:
        self.office = office = Office(runtime)
        self.cases: dict[str, Case] = {}
        self.worker = office.world.officer(Role.WELFARE_OFFICER)
        self.named("late", office.manager, risk_level="medium")
        self.named("held", self.worker)  # its clocks near their end have stopped or are paused
        office.when("11-25 09:00")
        client = office.world.client()[2]
        self.named("plain", self.worker, incident_types=["bullying", "other"], setting="online")
        self.named("high", self.worker, risk_level="high", incident_types=["exclusion"])
        self.named("answered", self.worker, setting="research")
        self.named("referred", self.worker)
        self.named("nobodys", client, risk_level="immediate")
        self.named("closed", self.worker, risk_level="immediate")
        self.prepare()

    def named(self, name: str, by: Actor, risk_level: str = "none", **values: Any) -> None:
        report = self.office.world.report(**values)[0]
        case = self.office.world.case(by, report.id, risk_level=risk_level)
        self.cases[name] = case

    def prepare(self) -> None:
        office, cases = self.office, self.cases
        office.act(messages.write_about_case, cases["answered"].id, "May we call you?")
        consents = [{"scope": "referral", "state": "granted", "wording_version": "1"}]
        told = office.world.report(consents=consents)[0]
        office.act(casework.link_to_case, cases["referred"].id, told.id)
        draft = office.world.referral(office.manager, report_id=told.id)
        office.act(referrals.move_referral, draft.id, "send", version=None)
        office.world.referral(office.manager, case_id=cases["plain"].id)  # drafted only
        for name in ("plain", "high", "answered", "referred", "held", "nobodys"):
            office.put(cases[name], "triage")
        office.put(cases["held"], "on_hold")
        office.put(cases["closed"], "closed")

    def found(self, by: Actor | None = None, **where: Any) -> list[str]:
        actor = by or self.office.manager
        near = soon(self.office.now(), self.office.runtime.rules.calendar)
        with self.office.runtime.reading(actor) as reading:
            rows = list_cases(
                reading.connection, actor, CaseFilter(**where, soon=near), Page()
            ).rows
        return self.names(row.id for row in rows)

    def names(self, ids: Any) -> list[str]:
        known = {case.id: name for name, case in self.cases.items()}
        return sorted(known[row_id] for row_id in ids)


@pytest.fixture
def shelf(runtime: Runtime) -> Shelf:
    return Shelf(runtime)


LISTS = {
    "mine": ["late"],
    "unassigned": ["nobodys"],
    "breaching": ["late"],
    "waiting_for_reporter": ["answered"],
    "waiting_for_service": ["referred"],
    "high_risk": ["high", "nobodys"],
}


def test_every_worklist_shows_exactly_its_cases(shelf: Shelf) -> None:
    manager, worker = shelf.office.manager, shelf.worker
    assert {name: shelf.found(worklist=name) for name in WORKLISTS.values()} == LISTS
    near = soon(shelf.office.now(), shelf.office.runtime.rules.calendar)
    with shelf.office.runtime.reading(manager) as reading:
        counts = worklist_counts(reading.connection, manager, near)
    assert counts == {name: len(cases) for name, cases in LISTS.items()}
    theirs = ["answered", "held", "high", "plain", "referred"]
    assert shelf.found(worklist="mine", officer_id=worker.id) == theirs
    assert shelf.found(worker, worklist="mine") == theirs
    client = shelf.office.world.client(Scope.CASES_READ)[2]
    assert shelf.found(client, worklist="mine") == [], "a client has none of its own"
    assert shelf.found(client, worklist="mine", officer_id=manager.id) == ["late"]


def test_a_worklist_hides_what_may_not_be_seen(shelf: Shelf) -> None:
    officer = shelf.office.world.officer(Role.INVESTIGATOR)
    assert [shelf.found(officer, worklist=name) for name in LISTS] == [[]] * len(LISTS)
    seen = {name: set(cases) & set(shelf.found(shelf.worker)) for name, cases in LISTS.items()}
    for name in LISTS.keys() - {"mine"}:
        assert set(shelf.found(shelf.worker, worklist=name)) == seen[name]
    with shelf.office.runtime.unit(shelf.office.manager) as unit:
        conflict = Conflict(
            officer_id=shelf.office.manager.id, case_id=shelf.cases["late"].id, kind="recused",
            declared_at=unit.now,
        )  # fmt: skip
        unit.add(conflict)
        unit.record("conflict.declare", conflict)
    assert shelf.found(worklist="mine") == shelf.found(worklist="breaching") == []


def test_facets_narrow_and_match_whole_codes(shelf: Shelf) -> None:
    provider = PlacementProvider(name="Northbridge Infirmary", contact={}, active=True)
    with shelf.office.runtime.unit(shelf.office.manager) as unit:
        unit.add(provider)
        unit.flush()
        held = update(Case).where(Case.id == shelf.cases["held"].id)
        unit.session.execute(held.values(placement_provider_id=provider.id))
        unit.record("provider.add", provider)
    opened = at("11-24 00:00")
    table: list[tuple[dict[str, Any], list[str]]] = [
        ({}, sorted(ALL)),
        ({"incident_type": "bullying"}, ["plain"]),
        ({"incident_type": "bully"}, []),
        ({"incident_type": "other", "setting": "online"}, ["plain"]),
        ({"incident_type": "bullying", "setting": "research"}, []),
        ({"setting": "research"}, ["answered"]),
        ({"placement_provider_id": provider.id}, ["held"]),
        ({"opened_to": opened}, ["held", "late"]),
        ({"opened_from": opened, "risk_level": "none", "state": "triage"},
         ["answered", "plain", "referred"]),
        ({"risk_level": "immediate"}, ["closed", "nobodys"]),
        ({"risk_level": "immediate", "worklist": "high_risk"}, ["nobodys"]),
        ({"state": "closed", "worklist": "high_risk"}, []),
        ({"reference": shelf.cases["late"].reference}, ["late"]),
        ({"officer_id": shelf.office.manager.id}, ["late"]),
    ]  # fmt: skip
    for where, expected in table:
        assert shelf.found(**where) == expected, where


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_the_worklist_goes_on_by_deadline_and_ends_with_what_has_none(
    shelf: Shelf, limit: int
) -> None:
    manager, seen, after = shelf.office.manager, [], None
    with shelf.office.runtime.reading(manager) as reading:
        walk = partial(worklist, reading.connection, manager, CaseFilter(), limit=limit)
        while rows := walk(after=after):
            seen += rows
            after = (rows[-1].due_at, rows[-1].id)
    assert shelf.names([row.id for row in seen]) == sorted(set(ALL) - {"closed"})
    assert len(seen) == len(ALL) - 1
    dates = [row.due_at for row in seen]
    assert dates[-1] is None
    assert dates[:-1] == sorted(dates[:-1])
    assert seen[-1].state == CaseState.ON_HOLD
