"""Triage in a real browser: every page of it, by keyboard, wide and narrow."""

import pytest

from service.usecases import amendments
from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]


@pytest.mark.usefixtures("manager")
def test_a_report_is_triaged(visitor: Visitor, world: World, runtime: Runtime) -> None:
    first, receipt = world.report(incident_types=["harassment"], setting="online")
    report, _ = world.report(
        incident_types=["harassment"], setting="online", below_threshold=True,
        relationship="on_behalf_without_consent", affected_person={"name": "Robin Example"},
    )  # fmt: skip
    world.report(original_receipt=receipt)
    change = {"narrative": "Other words, said again.", "setting": "research"}
    with runtime.unit(world.reporter(report)) as unit:
        amendments.amend_report(unit, report.id, change, version=1)
    page = visitor.page
    visitor.go(f"/console/reports/{first.id}/")
    visitor.says("Somebody reports retaliation for this report")
    visitor.look("original")
    visitor.go(f"/console/reports/{report.id}/")
    page.get_by_text("What each of these means").click()
    visitor.look("report")

    visitor.press("Record that they were asked")
    visitor.look("affected")
    visitor.press("Record that they were asked")
    visitor.says("They were asked and have not answered.")

    visitor.press("Whether to act")
    visitor.press("Add an assessment")
    visitor.press("Save the assessment")
    visitor.says("Choose an answer.")
    visitor.errors.clear()  # the browser notes a 422 as an error of the network
    visitor.look("assessment")
    for label in ("Risk of acting", "Risk of not acting", "Decision", "Could it be corroborated?"):
        page.get_by_label(label, exact=True).select_option(index=2)
    page.get_by_label("Reasons").fill("Others may be at risk.")
    visitor.press("Save the assessment")
    visitor.says("Somebody other than its author reviews an assessment.")
    visitor.reveal("triage")
    visitor.says("Others may be at risk.")
    visitor.look("assessments")

    visitor.press("Earlier versions")
    visitor.reveal("triage")
    visitor.says("Other words, said again.")
    visitor.look("versions")

    visitor.press("Possible duplicates")
    visitor.look("duplicates")
    visitor.press(f"Close as its duplicate ({first.reference})")
    visitor.look("duplicate")
    visitor.press("Close as a duplicate")
    visitor.says(f"Closed as a duplicate of {first.reference}.")
    visitor.look("closed")
