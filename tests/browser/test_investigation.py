"""Investigation, safety and parties in a real browser, by keyboard."""

from datetime import date, timedelta

import pytest

from service.domain.actors import Actor
from service.usecases import casework, policies, providers
from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = pytest.mark.browser


def test_a_case_from_allegation_to_measures(
    visitor: Visitor, world: World, runtime: Runtime, manager: Actor
) -> None:
    world.service(name="Peer Network")
    with runtime.unit(manager) as unit:
        providers.add_provider(unit, "St Elsewhere")
        policies.publish_policy(
            unit, label="2026-1", title="Dignity at study", body="Everybody is heard.",
            effective_from=date(2026, 1, 1),
        )  # fmt: skip
    report, _ = world.report(
        subjects=[{"type": "clinical_supervisor"}],
        consents=[{"scope": "share_with_placement", "state": "granted", "wording_version": "1"}],
    )
    case = world.case(manager, report.id, risk_level="medium")
    with runtime.unit(manager) as unit:
        for step in ("start_triage", "investigate", "decide"):
            casework.move_case(unit, case.id, step, version=None)
    page = visitor.page

    visitor.go(f"/console/cases/{case.id}/")
    visitor.press("Investigation")
    visitor.look("investigation-empty")
    visitor.press("Add an allegation")
    page.get_by_label("Whom it is about").select_option(index=1)
    page.get_by_label("Harassment", exact=True).check()
    page.get_by_label("What is alleged").fill("An accent was mocked on the ward round.")
    visitor.look("allegation")
    visitor.press("Add the allegation")
    visitor.press("Record a finding")
    page.get_by_label("Finding").select_option("upheld")
    visitor.press("Record the finding")
    visitor.says("Give the reasons.")
    visitor.errors.clear()  # the browser notes a 422 as an error of the network
    visitor.look("finding-wrong")
    page.get_by_label("Reasons").fill("Two people heard it.")
    visitor.press("Record the finding")
    visitor.press("Record an appeal")
    page.get_by_label("Who appeals").select_option(index=1)
    page.get_by_label("New evidence").check()
    page.get_by_label("The appeal as it was made").fill("I was not asked.")
    visitor.look("appeal")
    visitor.press("Record the appeal")
    visitor.press("Decide the appeal")
    visitor.look("decide-appeal")
    visitor.press("Go back, change nothing")
    visitor.press("Share with a placement")
    page.get_by_label("Placement provider").select_option(label="St Elsewhere")
    visitor.look("share")
    visitor.press("Share the case")
    visitor.reveal("decision")
    visitor.says("Two people heard it.")
    visitor.look("investigation")
    visitor.press("Dignity at study, 2026-1")
    visitor.look("policy")

    visitor.press("Safety")
    visitor.press("Assess the risk")
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    page.get_by_label("Risk of harm").select_option("high")
    page.get_by_label("Risk of detriment").select_option("low")
    visitor.look("risk")
    visitor.press("Save the assessment")
    visitor.press("Start an interim measure")
    page.get_by_label("Measure").select_option("no_contact")
    page.get_by_label("What is arranged").fill("They work on other wards.")
    review = runtime.rules.calendar.day_of(runtime.clock()) + timedelta(days=7)
    page.get_by_label("Review on").fill(review.isoformat())
    visitor.look("measure")
    visitor.press("Start the measure")
    visitor.reveal("safeguarding")
    visitor.says("They work on other wards.")
    visitor.look("safety")

    visitor.press("Overview")
    visitor.press("Contact and support")
    page.get_by_label("Support that was offered").select_option(label="Peer Network")
    visitor.look("party")
    visitor.press("Save")
    visitor.press("Tell something else")
    page.get_by_label("What they are told").fill("We meet on Friday.")
    visitor.press("Send and record")
    visitor.reveal("casework")
    page.get_by_text("What they were told (1)").click()
    visitor.says("We meet on Friday.")
    visitor.look("overview")
