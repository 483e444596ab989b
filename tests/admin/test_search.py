"""Finding one thing: a reference leads there, an identifier is posted and on record."""

from service.domain.code_lists import Role
from service.usecases import conflicts
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World
from tests.usecases.helpers import log_of

EMAIL = "zq7marker@uni.example"
URL = "/console/search/"


def search(person: Person, status: int = 200, **values: str) -> str:
    form = {"type": "email", "value": EMAIL, "purpose": "casework", **values}
    return person.post(URL, status, **form).text


def test_a_reference_leads_straight_to_its_page(person: Sign, world: World) -> None:
    manager = person(Role.CASE_MANAGER)
    report, _ = world.report()
    case, referral = world.case(manager.actor), world.referral(manager.actor)
    for row, place in ((case, "cases"), (report, "reports"), (referral, "referrals")):
        answer = manager.client.get(URL, query_string={"q": f" {row.reference.lower()} "})
        assert answer.status_code == 303
        assert answer.location == f"/console/{place}/{row.id}/"


def test_what_is_hidden_is_not_found_like_what_is_not_there(person: Sign, world: World) -> None:
    officer = person(Role.WELFARE_OFFICER)
    hidden = world.case(world.officer()).reference
    own = world.case(officer.actor)
    with world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        conflicts.declare_conflict(
            unit, officer_id=officer.actor.id, kind="recused", case_id=own.id
        )
    said = {
        plain(officer.get(f"{URL}?q={one}", 404)).replace(one, "")
        for one in ("C-0000-0000", hidden, own.reference)
    }
    assert len(said) == 1
    assert "or nothing you may see." in said.pop()


def test_an_identifier_finds_in_which_capacity(person: Sign, world: World) -> None:
    manager = person(Role.CASE_MANAGER)
    told, _ = world.report(mode="named", reporter={"name": "Sam", "email": EMAIL})
    named = {"type": "peer_student", "identifier": {"type": "email", "value": EMAIL}}
    about, _ = world.report(subjects=[named])
    page = manager.get(URL)
    assert "This opens sealed names to compare them, and is recorded" in plain(page)
    shown = plain(search(manager, value=f" {EMAIL.upper()} "))
    assert f"{told.reference} Report Reporting" in shown
    assert f"{about.reference} Report Responding" in shown
    last = log_of(world.runtime)[-1]
    assert (last["verb"], last["purpose"]) == ("search.identifier", "casework")
    assert EMAIL not in str(last)
    assert "Nothing was found" in search(manager, value="nobody@uni.example")


def test_what_is_missing_is_said_and_nothing_is_searched(person: Sign, world: World) -> None:
    manager = person(Role.CASE_MANAGER)
    for values, words in (
        ({"type": ""}, "Choose the kind."), ({"value": " "}, "Enter the identifier."),
        ({"purpose": ""}, "Choose a purpose."), ({"purpose": "integration"}, "Not a valid choice."),
        ({"value": "- -", "type": "student_number"}, "Give an identifier."),
    ):  # fmt: skip
        assert words in plain(search(manager, 422, **values)), values
    assert "search.identifier" not in {entry["verb"] for entry in log_of(world.runtime)}
    forged = manager.client.post(URL, data={"type": "email", "value": EMAIL, "purpose": "audit"})
    assert forged.status_code == 400


def test_it_is_in_the_menu_of_those_who_may(person: Sign) -> None:
    for role, may in (
        (Role.CASE_MANAGER, True), (Role.IDENTITY_CUSTODIAN, True), (Role.WELFARE_OFFICER, True),
        (Role.INVESTIGATOR, False), (Role.AUDITOR, False),
    ):  # fmt: skip
        officer = person(role)
        page = officer.client.get("/console/", follow_redirects=True).text
        assert (f'href="{URL}"' in page) == may, role
        officer.get(URL, 200 if may else 404)
