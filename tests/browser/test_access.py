"""Who may know, in a real browser: every page of it, wide and narrow."""

import pytest

from service.config import Settings
from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.usecases import access_requests
from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from tests.admin.browsing import open_session
from tests.browser.visiting import Visitor
from tests.builders import World
from tests.usecases.shutting_out import declare

pytestmark = [pytest.mark.browser, pytest.mark.single_database]

NAMED = [{"type": "unknown", "identifier": {"type": "email", "value": "k@example.org"}}]
AGREED = [{"scope": "match", "state": "granted", "wording_version": "1"}]


def test_who_may_know_is_asked_and_answered(
    visitor: Visitor, settings: Settings, world: World, runtime: Runtime, manager: Actor
) -> None:
    reports = [world.report(subjects=NAMED, consents=AGREED)[0] for _ in range(2)]
    find_matches(runtime)
    case = world.case(manager, reports[0].id)
    declare(runtime, manager, world.officer(Role.CASE_MANAGER), case_id=case.id)
    breaker, token = open_session(runtime, world, Role.INVESTIGATOR)
    with runtime.unit(breaker) as unit:
        access_requests.break_glass(
            unit, case.reference, purpose="safeguarding", reason="Nobody answers."
        )
    place = f"/console/cases/{case.id}/access/"
    for path in (
        place, f"{place}recuse", f"{place}conflicts", f"/console/reports/{reports[1].id}/access/",
        "/console/approvals/", "/console/match-alerts/",
    ):  # fmt: skip
        visitor.go(path)
        visitor.look(path)
    visitor.sign_in(settings, token)
    for path in ("/console/", "/console/break-glass/", f"/console/cases/{case.id}/safety/"):
        visitor.go(path)
        visitor.says("You have broken the glass")
        visitor.look(path)
    visitor.press("Stop now")
    assert not visitor.page.get_by_text("You have broken the glass").count()
