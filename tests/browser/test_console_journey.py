"""The whole journey in a real browser: from signing in to a closed case, by keyboard."""

import pyotp
import pytest

from service.domain.code_lists import Role
from service.usecases import casework, messages
from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import PASSWORD, World

pytestmark = pytest.mark.browser


def _prepare(world: World, runtime: Runtime) -> None:
    world.service(
        name="Peer Network", service_type="peer_network",
        description="Students who have been there themselves.",
    )  # fmt: skip
    world.service(name="Student Counselling", description="Six sessions, online or in person.")
    report, _ = world.report(
        mode="named", narrative="On the ward round I was asked where I am really from, again.",
        incident_types=["microaggression", "harassment"], setting="hospital_placement",
        impacts=["isolation", "considering_leaving"], subject_assesses_reporter=True,
        subjects=[{"type": "clinical_supervisor", "name": "Dr Example"}],
        characteristics=[{"code": "race", "basis": "actual", "ground": True}],
        reporter={"name": "Sam Example", "email": "sam@example.org"},
        consents=[{"scope": "contact", "state": "granted", "wording_version": "1"}],
    )  # fmt: skip
    with runtime.unit(world.reporter(report)) as unit:
        messages.write_to_team(unit, report.id, "I can talk on Thursday.")
    world.report(incident_types=["exclusion"], setting="campus_teaching")


def test_from_signing_in_to_a_closed_case(visitor: Visitor, world: World, runtime: Runtime) -> None:
    officer, secret, _ = world.account(Role.WELFARE_OFFICER, username="morgan")
    _prepare(world, runtime)
    page = visitor.page

    visitor.go("/console/")
    visitor.look("sign-in")
    page.get_by_label("Username").fill(officer.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    visitor.says("New reports")
    visitor.look("worklist")

    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.says("The person named assesses the reporter")
    visitor.look("report")
    visitor.reveal("triage")
    visitor.says("On the ward round I was asked")
    visitor.look("report-open")
    visitor.press("Acknowledge")
    visitor.says("Done: acknowledge.")

    visitor.press("Open a case")
    visitor.look("open-case")
    page.get_by_label("Summary").fill("Asked about origin on ward rounds by a supervisor.")
    page.get_by_label("Risk of harm").select_option("medium")
    visitor.press("Open the case")
    visitor.says("The case is open, and you are on it.")
    visitor.look("case-new")
    case = page.url

    visitor.press("Write to the reporter")
    visitor.reveal("casework")
    visitor.says("I can talk on Thursday.")
    page.get_by_label("Message").fill("Thank you for telling us. Thursday is good.")
    visitor.look("messages")
    visitor.press("Send")
    visitor.says("Your message is there for the reporter.")

    page.goto(case)
    page.get_by_role("textbox", name="Note").fill("Spoke with the placement lead.")
    visitor.press("Save the note")
    visitor.says("The note is saved.")

    visitor.press("Refer to a service")
    visitor.look("refer")
    page.get_by_label("Kind of service").select_option("counselling")
    visitor.press("Apply")
    page.get_by_role("radio").first.check()
    page.get_by_label("What they need").fill("Somebody who knows how this feels.")
    visitor.press("Save the draft")
    visitor.says("The person has not consented to this referral.")
    visitor.look("referral")
    visitor.press("Record an answer")
    visitor.look("consent")
    page.get_by_label("What they were asked").select_option("referral")
    page.get_by_label("What they answered").select_option("granted")
    visitor.press("Record the answer")
    visitor.press("Send")
    visitor.says("Exactly this is shared")
    visitor.look("referral-send")
    visitor.press("Send the referral")
    visitor.says("Done: send.")

    page.goto(case)
    visitor.press("Start triage")
    visitor.look("step")
    visitor.press("Start triage")
    visitor.press("Record an outcome")
    page.get_by_label("Outcome", exact=True).select_option("apology")
    page.get_by_label("Finding").select_option("upheld")
    page.get_by_label("Reasons").fill("It happened as told.")
    visitor.look("outcome")
    visitor.press("Record the outcome")
    visitor.says("Tell every party the outcome")
    for _ in range(2):
        page.locator("li:has-text('Not told the outcome yet') > .button-row a").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_label("What they were told").fill("An apology was given.")
        visitor.press("Record that they were told")
        visitor.says("It is recorded.")
    visitor.reveal("casework")
    visitor.look("case-open")
    visitor.press("Close the case")
    page.get_by_label("Reason").select_option("resolved")
    visitor.look("close")
    visitor.press("Close the case")
    visitor.says("Done: close the case.")
    visitor.look("case-closed")

    for path in ("reports/", "cases/", "referrals/"):
        visitor.go(f"/console/{path}")
        visitor.look(path.strip("/"))
    visitor.press("Sign out")
    visitor.says("You are signed out.")


def test_both_versions_and_errors_are_readable(
    visitor: Visitor, world: World, runtime: Runtime
) -> None:
    officer, secret, actor = world.account(Role.CASE_MANAGER)
    case = world.case(actor, summary="Before.")
    page = visitor.page
    visitor.go(f"/console/cases/{case.id}/edit")
    page.get_by_label("Username").fill(officer.username)
    page.get_by_label("Password").fill("wrong, and long enough")
    page.get_by_label("Six-digit code").fill(pyotp.TOTP(secret).now())
    visitor.press("Sign in")
    visitor.says("These sign-in details are not right.")
    visitor.errors.clear()  # the browser notes a 401 as an error of the network
    visitor.look("sign-in-wrong")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(pyotp.TOTP(secret).now())
    visitor.press("Sign in")
    page.get_by_label("Risk of harm").select_option("high")
    with runtime.unit(actor) as unit:
        casework.amend_case(unit, case.id, {"risk_level": "low"}, version=case.version)
    visitor.press("Save")
    visitor.says("Somebody else changed this while you were writing")
    visitor.errors.clear()
    visitor.look("conflict")
    visitor.press("Save mine over theirs")
    visitor.says("The case is changed.")
    page.goto(f"{visitor.site}/console/cases/01890000-0000-7000-8000-000000000000/")
    visitor.errors.clear()
    visitor.look("not-found")
