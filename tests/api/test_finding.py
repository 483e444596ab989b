"""Searches and alerts over the API: what a client is told, and what it is not."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.caller import Caller
from tests.api.things import Things
from tests.builders import OFFICE, World
from tests.usecases.helpers import verbs_of

EMAIL = "dr@nhs.example"
REPORT = {
    "narrative": "Said on the ward.",
    "subjects": [{"identifier": {"type": "email", "value": EMAIL}}],
    "consents": [{"scope": "match", "state": "granted", "wording_version": "2026-09"}],
}
SEARCH = {"type": "email", "value": f"mailto:{EMAIL.upper()}", "purpose": "integration"}
PATH = "/v1/searches/identifier"


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


def test_a_search_finds_reports_and_cases(office: Caller, runtime: Runtime) -> None:
    assert office.post(PATH, SEARCH, status=200) == {"data": []}
    report = office.post("/v1/reports", REPORT)
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    assert office.post(PATH, SEARCH, status=200)["data"] == [
        {"record": record, "id": one["id"], "reference": one["reference"],
         "capacity": "responding"}
        for record, one in (("report", report), ("case", case))
    ]  # fmt: skip
    assert verbs_of(runtime).count("search.identifier") == 2


@pytest.mark.parametrize(
    "bad",
    [
        BadInput("searchIdentifier", {**SEARCH, "type": "name"}, "/type", "unknown_code"),
        BadInput("searchIdentifier", {**SEARCH, "type": None}, "/type", "invalid"),
        BadInput("searchIdentifier", {**SEARCH, "value": ""}, "/value", "invalid"),
        BadInput("searchIdentifier", {**SEARCH, "value": 7}, "/value", "invalid"),
        BadInput("searchIdentifier", {**SEARCH, "value": "x" * 301}, "/value", "invalid"),
        BadInput("searchIdentifier", {**SEARCH, "value": " \u200b "}, "/value", "required"),
        BadInput("searchIdentifier", {**SEARCH, "value": "a\0b"}, "/value", "invalid_character"),
        BadInput("searchIdentifier", {**SEARCH, "purpose": "fun"}, "/purpose", "unknown_code"),
        BadInput("searchIdentifier", {**SEARCH, "name": "Sam"}, "/name", "unknown_field"),
        BadInput(
            "searchIdentifier", {"type": "email", "value": EMAIL}, "/purpose", "required"
        ),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_search_is_refused(
    api: FlaskClient, world: World, runtime: Runtime, bad: BadInput
) -> None:
    refuses(runtime, Things(api, world), bad)


def test_alerts_are_counts_and_times(office: Caller, runtime: Runtime) -> None:
    for value in (EMAIL, "other@nhs.example"):
        for _ in range(2):
            subjects: list[Any] = [{"identifier": {"type": "email", "value": value}}]
            office.post("/v1/reports", {**REPORT, "subjects": subjects})
    find_matches(runtime)
    page = office.get("/v1/match-alerts?limit=1")
    rest = office.get(f"/v1/match-alerts?limit=1&cursor={page['next_cursor']}")
    listed = [*page["data"], *rest["data"]]
    assert rest["next_cursor"] is None
    assert {frozenset(alert) for alert in listed} == {
        frozenset({"id", "reporters", "raised_at", "updated_at"})
    }
    assert [alert["reporters"] for alert in listed] == [2, 2]
    assert len({alert["id"] for alert in listed}) == 2
