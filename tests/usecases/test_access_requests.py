"""Access that takes two people: who asks, who agrees, how long it lasts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Conflict, MatchAlert, OutboxNotice, Report
from service.store.queries.cases import assignments_of
from service.store.queries.guard import requests_by, requests_of_case
from service.store.queries.pages import Page
from service.usecases import access_reading, accounts, casework, match_alerts, triage
from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.access_office import WHY, Office
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.shutting_out import declare


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


def test_whoever_may_decide_is_told_that_somebody_asks(office: Office) -> None:
    office.ask()
    with office.runtime.reading(SYSTEM) as reading:
        query = select(OutboxNotice.recipient_id).where(OutboxNotice.kind == "access_request")
        told = set(reading.connection.scalars(query))
    assert {office.manager.id, office.custodian.id} <= told
    assert not {office.investigator.id, office.outsider.id} & told


def test_who_is_off_the_case_or_gone_gets_nothing_any_more(office: Office) -> None:
    asked = office.ask()
    with office.runtime.unit(office.manager) as unit:
        (assigned,) = (
            row
            for row in assignments_of(unit.session.connection(), office.case.id)
            if row.officer_id == office.investigator.id
        )
        casework.end_assignment(unit, office.case.id, assigned.id)
    with pytest.raises(WrongState):
        office.decide(asked, office.custodian)
    other = office.world.officer(Role.INVESTIGATOR, username="going")
    with office.runtime.unit(office.manager) as unit:
        casework.assign_officer(unit, office.case.id, other.id, Role.INVESTIGATOR)
    asked = office.ask(other)
    with office.runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, "going")
    with pytest.raises(WrongState):
        office.decide(asked, office.custodian)
    office.decide(asked, office.custodian, approve=False)


def test_a_conflict_ends_what_was_granted_on_the_report_s_earlier_case(office: Office) -> None:
    office.decide(office.ask(), office.custodian)
    other = office.world.case(office.manager)
    with office.runtime.unit(office.manager) as unit:
        casework.link_to_case(unit, office.case.id, office.world.report()[0].id)
    with office.runtime.unit(office.manager) as unit:
        triage.unlink_report(unit, office.case.id, office.report.id)
    with office.runtime.unit(office.manager) as unit:
        casework.link_to_case(unit, other.id, office.report.id)
    declare(office.runtime, office.manager, office.investigator, case_id=other.id)
    with office.runtime.reading(SYSTEM) as reading:
        (row,) = requests_of_case(reading.connection, office.case.id)
    assert row.state == "ended"


def test_the_page_of_what_waits_is_full_of_what_may_be_known(office: Office) -> None:
    agreed = [{"scope": "match", "state": "granted", "wording_version": "2026-09"}]
    made = []
    for name in ("j", "k", "l"):
        subject = {"identifier": {"type": "email", "value": f"{name}@example.org"}}
        made += [office.world.report(subjects=[subject], consents=agreed)[0] for _ in range(2)]
    find_matches(office.runtime)
    with office.runtime.reading(SYSTEM) as reading:
        alerts = reading.connection.scalars(select(MatchAlert.id)).all()
    for alert in alerts:
        office.ask(office.manager, kind="open_match", subject=alert)
    declare(office.runtime, office.manager, office.custodian, report_id=made[0].id)
    for listing in (access_reading.list_waiting, match_alerts.list_alerts):
        seen, after, pages = [], None, 0
        while pages == 0 or after:
            with office.runtime.reading(office.custodian) as reading:
                page = listing(reading, Page(1, after))
            seen, after, pages = seen + list(page.rows), page.next_after, pages + 1
            assert after is None or after == page.rows[-1].id
        assert (len(seen), pages) == (2, 2)
