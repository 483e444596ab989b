"""The pages for anybody in a real browser: wide and narrow, light and dark, large, by keyboard."""

import pytest

from service.store.models import SupportService
from tests.admin import public_town
from tests.admin.public_town import CIRCLE, NIGHT_LINE
from tests.browser.visiting import Visitor
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]


@pytest.fixture
def circle(world: World) -> SupportService:
    public_town.service(world, NIGHT_LINE)
    circle = public_town.service(world, CIRCLE)
    public_town.meetings(world, circle)
    public_town.initiative(world, behind=25)
    return circle


def test_every_page_is_clean(visitor: Visitor, circle: SupportService) -> None:
    paths = ("/support", f"/support/{circle.id}?language=cy", "/said-and-done")
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] # a literal of the library
        for path in paths:
            visitor.go(path)
            visitor.page.evaluate(
                "document.querySelectorAll('details').forEach(d => d.open = true)"
            )
            visitor.look(f"{path} {scheme}")
    for path in paths:  # twice the text, as wide as a small laptop
        visitor.go(path)
        visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1280, path


def test_support_is_found_from_the_keyboard(visitor: Visitor, circle: SupportService) -> None:
    visitor.go("/support")
    page = visitor.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_label("In your own words").focus()
    page.keyboard.type("circle")
    page.get_by_text("More choices").focus()
    page.keyboard.press("Enter")
    page.get_by_label("In which language?").select_option("so")
    visitor.press("Search")
    visitor.says("What fits")
    assert page.locator(".results h3").all_text_contents() == ["Peer Circle"]
    assert page.get_by_label("In which language?").is_visible()
    visitor.press("Peer Circle")
    visitor.says("First room")
    visitor.press("What you said, what we did")
    page.get_by_label("Theme", exact=True).select_option("belonging")
    visitor.press("Show")
    visitor.says("Nothing on this theme yet")
    assert page.context.cookies() == []
    assert visitor.errors == []
