"""Who meets a reporter, in a real browser, by keyboard: describing oneself, choosing somebody."""

import pytest

from service.config import Settings
from service.domain.actors import Actor
from service.domain.code_lists import Role
from tests.admin.browsing import open_session
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]

WISH = {"attributes": ["woman"], "languages": ["ur"]}


def test_an_officer_describes_themselves_and_is_chosen(
    visitor: Visitor, world: World, settings: Settings, manager: Actor
) -> None:
    report, _ = world.report(responder_preference=WISH)
    case = world.case(manager, report.id)
    page = visitor.page
    for name in ("wren ash", "sky moor"):
        world.officer(Role.WELFARE_OFFICER, username=name)
    _, own = open_session(world.runtime, world, Role.WELFARE_OFFICER)
    _, choosing = open_session(world.runtime, world, Role.CASE_MANAGER)

    visitor.sign_in(settings, own)
    visitor.go("/console/")
    visitor.press("How I describe myself")
    visitor.says("You need not say anything.")
    visitor.look("description-empty")
    page.get_by_label("Woman", exact=True).check()
    page.get_by_label("In my own words").fill("Of the staff network.")
    visitor.press("Keep this description")
    visitor.says("Your description is kept.")
    assert page.get_by_label("Woman", exact=True).is_checked()

    visitor.sign_in(settings, choosing)
    visitor.go(f"/console/reports/{report.id}/")
    visitor.reveal("casework")
    visitor.says("Somebody who speaks")
    visitor.go(f"/console/cases/{case.id}/")
    visitor.press("Put somebody on it")
    visitor.says("Of the staff network.")
    visitor.look("assign")
    page.get_by_label("Officer", exact=True).select_option(label="Wren Ash")
    page.get_by_label("As", exact=True).select_option("welfare_officer")
    visitor.press("Put on the case")
    visitor.says("A reporter asked for somebody else.")
    visitor.errors.clear()  # the browser notes a 422 as an error of the network
    visitor.look("assign-refused")
    page.get_by_label("If their wish is not met in full").select_option("workload")
    visitor.press("Put on the case")
    visitor.says("not met (workload)")
    visitor.look("case-wish")

    visitor.sign_in(settings, own)
    visitor.go("/console/own-description/")
    visitor.press("Withdraw my description")
    visitor.look("description-withdraw")
    visitor.press("Withdraw it")
    visitor.says("Your description is withdrawn.")
