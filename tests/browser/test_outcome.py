"""What comes of a case in a real browser: an action, a letter seen before it is sent, learning."""

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.usecases import casework, learning
from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = pytest.mark.browser


def test_a_case_from_outcome_to_what_is_learned(
    visitor: Visitor, world: World, runtime: Runtime, manager: Actor
) -> None:
    case = world.case(manager, world.report()[0].id)
    with runtime.unit(manager) as unit:
        casework.record_outcome(unit, case.id, outcome_type="apology")
    with runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        text = "Students on wards need somebody to turn to."
        learning.record_learning_point(unit, case.id, theme="placements", text=text)
    page = visitor.page

    visitor.go("/console/settings/letters/")
    visitor.look("no-letter-templates")
    visitor.press("Add these letters")
    visitor.look("letter-templates")
    visitor.press("To who reported")
    visitor.look("letter-template")

    visitor.go(f"/console/cases/{case.id}/")
    visitor.press("Outcome")
    visitor.look("outcome-empty")
    visitor.press("Add an action or a remedy")
    page.get_by_label("What is done").select_option("placement_changed")
    page.get_by_label("For whom").select_option(index=1)
    page.get_by_label("Due").fill("2099-12-01")
    page.get_by_label("Who sees to it").select_option(index=1)
    page.get_by_label("In words").fill("To the other site.")
    visitor.look("action")
    visitor.press("Add the action")
    visitor.press("Mark as done")
    visitor.look("action-done")
    visitor.press("Go back, change nothing")
    visitor.press("Write a letter")
    page.get_by_label("Template").select_option(label="To who reported")
    page.get_by_label("Why it was decided so").fill("Two people heard it.")
    visitor.look("letter")
    visitor.press("Look at the letter")
    visitor.says("Placement changed")
    visitor.look("letter-preview")
    visitor.press("Send the letter")
    visitor.reveal("decision")
    visitor.says("To the other site.")
    visitor.look("outcome")
    page.get_by_role("link", name="Approve").click()
    visitor.look("learning-approve")
    visitor.press("Approve")
    page.get_by_role("link", name="Letter of").click()
    visitor.look("letter-read")
    page.get_by_label("What do you need it for?").select_option("decision")
    visitor.press("Show it as a page")
    visitor.look("letter-page")
    assert page.get_by_role("heading", name="What came of your report").is_visible()

    visitor.go("/console/learning/")
    visitor.says("Students on wards need somebody to turn to.")
    visitor.look("learning")
