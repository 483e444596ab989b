"""Bringing two people together in a real browser: by keyboard, wide and narrow."""

import pytest

from service.usecases.runtime import Runtime
from tests.browser.visiting import Visitor
from tests.builders import World
from tests.usecases.meeting import Two

pytestmark = [pytest.mark.browser, pytest.mark.single_database]


@pytest.mark.usefixtures("manager")
def test_two_are_asked_and_brought_together(
    visitor: Visitor, world: World, runtime: Runtime
) -> None:
    two = Two(runtime, world)
    visitor.go(f"/console/reports/{two.one.id}/")
    visitor.press("Meeting others")
    visitor.says("Nobody has been asked")
    visitor.page.get_by_label("Reference of the other report").fill(two.other.reference)
    visitor.press("Apply")
    visitor.says("Exclusion; Online")
    visitor.look("found")
    visitor.press("Ask both")
    visitor.look("asking")
    visitor.press("Ask both")
    visitor.says("Both are asked.")
    visitor.look("asked")
    two.answer(two.one, "granted", "Write to one@example.org")
    two.answer(two.other, "granted", "Ring 01632 960 001")
    visitor.go(f"/console/reports/{two.other.id}/introductions/")
    visitor.press("Bring them together")
    visitor.look("before")
    visitor.press("Bring them together")
    visitor.says("Made")
    visitor.look("made")
