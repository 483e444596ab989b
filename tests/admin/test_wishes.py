"""At the console: how officers describe themselves, what reporters wish for, and who is chosen."""

from typing import Any

import pytest

from service.domain.code_lists import Role
from service.usecases.amendments import amend_report
from service.usecases.descriptions import describe_self
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of

OWN = "/console/own-description/"
WISH = {"attributes": ["woman"], "languages": ["ur"]}
ASKED = "A reporter said whom they would like to be met by."


@pytest.fixture
def manager(person: Sign) -> Person:
    return person(Role.CASE_MANAGER)


@pytest.fixture
def woman(world: World, runtime: Runtime) -> Any:
    actor = world.officer(username="amy")
    with runtime.unit(actor) as unit:
        describe_self(unit, attributes=["woman"], words="Of the staff network.")
    return actor.id


def ticked(page: str) -> set[str]:
    parts = page.split('<input type="checkbox"')[1:]
    return {part.split('value="')[1].split('"')[0] for part in parts if "checked" in part[:200]}


def test_an_officer_describes_themselves_and_takes_it_back(person: Sign) -> None:
    officer, other = person(), person()
    assert f'href="{OWN}"' in officer.get("/console/")
    page = officer.get(OWN)
    assert "You need not say anything." in plain(page)
    assert "never what you say" in plain(page)
    assert "Withdraw my description" not in page
    assert ticked(page) == set()
    said = {"attributes": "woman", "languages": "cy", "characteristics": "race", "words": "Hi."}
    officer.post(OWN, **said)
    page = officer.get(OWN)
    assert ticked(page) == {"woman", "cy", "race"}
    assert f'href="{OWN}withdraw"' in page
    assert ">Hi.</textarea>" in page.replace("\r\n", "")
    assert ticked(other.get(OWN)) == set()
    refused = officer.post(OWN, 422, words=" ")
    assert "Say at least one thing, or withdraw your description." in plain(refused.text)
    assert "What you said of yourself is gone at once" in plain(officer.get(f"{OWN}withdraw"))
    assert ticked(officer.get(OWN)) == {"woman", "cy", "race"}
    officer.post(f"{OWN}withdraw")
    page = officer.get(OWN)
    assert ticked(page) == set()
    assert "Your description is withdrawn." in plain(page)


def test_what_is_said_is_checked(person: Sign) -> None:
    officer = person(Role.AUDITOR)
    for odd in ({"attributes": "tall"}, {"languages": "woman"}, {"words": "x" * 1001}):
        officer.post(OWN, 422, **odd)
    assert ticked(officer.get(OWN)) == set()


def test_a_report_shows_the_wish_once_it_is_open(
    manager: Person, world: World, runtime: Runtime
) -> None:
    report, _ = world.report(responder_preference=WISH)
    url = f"/console/reports/{report.id}/"
    assert "Urdu" not in manager.get(url)
    page = plain(manager.reveal(url, group="told"))
    assert "Somebody who is Woman Somebody who speaks Urdu" in page
    assert "preferred_responder" in log_of(runtime)[-1]["reads"][0]["groups"]


def test_earlier_wishes_are_shown_in_words(manager: Person, world: World) -> None:
    form, said = world.form(), {"responder_preference": {"languages": ["cy"], "attributes": None}}
    report, _ = world.report(form, responder_preference=WISH)
    with world.runtime.unit(form) as unit:
        amend_report(unit, report.id, said, version=report.version)
    page = plain(manager.reveal(f"/console/reports/{report.id}/versions/"))
    assert "Whom they would like to be met by" in page
    assert "Somebody who speaks: Urdu" in page
    assert "Somebody who speaks: Welsh" in page


def test_officers_are_suggested_and_overriding_takes_a_reason(
    manager: Person, world: World, runtime: Runtime, woman: Any
) -> None:
    report, _ = world.report(responder_preference=WISH)
    case = world.case(manager.actor, report.id)
    url = f"/console/cases/{case.id}/officers"
    page = plain(manager.get(url))
    assert ASKED in page
    assert "Amy Of the staff network. Partly met Says: Woman; Does not say: Urdu 0" in page
    assert log_of(runtime)[-1]["purpose"] == "casework"
    chosen = {"officer_id": str(woman), "role": "welfare_officer"}
    refused = plain(manager.post(url, 422, **chosen).text)
    assert "A reporter asked for somebody else." in refused
    manager.post(url, **chosen, override_reason="nobody_available")
    page = plain(manager.get(f"/console/cases/{case.id}/"))
    assert "wish: partly met (nobody available)" in page
    assert "Reason: nobody available" in page  # in the timeline
    assert "No other welfare officer may be put on this case." in plain(manager.get(url))


def test_without_a_wish_the_fewest_open_cases_come_first(
    manager: Person, world: World, runtime: Runtime, woman: Any
) -> None:
    case = world.case(manager.actor)
    url = f"/console/cases/{case.id}/officers"
    page = manager.get(url)
    assert "No reporter said whom they would like to be met by." in plain(page)
    assert "Amy 0" in plain(page)
    assert 'name="override_reason"' not in page
    assert "sealed.read" not in verbs_of(runtime)
    manager.post(url, officer_id=str(woman), role="welfare_officer")


def test_wishes_of_several_reports_are_told_apart(
    manager: Person, world: World, woman: Any
) -> None:
    reports = [world.report(responder_preference=WISH)[0] for _ in range(2)]
    case = world.case(manager.actor, *(report.id for report in reports))
    page = plain(manager.get(f"/console/cases/{case.id}/officers"))
    for report in reports:
        assert f"{report.reference}: Says: Woman; Does not say: Urdu" in page


def test_who_opens_a_case_says_why_it_is_them(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    plain_one, asking = world.report()[0], world.report(responder_preference=WISH)[0]
    assert 'name="override_reason"' not in officer.get(f"/console/reports/{plain_one.id}/case")
    url = f"/console/reports/{asking.id}/case"
    assert 'name="override_reason"' in officer.get(url)
    refused = officer.post(url, 422, risk_level="none")
    assert "A reporter asked for somebody else." in plain(refused.text)
    officer.post(url, risk_level="none", override_reason="urgent")
