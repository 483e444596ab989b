"""Initiatives, meetings of peers and figures in a real browser: written and read by keyboard."""

import pytest

from service.domain.actors import Actor
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("manager")
def test_an_initiative_is_published_and_taken_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/console/initiatives/")
    visitor.look("initiatives-none")
    visitor.press("Write one down")
    visitor.look("initiative-add")
    page.get_by_label("Title", exact=True).fill("A named contact on every ward")
    page.get_by_label("What people told us", exact=True).fill("Nobody to turn to on placement.")
    page.get_by_label("What was done", exact=True).fill("Each ward now has a named contact.")
    page.get_by_label("Led by").select_option("peers")
    page.get_by_label("How far it is").select_option("under_way")
    visitor.press("Save as a draft")
    visitor.errors.clear()  # the browser notes a 422 as an error of the network
    visitor.look("initiative-wrong")
    page.get_by_label("Placements").check()
    page.get_by_label("How many people it reached").fill("143")
    visitor.press("Save as a draft")
    visitor.look("initiatives")
    visitor.press("A named contact on every ward")
    visitor.look("initiative-draft")
    visitor.press("Publish")
    visitor.look("initiative-publish")
    visitor.press("Publish")
    visitor.says("About 145")
    visitor.look("initiative-published")
    visitor.press("Change it")
    visitor.look("initiative-change")
    visitor.press("Cancel")
    visitor.press("Withdraw")
    visitor.look("initiative-withdraw")


def test_meetings_are_planned_and_cancelled(visitor: Visitor, manager: Actor, world: World) -> None:
    assert manager
    page = visitor.page
    world.service(name="Peer Circle", service_type="peer_network")
    visitor.go("/console/activities/")
    visitor.look("activities-none")
    visitor.press("Add an activity")
    visitor.look("activity-add")
    page.get_by_label("Name", exact=True).fill("After placement")
    page.get_by_label("Kind").select_option("reflective_space")
    page.get_by_label("Support service").select_option(label="Peer Circle")
    visitor.press("Add the activity")
    visitor.look("activities")
    visitor.press("After placement")
    visitor.look("activity-none")
    visitor.press("Plan a session")
    visitor.look("activity-plan")
    page.get_by_label("Begins").fill("2099-10-06T17:00")
    page.get_by_label("Ends").fill("2099-10-06T18:30")
    page.get_by_label("For how many weeks").fill("2")
    visitor.press("Plan it")
    visitor.says("Tuesday 13 October 2099, 17:00")
    visitor.look("activity")
    visitor.press("Change Tuesday 13 October 2099, 17:00")
    visitor.look("session-change")
    visitor.press("Cancel")
    visitor.press("Cancel Tuesday 13 October 2099, 17:00")
    visitor.look("session-cancel")
    visitor.press("Cancel the session")
    visitor.says("Cancelled")
    visitor.look("activity-cancelled")


@pytest.mark.usefixtures("manager")
def test_figures_are_read(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/console/figures/")
    visitor.look("figures")
    visitor.press("Waiting for support")
    page.get_by_label("By", exact=True).select_option("service_type")
    visitor.press("Apply")
    visitor.says("Not shown")
    visitor.look("figure")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download").press("Enter")
    assert fetched.value.suggested_filename.startswith("waiting-service_type-")
