"""Access that takes two people, and broken glass: who asks, who agrees, how long it lasts."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from service.domain.actors import NOBODY, SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import AccessRequest, Case, Conflict, OutboxNotice, Report
from service.store.queries.cases import assignments_of
from service.store.queries.guard import requests_by, requests_of_case
from service.store.queries.pages import Page
from service.store.queries.reports import openable_report
from service.usecases import access_reading, access_requests, accounts, casework, conflicts
from service.usecases.access import allow_on
from service.usecases.access_reading import with_grants
from service.usecases.runtime import Runtime
from tests.builders import PASSWORD, World
from tests.usecases.helpers import log_of, verbs_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHY = "The police ask for a name tonight."


class Office:
    """A case with a named reporter, its people, and a clock that moves when told to."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.now, self.world = START, world
        self.runtime = dataclasses.replace(runtime, clock=lambda: self.now)
        self.manager, self.custodian = (
            world.officer(role) for role in (Role.CASE_MANAGER, Role.IDENTITY_CUSTODIAN)
        )
        self.investigator, self.outsider = (world.officer(Role.INVESTIGATOR) for _ in range(2))
        self.guard = world.officer(Role.DATA_PROTECTION_OFFICER)
        self.report = world.report(mode="named", reporter={"name": "Sam Field"})[0]
        self.case = world.case(self.manager, self.report.id)
        with self.runtime.unit(self.manager) as unit:
            casework.assign_officer(unit, self.case.id, self.investigator.id, Role.INVESTIGATOR)

    def later(self, **values: float) -> None:
        self.now += timedelta(**values)

    def ask(self, by: Actor | None = None, **values: Any) -> AccessRequest:
        form = {"kind": "unmask", "subject": self.report.id, "purpose": "safeguarding",
                "reason": WHY, **values}  # fmt: skip
        with self.runtime.unit(by or self.investigator) as unit:
            return access_requests.request_access(unit, **form)

    def decide(
        self, request: AccessRequest, by: Actor, *, approve: bool = True, version: int = 1
    ) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.decide_access(unit, request.id, approve=approve, version=version)

    def end(self, request: AccessRequest, by: Actor) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.end_access(unit, request.id)

    def break_glass(self, by: Actor, reference: str | None = None) -> AccessRequest:
        with self.runtime.unit(by) as unit:
            return access_requests.break_glass(
                unit, reference or self.case.reference, purpose="safeguarding", reason=WHY
            )

    def review(self, request: AccessRequest, by: Actor, result: str = "justified") -> AccessRequest:
        with self.runtime.unit(by) as unit:
            row = unit.session.get_one(AccessRequest, request.id)
            return access_requests.review_access(unit, row.id, result, version=row.version)

    def may_name(self, actor: Actor) -> bool:
        with self.runtime.reading(SYSTEM) as reading:
            row = openable_report(reading.connection, with_grants(reading, actor), self.report.id)
            return bool(row and row.may_open_identity)

    def sees(self, actor: Actor, model: type = Case) -> bool:
        row = self.case if model is Case else self.report
        try:
            with self.runtime.reading(SYSTEM) as reading:
                allow_on(reading.connection, with_grants(reading, actor), model, row.id)
        except NotFound:
            return False
        return True

    def shut_out(self, officer: Actor) -> None:
        with self.runtime.unit(self.manager) as unit:
            conflicts.declare_conflict(
                unit, officer_id=officer.id, case_id=self.case.id, kind="personal_connection"
            )


@pytest.fixture
def office(world: World, runtime: Runtime) -> Office:
    return Office(world, runtime)


def test_an_identity_is_unmasked_by_two_for_an_hour(office: Office) -> None:
    asked = office.ask()
    assert not office.may_name(office.investigator)
    assert WHY.encode() not in (asked.reason_ct or b"")
    with pytest.raises(NotFound):
        office.ask(office.custodian)  # who is not on the case cannot ask
    decided = office.decide(asked, office.custodian)
    assert (decided.decided_by, decided.expires_at) == (
        office.custodian.id, office.now + timedelta(hours=1),
    )  # fmt: skip
    assert office.may_name(office.investigator)
    assert not office.may_name(office.outsider)
    office.later(minutes=59, seconds=59)
    assert office.may_name(office.investigator)
    office.later(seconds=1)
    assert not office.may_name(office.investigator)
    with pytest.raises(WrongState):
        office.end(asked, office.investigator)
    office.ask()  # and it may be asked for anew


def test_it_may_be_given_back_before(office: Office) -> None:
    asked = office.decide(office.ask(), office.manager)
    with pytest.raises(NotFound):
        office.end(asked, office.manager)
    office.end(asked, office.investigator)
    assert not office.may_name(office.investigator)
    withdrawn = office.ask()
    office.end(withdrawn, office.investigator)
    with pytest.raises(WrongState):
        office.decide(withdrawn, office.manager, version=2)
    assert [v for v in verbs_of(office.runtime) if v.startswith("access.")] == [
        "access.request", "access.approve", "access.end", "access.request", "access.end",
    ]  # fmt: skip


def test_one_request_at_a_time_and_a_refusal_gives_nothing(office: Office) -> None:
    asked = office.ask()
    with pytest.raises(WrongState):
        office.ask()
    office.decide(asked, office.manager, approve=False)
    assert not office.may_name(office.investigator)
    with pytest.raises(WrongState):
        office.decide(asked, office.manager, version=2)
    office.decide(office.ask(), office.manager)
    with pytest.raises(WrongState):
        office.ask()


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"reason": "  "}, Invalid),
        ({"purpose": "curiosity"}, Invalid),
        ({"kind": "break_glass"}, Invalid),
        ({"kind": "everything"}, Invalid),
        ({"subject": new_id()}, NotFound),
        ({"kind": "end_conflict", "subject": new_id()}, NotFound),
    ],
)
def test_a_bad_request_is_refused(office: Office, values: Any, error: type) -> None:
    with pytest.raises(error):
        office.ask(**values)


def test_nothing_to_ask_for(office: Office) -> None:
    with pytest.raises(NotFound):
        office.ask(office.outsider)
    welfare = office.world.officer(Role.WELFARE_OFFICER)
    anonymous = office.world.report()[0]
    with office.runtime.unit(office.manager) as unit:
        casework.assign_officer(unit, office.case.id, welfare.id, Role.WELFARE_OFFICER)
        casework.link_to_case(unit, office.case.id, anonymous.id)
    with pytest.raises(WrongState, match="already"):
        office.ask(welfare)
    with pytest.raises(WrongState, match="Nobody knows"):
        office.ask(subject=anonymous.id)


def test_the_second_person_is_another_without_a_conflict_and_up_to_date(office: Office) -> None:
    both = office.world.officer(Role.INVESTIGATOR, Role.IDENTITY_CUSTODIAN)
    asked = office.ask()
    office.shut_out(office.custodian)
    for by, error in (
        (office.investigator, NotFound), (office.outsider, NotFound),
        (office.guard, NotFound), (office.custodian, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            office.decide(asked, by)
    with pytest.raises(Stale):
        office.decide(asked, both, version=2)
    office.decide(asked, both)


def test_nobody_decides_about_what_they_asked_for(office: Office) -> None:
    both = office.world.officer(Role.DECISION_MAKER, Role.CASE_MANAGER)
    conflicted = office.world.officer()
    office.shut_out(conflicted)
    with office.runtime.reading(SYSTEM) as reading:
        conflict = reading.connection.scalars(select(Conflict.id)).one()
    asked = office.ask(both, kind="end_conflict", subject=conflict)
    with pytest.raises(NotAllowed):
        office.decide(asked, both)


def test_a_conflict_ends_what_was_granted_for_good(office: Office) -> None:
    office.decide(office.ask(), office.custodian)
    glass = office.break_glass(office.outsider)
    for officer in (office.investigator, office.outsider):
        assert office.sees(officer)
        office.shut_out(officer)
        assert not office.sees(officer)
        assert not office.sees(officer, Report)
        assert not office.may_name(officer)
        with office.runtime.reading(officer) as reading:
            assert not requests_by(reading.connection, officer, Page()).rows
    with office.runtime.reading(SYSTEM) as reading:
        rows = requests_of_case(reading.connection, office.case.id)
    assert [row.state for row in rows] == ["ended", "ended"]
    with pytest.raises(NotFound):
        office.end(glass, office.outsider)
    office.review(glass, office.guard)


def test_broken_glass_starts_at_once_and_everybody_hears(office: Office) -> None:
    assert not office.sees(office.outsider)
    glass = office.break_glass(office.outsider, f" {office.case.reference.lower()} ")
    assert (glass.state, glass.expires_at) == ("approved", office.now + timedelta(hours=4))
    assert office.sees(office.outsider)
    assert office.sees(office.outsider, Report)
    assert office.may_name(office.outsider)
    inside = dataclasses.replace(office.outsider, broken_glass=frozenset({office.case.id}))
    with pytest.raises(NotAllowed), office.runtime.unit(inside) as unit:
        casework.write_note(unit, office.case.id, "To look is not to work on it.")
    with office.runtime.reading(SYSTEM) as reading:
        told = set(
            reading.connection.scalars(
                select(OutboxNotice.recipient_id).where(OutboxNotice.kind == "break_glass")
            )
        )
        on_case = {row.officer_id for row in assignments_of(reading.connection, office.case.id)}
    assert told == on_case | {office.guard.id}
    (entry,) = [e for e in log_of(office.runtime) if e["verb"] == "access.start"]
    assert entry["case"] == str(office.case.id)
    assert WHY not in str(entry)
    office.later(hours=4)
    assert not office.sees(office.outsider)


def test_the_glass_is_not_there_to_break(office: Office) -> None:
    with pytest.raises(WrongState):
        office.break_glass(office.investigator)
    with pytest.raises(NotAllowed):
        office.break_glass(office.guard)
    office.shut_out(office.outsider)
    answers = []
    for reference in (office.case.reference, "C-0000-0000"):
        with pytest.raises(NotFound) as refused:
            office.break_glass(office.outsider, reference)
        answers.append(refused.value.message)
    assert answers[0] == answers[1]
    assert verbs_of(office.runtime).count("access.refused") == 2


def test_every_broken_glass_is_reviewed_by_another_once_it_is_over(office: Office) -> None:
    def unreviewed(actor: Actor) -> int:
        with office.runtime.reading(actor) as reading:
            return len(access_reading.list_unreviewed(reading, Page()).rows)

    both = office.world.officer(Role.INVESTIGATOR, Role.DATA_PROTECTION_OFFICER)
    glass, second = office.break_glass(office.outsider), office.break_glass(both)
    with pytest.raises(WrongState):
        office.break_glass(both)
    with pytest.raises(WrongState):
        office.review(glass, office.guard)
    assert unreviewed(office.guard) == 0
    office.end(glass, office.outsider)
    assert not office.sees(office.outsider)
    office.later(hours=4)
    assert (unreviewed(office.guard), unreviewed(both)) == (2, 1)
    for by, result, error in (
        (office.outsider, "justified", NotFound), (office.custodian, "justified", NotFound),
        (office.manager, "fine", Invalid),
    ):  # fmt: skip
        with pytest.raises(error):
            office.review(glass, by, result)
    with pytest.raises(NotAllowed):
        office.review(second, both)
    reviewed = office.review(glass, office.guard, "not_justified")
    assert (reviewed.review_result, reviewed.reviewed_by) == ("not_justified", office.guard.id)
    assert unreviewed(office.guard) == 1
    with pytest.raises(WrongState):
        office.review(glass, office.manager)
    with pytest.raises(NotAllowed):
        unreviewed(office.investigator)


def test_only_broken_glass_is_reviewed(office: Office) -> None:
    asked = office.ask()
    office.end(asked, office.investigator)
    with pytest.raises(WrongState):
        office.review(asked, office.manager)


def test_who_decides_sees_what_waits_and_may_open_why(office: Office) -> None:
    def waiting(actor: Actor) -> list[Any]:
        with office.runtime.reading(actor) as reading:
            return list(access_reading.list_waiting(reading, Page()).rows)

    office.ask()
    shut_out = office.world.officer(Role.CASE_MANAGER)
    office.shut_out(shut_out)
    assert [len(waiting(a)) for a in (office.manager, office.custodian)] == [1, 1]
    for actor in (office.investigator, office.guard, shut_out):
        assert not waiting(actor)
    (row,) = waiting(office.custodian)
    for actor in (office.custodian, office.investigator, office.manager):
        with office.runtime.reading(actor) as reading:
            opened = access_reading.open_reasons(reading, [row], purpose="casework")
        assert opened == {row.id: WHY}
    for actor in (office.outsider, office.guard, shut_out):
        with pytest.raises(NotAllowed), office.runtime.reading(actor) as reading:
            access_reading.open_reasons(reading, [row], purpose="casework")
    reads = [e for e in log_of(office.runtime) if e["verb"] == "sealed.read"]
    assert [e["subject"]["id"] for e in reads] == [str(row.id)] * 3


def test_a_session_has_what_was_granted_and_not_for_longer(office: Office) -> None:
    officer, secret, actor = office.world.account(Role.INVESTIGATOR)
    with office.runtime.unit(NOBODY) as unit:
        token = accounts.sign_in(
            unit, username=officer.username, password=PASSWORD, code=pyotp.TOTP(secret).at(START),
            absolute=timedelta(hours=10), demo=False,
        )  # fmt: skip
    office.break_glass(actor)

    def broken() -> frozenset[Any]:
        with office.runtime.reading(NOBODY) as reading:
            found = accounts.resume_session(office.runtime, reading, token or "", "")
        assert found is not None
        return found.actor.broken_glass

    assert broken() == {office.case.id}
    for _ in range(8):
        office.later(minutes=29)
        assert broken() == {office.case.id}
    office.later(minutes=8)
    assert broken() == frozenset()
