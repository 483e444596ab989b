"""Match alerts in the console: counts for those whose task it is, links for two, never a name."""

from typing import Any
from uuid import UUID

import pytest

from service.domain.actors import SYSTEM
from service.domain.code_lists import Role
from service.store.models import Report
from service.store.queries.finding import list_alerts
from service.store.queries.guard import requests_about
from service.store.queries.pages import Page
from service.usecases import conflicts
from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World

WHO = "j.quill@nhs.example"
ALERTS = "/console/match-alerts/"
ASKED = {"purpose": "safeguarding", "reason": "Two reports of one supervisor."}


@pytest.fixture
def reports(world: World) -> list[Report]:
    subject = {"type": "clinical_supervisor", "identifier": {"type": "email", "value": WHO}}
    agreed = [{"scope": "match", "state": "granted", "wording_version": "1"}]
    return [world.report(subjects=[subject], consents=agreed)[0] for _ in range(2)]


@pytest.fixture
def page(reports: list[Report], runtime: Runtime) -> str:
    """The address of the only alert."""
    assert reports
    find_matches(runtime)
    with runtime.reading(SYSTEM) as reading:
        (alert,) = list_alerts(reading.connection, Page()).rows
    return f"{ALERTS}{alert.id}/"


def asked(runtime: Runtime, who: Person, page: str) -> Any:
    with runtime.reading(who.actor) as reading:
        return requests_about(reading.connection, who.actor, [UUID(page.split("/")[-2])])[-1]


def test_two_people_open_it_and_nobody_is_named(
    page: str, reports: list[Report], person: Sign, runtime: Runtime, world: World
) -> None:
    manager, custodian = person(Role.CASE_MANAGER), person(Role.IDENTITY_CUSTODIAN)
    case = world.case(manager.actor, reports[0].id)
    references = [*(one.reference for one in reports), case.reference]
    assert "2 reporters" in plain(manager.get(ALERTS))
    early = manager.post(page, 200, purpose="safeguarding").text
    assert "A second person has to agree first" in plain(early)
    manager.post(f"{page}ask", **ASKED)
    assert "Waits for a second person" in plain(manager.get(ALERTS))
    row = asked(runtime, manager, page)
    manager.post(f"/console/approvals/{row.id}/approve", 403, version="1")
    decide = f"/console/approvals/{row.id}/"
    assert ASKED["reason"] in custodian.reveal(decide)
    custodian.post(f"{decide}approve", version="1")
    pages = [early, manager.get(ALERTS), manager.get(page), manager.post(page, 200).text]
    assert "Choose what you need it for." in plain(pages[-1])
    assert not any(reference in one for one in pages for reference in references)
    opened = manager.reveal(page, "safeguarding")
    assert all(reference in opened for reference in references)
    assert f'href="/console/reports/{reports[1].id}/"' in opened
    assert not any(word in one.lower() for one in [*pages, opened] for word in ("quill", WHO))
    not_theirs = custodian.reveal(page)
    assert "A second person has to agree first" in plain(not_theirs)
    manager.post(f"/console/access/{row.id}/end/")
    assert "A second person has to agree first" in plain(manager.reveal(page))


def test_it_is_dismissed_as_it_was_seen(page: str, person: Sign) -> None:
    manager = person(Role.CASE_MANAGER)
    assert "comes back when another reporter" in plain(manager.get(f"{page}dismiss"))
    manager.post(f"{page}dismiss", 412, version="7")
    manager.post(f"{page}dismiss", version="1")
    assert "No alerts" in plain(manager.get(ALERTS))
    assert "Dismiss (not available) This alert has been dismissed." in plain(manager.get(page))
    assert "has been dismissed" in plain(manager.post(f"{page}dismiss", 422, version="2").text)


def test_it_is_not_there_for_whoever_is_shut_out_or_has_no_part_in_it(
    page: str, reports: list[Report], person: Sign, runtime: Runtime
) -> None:
    manager, concerned = person(Role.CASE_MANAGER), person(Role.CASE_MANAGER)
    with runtime.unit(manager.actor) as unit:
        conflicts.declare_conflict(
            unit, officer_id=concerned.actor.id, kind="recused", report_id=reports[0].id
        )
    assert "No alerts" in plain(concerned.get(ALERTS))
    for path in (page, f"{page}ask", f"{page}dismiss"):
        concerned.get(path, 404)
        person(Role.INVESTIGATOR).get(path, 404)
