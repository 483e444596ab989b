"""Who may know, in a real browser, by keyboard: from a request to a review."""

import pytest
from playwright.sync_api import expect

from service.config import Settings
from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.store.models import Report
from service.usecases import casework
from service.usecases.match_finding import find_matches
from tests.admin.browsing import open_session
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]

WHO = {"type": "email", "value": "j.quill@nhs.example"}
SUBJECTS = [{"type": "clinical_supervisor", "identifier": WHO}]
AGREED = [{"scope": "match", "state": "granted", "wording_version": "1"}]
WHY = "The police ask for a name tonight."


@pytest.fixture
def report(world: World) -> Report:
    """A report by somebody who gave a name and agreed to be matched."""
    values = {"mode": "named", "reporter": {"name": "Sam Field"}}
    return world.report(subjects=SUBJECTS, consents=AGREED, **values)[0]


def _say_why(visitor: Visitor) -> None:
    visitor.page.get_by_label("What do you need it for?").select_option("safeguarding")
    visitor.page.get_by_label("Why", exact=True).fill(WHY)


def test_a_conflict_of_interest_is_declared_and_its_end_asked_for(
    visitor: Visitor, world: World, report: Report, manager: Actor
) -> None:
    case = world.case(manager, report.id)
    world.officer(Role.WELFARE_OFFICER, username="wren ash")
    page = visitor.page
    visitor.go(f"/console/cases/{case.id}/")
    visitor.press("Who may know")
    visitor.says("Nobody is shut out")
    visitor.look("access-empty")
    visitor.press("Declare your own conflict of interest")
    visitor.look("recuse")
    visitor.press("Go back, change nothing")
    visitor.press("Shut somebody else out")
    visitor.press("Shut them out")
    visitor.says("Choose an officer.")
    visitor.errors.clear()  # the browser notes a 422 as an error of the network
    visitor.look("shut-out")
    page.get_by_label("Officer").select_option(label="Wren Ash")
    page.get_by_label("Why").select_option("supervises_party")
    visitor.press("Shut them out")
    visitor.look("access-shut-out")
    visitor.press("Ask to end it : Wren Ash")
    visitor.look("end-ask")
    _say_why(visitor)
    visitor.press("Ask")
    visitor.says("You have asked to end it. Another case manager has to agree.")
    visitor.look("access-asked")


def test_a_match_alert_is_opened_by_two(
    visitor: Visitor, world: World, settings: Settings, report: Report
) -> None:
    other, _ = world.report(subjects=SUBJECTS, consents=AGREED)
    find_matches(world.runtime)
    _, asking = open_session(world.runtime, world, Role.CASE_MANAGER)
    _, deciding = open_session(world.runtime, world, Role.IDENTITY_CUSTODIAN)
    links = visitor.page.get_by_role("table", name="What is linked")

    visitor.sign_in(settings, asking)
    visitor.go(f"/console/reports/{other.id}/")
    visitor.press("Who may know")
    visitor.look("report-access")
    visitor.press("Match alerts")
    visitor.look("alerts")
    visitor.press("2 reporters")
    visitor.says("Which reports are linked is shown once a second person has agreed.")
    visitor.press("Ask to open it")
    visitor.look("alert-ask")
    _say_why(visitor)
    visitor.press("Ask")
    visitor.says("Waits for a second person")
    visitor.look("alert")

    visitor.sign_in(settings, deciding)
    visitor.go("/console/approvals/")
    visitor.look("approvals")
    visitor.press("Open a match alert")
    visitor.reveal("quality_review")
    visitor.says(WHY)
    visitor.look("request")
    visitor.press("Approve")
    visitor.look("approve")
    visitor.press("Approve")
    visitor.says("Done: approve.")

    visitor.sign_in(settings, asking)
    visitor.go("/console/match-alerts/")
    visitor.press("2 reporters")
    visitor.reveal("safeguarding")
    for one in (report, other):
        expect(links).to_contain_text(one.reference)
    visitor.look("alert-open")


def test_who_reported_is_asked_for(
    visitor: Visitor, world: World, settings: Settings, report: Report, manager: Actor
) -> None:
    case = world.case(manager, report.id)
    investigator, token = open_session(world.runtime, world, Role.INVESTIGATOR)
    with world.runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    visitor.sign_in(settings, token)
    visitor.go(f"/console/cases/{case.id}/access/")
    visitor.press(f"Ask who made {report.reference}")
    visitor.look("unmask")
    _say_why(visitor)
    visitor.press("Ask")
    visitor.says("The reason is sealed.")
    visitor.reveal("casework")
    visitor.says(WHY)
    visitor.look("access")


def test_the_glass_is_broken_and_the_break_reviewed(
    visitor: Visitor, world: World, settings: Settings, report: Report, manager: Actor
) -> None:
    case = world.case(manager, report.id)
    _, breaking = open_session(world.runtime, world, Role.IDENTITY_CUSTODIAN)
    _, reviewing = open_session(world.runtime, world, Role.DATA_PROTECTION_OFFICER)
    page = visitor.page
    banner = page.get_by_role("region", name=f"Broken glass: {case.reference}")

    visitor.sign_in(settings, breaking)
    visitor.go("/console/")
    visitor.press("Break the glass")
    visitor.look("glass")
    page.get_by_label("Reference of the case").fill(case.reference)
    _say_why(visitor)
    with page.expect_navigation():  # the way here in the menu has the same name
        page.get_by_role("button", name="Break the glass").press("Enter")
    expect(banner).to_contain_text(f"You have broken the glass on {case.reference}")
    assert page.url.endswith(f"/console/cases/{case.id}/")
    visitor.look("broken")
    visitor.press("Approvals")
    visitor.look("approvals-broken")
    visitor.press("Stop now")
    visitor.says("It has ended.")
    expect(banner).to_have_count(0)
    visitor.press("Approvals")
    visitor.says("Waits for review")
    visitor.look("approvals-own")

    visitor.sign_in(settings, reviewing)
    visitor.go("/console/approvals/")
    visitor.press("Break the glass")
    visitor.press("Review")
    visitor.look("review")
    page.get_by_label("Justified", exact=True).check()
    visitor.press("Review")
    visitor.says("Nothing to review")
