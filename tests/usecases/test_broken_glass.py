"""Broken glass: at once, seen by everybody concerned, for a while, and reviewed."""

import dataclasses
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from service.domain.actors import NOBODY, SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from service.store.models import OutboxNotice, Report
from service.store.queries.cases import assignments_of
from service.store.queries.pages import Page
from service.usecases import access_reading, access_requests, accounts, casework
from service.usecases.runtime import Runtime
from tests.builders import PASSWORD, World
from tests.usecases.access_office import START, WHY, Office
from tests.usecases.helpers import log_of, verbs_of


@pytest.fixture
def office(world: World, runtime: Runtime) -> Office:
    return Office(world, runtime)


def test_broken_glass_starts_at_once_and_everybody_hears(office: Office) -> None:
    shut_out = office.world.officer(Role.DATA_PROTECTION_OFFICER)
    office.shut_out(shut_out)
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


def test_somebody_hears_of_it_where_nobody_is_on_the_case(world: World, runtime: Runtime) -> None:
    reviewer, outsider = (world.officer(role) for role in (Role.CASE_MANAGER, Role.INVESTIGATOR))
    case = world.case(world.client(Scope.CASES_WRITE)[2])
    with runtime.unit(outsider) as unit:
        access_requests.break_glass(unit, case.reference, purpose="safeguarding", reason=WHY)
    with runtime.reading(SYSTEM) as reading:
        told = reading.connection.scalars(select(OutboxNotice.recipient_id)).all()
    assert told == [reviewer.id]
