"""Worklists, tasks, clocks and searches in a real browser, by keyboard."""

from datetime import timedelta

import pytest

from service.domain.actors import Actor
from service.usecases import messages
from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]

EMAIL = "sam.example@uni.example"


def test_what_waits_is_found_and_done(
    visitor: Visitor, world: World, runtime: Runtime, manager: Actor
) -> None:
    report, receipt = world.report(mode="named", reporter={"name": "Sam", "email": EMAIL})
    case = world.case(manager, report.id, risk_level="high")
    fresh, _ = world.report(
        below_threshold=True, original_receipt=receipt, incident_types=["retaliation"]
    )
    with runtime.unit(world.reporter(fresh)) as unit:
        messages.write_to_team(unit, fresh.id, "I can talk on Thursday.")
    page = visitor.page

    visitor.go("/console/")
    visitor.says("Unread message")
    visitor.look("worklist")
    visitor.press("High risk 1")
    for key in ("k", "a"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.innerText").startswith("Assign")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.says("Officer")

    visitor.go(f"/console/cases/{case.id}/")
    visitor.press("Tasks and clocks")
    visitor.press("Add a task")
    page.get_by_label("What is to be done").select_option("other")
    page.get_by_label("In words").fill("Ring the placement lead.")
    tomorrow = runtime.clock() + timedelta(days=1)
    page.get_by_label("Due").fill(tomorrow.date().isoformat())
    visitor.look("task-add")
    visitor.press("Add the task")
    visitor.says("The task is set.")
    visitor.reveal("casework")
    visitor.says("Ring the placement lead.")
    visitor.press("Change other")
    visitor.look("task-change")
    page.get_by_label("Who is to do it").select_option(index=1)
    visitor.press("Save")
    visitor.press("Done detriment check in")
    visitor.look("check-in")
    page.get_by_label("Detriment reported").check()
    visitor.press("Mark as done")
    visitor.press("Pause case review")
    page.get_by_label("Reason").select_option("awaiting_evidence")
    visitor.look("clock-pause")
    visitor.press("Pause the clock")
    visitor.says("The clock is paused.")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    visitor.look("case-work")
    visitor.press("Resume case review")
    visitor.press("Let the clock go on")
    visitor.says("The clock goes on.")

    for path in ("cases/?setting=online", "reports/?below=yes"):
        visitor.go(f"/console/{path}")
        visitor.look(path)

    visitor.press("Search")
    page.get_by_role("searchbox", name="Reference").fill(case.reference.lower())
    visitor.press("Go to it")
    visitor.says("What you can do")
    visitor.press("Search")
    page.get_by_label("Kind of identifier").select_option("email")
    page.get_by_role("textbox", name="Identifier").fill(EMAIL)
    page.get_by_label("What do you need it for?").select_option("casework")
    visitor.press("Search and record")
    visitor.says("They appear as")
    assert "sam.example" not in page.url
    visitor.look("search")
