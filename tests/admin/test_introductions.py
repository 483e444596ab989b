"""Bringing two reporters together from a report's page."""

from typing import Any

import pytest
from sqlalchemy import select

from service.domain.code_lists import Role
from service.store.models import Introduction, Report
from service.usecases import conflicts, referrals
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World
from tests.usecases.meeting import Two


@pytest.fixture
def two(runtime: Runtime, world: World) -> Two:
    return Two(runtime, world)


def _url(report: Report, part: str = "") -> str:
    return f"/console/reports/{report.id}/introductions/{part}"


def _one(runtime: Runtime) -> Any:
    with runtime.engine.connect() as connection:
        return connection.execute(select(*Introduction.__table__.columns)).one()


def _ask(officer: Person, two: Two) -> None:
    officer.post(_url(two.one, f"with/{two.other.id}"))


def test_two_are_asked_and_brought_together(person: Sign, two: Two, runtime: Runtime) -> None:
    officer = person(Role.CASE_MANAGER)
    page = officer.get(_url(two.one))
    assert "Nobody has been asked" in plain(page)
    assert 'aria-current="page">Meeting others' in page
    found = plain(officer.get(_url(two.one, f"?q={two.other.reference.lower()}")))
    assert "Both told of Exclusion; Online" in found
    assert "Ask both" in found
    asking = plain(officer.get(_url(two.one, f"with/{two.other.id}")))
    assert "what both told of: Exclusion; Online." in asking
    _ask(officer, two)
    for mine, met in ((two.one, two.other), (two.other, two.one)):
        page = plain(officer.get(_url(mine)))
        assert "State Proposed" in page
        assert f"With the reporter of {met.reference}" in page
        assert f"{mine.reference} Asked {met.reference} Asked" in page
        assert "Bring them together" not in page
    again = plain(officer.get(_url(two.one, f"?q={two.other.reference}")))
    assert "Their reporters cannot be asked. These two are being asked already." in again
    two.answer(two.one, "granted", "Write to one@example.org")
    two.answer(two.other, "granted", "Ring 01632 960 001")
    step = _url(two.other, f"{_one(runtime).id}/make")
    page = officer.get(step)
    assert "Each is given the words in which the other wants to be reached" in plain(page)
    officer.post(step, version=version_in(page))
    assert "State Made" in plain(officer.get(_url(two.one)))
    pages = [officer.get(_url(two.one)), officer.reveal(f"/console/reports/{two.one.id}/messages/")]
    for page in pages:
        assert "960 001" not in page
        assert "one@example.org" not in page
    late = officer.post(step, 422, version="3")
    assert "cannot be done while" in plain(late.text)


def test_somebody_else_was_quicker(person: Sign, two: Two, runtime: Runtime) -> None:
    officer = person(Role.CASE_MANAGER)
    _ask(officer, two)
    step = _url(two.one, f"{_one(runtime).id}/call_off")
    version = version_in(officer.get(step))
    two.answer(two.one, "granted", "x")
    two.answer(two.other, "granted", "y")
    stale = officer.post(step, 412, version=version)
    assert "Called off" not in plain(stale.text)
    assert "State Withdrawn Agreed Differs" in plain(stale.text)
    officer.post(step, version=version_in(stale.text))
    assert _one(runtime).state == "withdrawn"


def test_why_they_cannot_be_asked(person: Sign, two: Two, runtime: Runtime) -> None:
    officer, investigator = person(Role.CASE_MANAGER), person(Role.INVESTIGATOR)
    with runtime.unit(two.world.reporter(two.other)) as unit:
        referrals.answer_consent(
            unit, two.other.id, scope="introduce_to_peers", state="withdrawn", wording_version="1"
        )
    page = plain(officer.get(_url(two.one, f"?q={two.other.reference}")))
    assert "Both must have agreed to be asked about meeting peers." in page
    refused = officer.post(_url(two.one, f"with/{two.other.id}"), 422)
    assert "Both must have agreed" in plain(refused.text)
    same = officer.post(_url(two.one, f"with/{two.one.id}"), 422)
    assert "Name two different reports." in plain(same.text)
    assert "No report found" in officer.get(_url(two.one, "?q=R-0000-0000"))
    assert "No report found" in officer.get(_url(two.one, f"?q={two.one.reference}"))
    for address in (_url(two.one), _url(two.one, f"with/{two.other.id}")):
        investigator.get(address, 404)


def test_who_may_not_read_both_finds_nothing_of_it(
    person: Sign, two: Two, runtime: Runtime
) -> None:
    officer, welfare, conflicted = (
        person(role) for role in (Role.CASE_MANAGER, Role.WELFARE_OFFICER, Role.CASE_MANAGER)
    )
    _ask(officer, two)
    reference, made = _one(runtime).reference, _one(runtime).id
    for who in (officer, welfare, conflicted):
        assert reference in who.get(_url(two.one))
    with runtime.unit(officer.actor) as unit:
        conflicts.declare_conflict(
            unit, officer_id=conflicted.actor.id, kind="recused", report_id=two.other.id
        )
    two.world.case(officer.actor, two.other.id)  # which the welfare officer is not on
    for who in (welfare, conflicted):
        page = who.get(_url(two.one))
        assert reference not in page
        assert two.other.reference not in page
        assert "No report found" in who.get(_url(two.one, f"?q={two.other.reference}"))
        for action in ("make", "call_off"):
            who.get(_url(two.one, f"{made}/{action}"), 404)
            who.post(_url(two.one, f"{made}/{action}"), 404)
        who.get(_url(two.one, f"with/{two.other.id}"), 404)
    third = two.report()
    officer.get(_url(third, f"{made}/call_off"), 404)
    officer.get(_url(two.one, f"{made}/agree"), 404)
    assert _one(runtime).state == "proposed"
