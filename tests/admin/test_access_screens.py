"""Who may know, in the console: conflicts of interest, approvals, and broken glass."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.store.models import Case, Report
from service.store.queries.guard import conflicts_of, requests_of_case
from service.store.queries.rows import AnyRow
from service.usecases import access_requests, casework, conflicts
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World

WHY = "The police ask for a name tonight."
ASKED = {"purpose": "safeguarding", "reason": WHY}
APPROVALS, GLASS = "/console/approvals/", "/console/break-glass/"


@pytest.fixture
def manager(person: Sign) -> Person:
    return person(Role.CASE_MANAGER)


@pytest.fixture
def report(world: World) -> Report:
    return world.report(mode="named", reporter={"name": "Sam Field"})[0]


@pytest.fixture
def case(manager: Person, world: World, report: Report) -> Case:
    return world.case(manager.actor, report.id)


@pytest.fixture
def investigator(person: Sign, manager: Person, case: Case, runtime: Runtime) -> Person:
    made = person(Role.INVESTIGATOR)
    with runtime.unit(manager.actor) as unit:
        casework.assign_officer(unit, case.id, made.actor.id, Role.INVESTIGATOR)
    return made


def url(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/access/{path}"


def last_request(runtime: Runtime, case: Case) -> AnyRow:
    with runtime.reading(SYSTEM) as reading:
        return requests_of_case(reading.connection, case.id)[-1]


def last_conflict(runtime: Runtime, **about: UUID) -> AnyRow:
    with runtime.reading(SYSTEM) as reading:
        return conflicts_of(reading.connection, **about)[-1]


def request_url(row: AnyRow, path: str = "") -> str:
    return f"{APPROVALS}{row.id}/{path}"


def break_in(who: Person, case: Case, status: int = 303, **values: str) -> Any:
    return who.post(GLASS, status, **{"reference": case.reference, **ASKED, **values})


def test_a_case_disappears_at_once_for_whoever_recuses_themselves(
    investigator: Person, manager: Person, case: Case
) -> None:
    asks = plain(investigator.get(url(case, "recuse")))
    assert "The case disappears for you at once" in asks
    answer = investigator.post(url(case, "recuse"), kind="personal_connection")
    assert answer.location == "/console/"
    investigator.get(url(case), 404)
    page = plain(manager.get(url(case)))
    assert "Shut out Nothing of it exists for them" in page
    assert "Personal connection" in page


def test_only_those_who_may_shut_others_out(
    investigator: Person, manager: Person, case: Case, person: Sign
) -> None:
    other = person(Role.INVESTIGATOR)
    given = {"officer_id": str(investigator.actor.id), "kind": "supervises_party"}
    assert str(manager.actor.id) not in manager.get(url(case, "conflicts"))
    assert "Choose why." in plain(manager.post(url(case, "conflicts"), 422).text)
    other.post(url(case, "conflicts"), 404, **given)
    break_in(other, case)
    assert "Shut somebody else out (not available)" in plain(other.get(url(case)))
    other.post(url(case, "conflicts"), 403, **given)
    manager.post(url(case, "conflicts"), **given)
    investigator.get(url(case), 404)
    again = plain(manager.post(url(case, "conflicts"), 422, **given).text)
    assert "This officer is shut out already." in again


def test_a_conflict_of_interest_ends_by_two(
    manager: Person, case: Case, person: Sign, runtime: Runtime, world: World
) -> None:
    second, third = person(Role.CASE_MANAGER), person(Role.CASE_MANAGER)
    concerned = world.officer(Role.CASE_MANAGER)
    manager.post(url(case, "conflicts"), officer_id=str(concerned.id), kind="recused")
    conflict = last_conflict(runtime, case_id=case.id)
    end = url(case, f"conflicts/{conflict.id}/end")
    assert "another case manager has to agree" in plain(second.get(end))
    assert "Say why you need this." in plain(second.post(end, 422, purpose="casework").text)
    second.post(end, **ASKED)
    assert "You have asked to end it." in plain(second.get(url(case)))
    row = last_request(runtime, case)
    for who, why in (
        (second, "You asked for this yourself: somebody else has to decide."),
        (manager, "You declared this conflict of interest: somebody else has to decide."),
    ):
        assert f"Approve (not available) {why}" in plain(who.get(request_url(row)))
        assert who.client.get(request_url(row, "approve")).status_code == 303
        who.post(request_url(row, "approve"), 403, version="1")
    assert "ends at once, for good" in plain(third.get(request_url(row, "approve")))
    third.post(request_url(row, "approve"), version="1")
    assert last_conflict(runtime, case_id=case.id).removed_at is not None
    stale = third.post(request_url(row, "refuse"), 412, version="1")
    assert "Refused Approved Differs" in plain(stale.text)


def test_who_reported_is_told_to_one_officer_by_another(
    manager: Person, investigator: Person, case: Case, report: Report, runtime: Runtime
) -> None:
    refused = "(not available) You may read who reported already."
    assert refused in plain(manager.get(url(case)))
    ask = url(case, f"unmask/{report.id}")
    assert "for 1 hour" in plain(investigator.get(ask))
    investigator.post(ask, **ASKED)
    assert "You have asked for this already." in plain(investigator.post(ask, 422, **ASKED).text)
    page = plain(investigator.get(url(case)))
    assert "Waits for a second person" in page
    assert "(not available) You have asked for this already." in page
    assert WHY not in page
    assert WHY in investigator.reveal(url(case))
    row = last_request(runtime, case)
    listed = plain(manager.get(APPROVALS))
    assert f"Know who reported {report.reference}" in listed
    assert WHY not in manager.get(request_url(row))
    assert "Choose what you need it for." in plain(manager.post(request_url(row), 200).text)
    assert WHY in manager.reveal(request_url(row))
    assert "may read who reported" in plain(manager.get(request_url(row, "approve")))
    manager.post(request_url(row, "approve"), version="1")
    shown = investigator.reveal(f"/console/reports/{report.id}/", group="identity")
    assert "Sam Field" in shown
    end = f"/console/access/{row.id}/end/"
    manager.post(end, 404)
    investigator.post(end)
    assert "Ended on" in plain(investigator.get(url(case)))
    closed = investigator.get(f"/console/reports/{report.id}/")
    assert "Who reported is shown to the officers of a case" in closed


def test_breaking_the_glass_says_the_same_of_no_case_and_of_one_that_is_kept_from_them(
    manager: Person, case: Case, person: Sign, runtime: Runtime
) -> None:
    outsider = person(Role.INVESTIGATOR)
    says = plain(outsider.get(GLASS))
    assert "Everybody on the case and the data protection officer are told" in says
    with runtime.unit(manager.actor) as unit:
        conflicts.declare_conflict(
            unit, officer_id=outsider.actor.id, kind="recused", case_id=case.id
        )
    answers = {
        re.sub(case.reference, "C-0000-0000", plain(break_in(outsider, case, 422, **more).text))
        for more in ({}, {"reference": "C-0000-0000"})
    }
    (answer,) = answers
    assert "There is no case of this reference that you can get into." in answer


def test_broken_glass_is_on_every_page_until_it_is_stopped(
    case: Case, person: Sign, runtime: Runtime
) -> None:
    outsider = person(Role.INVESTIGATOR)
    assert "Say why you need this." in plain(break_in(outsider, case, 422, reason=" ").text)
    answer = break_in(outsider, case)
    assert answer.location == f"/console/cases/{case.id}/"
    banner = f"You have broken the glass on {case.reference}"
    for page in (answer.location, "/console/cases/", GLASS):
        assert banner in plain(outsider.get(page))
    assert "You see this case already." in plain(break_in(outsider, case, 422).text)
    outsider.post(f"/console/access/{last_request(runtime, case).id}/end/")
    assert banner not in plain(outsider.get(GLASS))
    outsider.get(url(case), 404)


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.CASE_MANAGER])
def test_a_break_is_reviewed_by_another_once_it_is_over(
    case: Case, person: Sign, runtime: Runtime, role: Role
) -> None:
    outsider, reviewer = person(Role.INVESTIGATOR), person(role)
    break_in(outsider, case)
    row = last_request(runtime, case)
    assert "It goes on still." in plain(reviewer.get(request_url(row)))
    outsider.get(request_url(row), 404)
    with runtime.unit(outsider.actor) as unit:
        access_requests.end_access(unit, row.id)
    assert f"Break the glass {case.reference}" in plain(reviewer.get(APPROVALS))
    page = reviewer.get(request_url(row))
    found = re.search(r'href="([^"]+)">See what they read', page)
    assert found
    read = reviewer.get(found[1])
    assert ("audit" in found[1]) is (role == Role.DATA_PROTECTION_OFFICER)
    assert "roke" in plain(read) or "access.start" in read
    review = request_url(row, "review")
    given = {"version": "2"}
    assert "Choose one." in plain(reviewer.post(review, 422, **given).text)
    reviewer.post(review, **given, result="not_justified")
    assert "Not justified" in plain(reviewer.get(request_url(row)))
    assert case.reference not in plain(reviewer.get(APPROVALS))


def test_nobody_reviews_what_they_did(case: Case, person: Sign, runtime: Runtime) -> None:
    both = person(Role.INVESTIGATOR, Role.DATA_PROTECTION_OFFICER)
    break_in(both, case)
    row = last_request(runtime, case)
    both.post(f"/console/access/{row.id}/end/")
    why = "It was you who broke it: somebody else has to review it."
    assert f"Review (not available) {why}" in plain(both.get(request_url(row)))
    both.post(request_url(row, "review"), 403, version="2", result="justified")


def test_on_a_report_without_a_case(
    manager: Person, report: Report, person: Sign, runtime: Runtime, world: World
) -> None:
    welfare = person(Role.WELFARE_OFFICER)
    page = f"/console/reports/{report.id}/access/"
    assert "Nobody is shut out" in plain(manager.get(page))
    assert page in manager.get(f"/console/reports/{report.id}/")
    manager.post(f"{page}conflicts", officer_id=str(welfare.actor.id), kind="recused")
    welfare.get(page, 404)
    conflict = last_conflict(runtime, report_id=report.id)
    manager.post(f"{page}conflicts/{conflict.id}/end", **ASKED)
    assert "You have asked to end it." in plain(manager.get(page))
    case = world.case(manager.actor, report.id)
    assert manager.client.get(page).location == url(case)


@pytest.mark.parametrize(
    ("role", "screens"),
    [
        (Role.CASE_MANAGER, {APPROVALS: 200, GLASS: 404}),
        (Role.IDENTITY_CUSTODIAN, {APPROVALS: 200, GLASS: 200}),
        (Role.DATA_PROTECTION_OFFICER, {APPROVALS: 200, GLASS: 404}),
        (Role.INVESTIGATOR, {APPROVALS: 404, GLASS: 200}),
        (Role.AUDITOR, {APPROVALS: 404, GLASS: 404}),
    ],
)
def test_who_has_which_screen(person: Sign, role: Role, screens: dict[str, int]) -> None:
    officer = person(role)
    for screen, status in screens.items():
        page = officer.get(screen, status)
        assert (f'href="{screen}"' in page) is (status == 200)


def test_nothing_happens_without_the_form_token(
    app: Flask, investigator: Person, case: Case, runtime: Runtime
) -> None:
    sent = {"reference": case.reference, "kind": "recused", **ASKED}
    for page in (GLASS, url(case, "recuse")):
        assert investigator.client.post(page, data=sent).status_code == 400
    investigator.get(url(case))


def test_time_runs_out(case: Case, person: Sign, runtime: Runtime, app: Flask) -> None:
    outsider = person(Role.INVESTIGATOR)
    with runtime.unit(outsider.actor) as unit:
        row = access_requests.break_glass(unit, case.reference, **ASKED)
        row.expires_at = unit.now - timedelta(seconds=1)
    assert "broken the glass" not in plain(outsider.get(GLASS))
    answer = outsider.post(f"/console/access/{row.id}/end/")
    assert "cannot" in plain(outsider.get(answer.location)) or answer.location == "/console/"
