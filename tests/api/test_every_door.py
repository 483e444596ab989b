"""Whoever has a conflict of interest finds nothing of the case, through whatever door they try.

No API client has conflicts, so here officers call the API: what it does for them is what every
front end that is written the same way would do.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import operation as operations
from service.domain.actors import NOBODY, Actor
from service.domain.code_lists import Role
from service.usecases.runtime import Runtime
from tests.api.places import PLACES, Place
from tests.builders import World
from tests.doors import COUNTS, LOGS, QUERIES, Scene

ASKING = {
    "listReports": "?limit=100&expand=narrative",
    "getReport": "?expand=narrative,identity",
    "getCase": "?expand=summary",
}
WALKED = [p for p in PLACES.values() if not (p.operation.follow_up or p.operation.public)]
READING = [place for place in WALKED if place.operation.method == "GET"]
ABOUT_CASES = re.compile(r"^/v1/(cases|reports|referrals|introductions|tasks|clocks|attachments)/{")
BODIES = {
    "openCase": lambda s, there: {"report_ids": [_id(s.report_id, there)]},
    "createReferral": lambda s, there: {
        "service_id": s.things.ids["service_id"], "need": "To talk.",
        "case_id": _id(s.case_id, there),
    },
    "proposeIntroduction": lambda s, there: {
        "report_ids": [_id(s.report_id, there), s.elsewhere_id],
    },
}  # fmt: skip
"""Writing that names the case in what is sent, not in the address."""


def _id(value: object, there: bool) -> str:
    return str(value) if there else "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def scene(api: FlaskClient, world: World) -> Scene:
    return Scene(api, world)


class Calls:
    """Calls the API as an officer."""

    def __init__(self, scene: Scene, patch: pytest.MonkeyPatch) -> None:
        self.scene, self.actor, self.api = scene, NOBODY, scene.office.api
        patch.setattr(operations, "_actor", lambda one: NOBODY if one.public else self.actor)
        self.numbers: Iterator[int] = iter(range(10_000))

    def read(self, place: Place) -> str:
        path = place.at(self.scene.things)
        query = ASKING.get(place.operation.name, "?limit=100" if place.operation.paged else "")
        return self.api.get(path + query).data.decode(errors="replace")  # a PDF is no text

    def ask(self, place: Place, path: str, body: Any = None) -> tuple[int, Any]:
        """Give status and body of an answer, without what is new every time."""
        sent = body if body is not None else place.operation.example
        answer = self.api.open(
            path, method=place.operation.method, json=sent,
            headers={"If-Match": '"v1"', "Idempotency-Key": f"k{next(self.numbers)}"},
        )  # fmt: skip
        said = answer.get_json(silent=True)
        return answer.status_code, {**(said or {}), "request_id": None}


def officers(scene: Scene) -> dict[str, Actor]:
    return {
        "manager": scene.officer(Role.CASE_MANAGER),
        "assigned": scene.officer(Role.WELFARE_OFFICER),
        "auditor": scene.officer(Role.AUDITOR, Role.DATA_PROTECTION_OFFICER),
        "everything": scene.inside(scene.officer(*Role)),
    }


LEAST = {"manager": 20, "assigned": 20, "auditor": 1, "everything": 20}
"""How many operations show something of the case to each of them before: the walk can fail."""


def test_no_operation_shows_anything_of_the_case(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(scene, monkeypatch)
    for who, actor in officers(scene).items():
        calls.actor = actor
        before = {place.operation.name: calls.read(place) for place in READING}
        assert sum(bool(scene.shown(said)) for said in before.values()) >= LEAST[who], who
        scene.shut_out(actor)
        for place in READING:
            said = calls.read(place)
            assert not scene.shown(said), (who, place.operation.name, scene.shown(said))


def test_the_case_answers_like_one_that_is_not_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(scene, monkeypatch)
    calls.actor = actor = scene.inside(scene.officer(*Role))
    scene.shut_out(actor)
    tried = 0
    for place in WALKED:
        name = place.operation.name
        if ABOUT_CASES.match(place.path):
            there = calls.ask(place, place.at(scene.things))
            assert there == calls.ask(place, place.nowhere()), name
            assert there[0] in (404, 400, 415, 422), name
            tried += there[0] == 404
        elif name in BODIES:
            there, nowhere = (
                calls.ask(place, place.path, BODIES[name](scene, known)) for known in (True, False)
            )
            assert there == nowhere, name
    assert tried > 60


def test_lists_and_counts_are_those_without_the_case(scene: Scene, runtime: Runtime) -> None:
    actor = scene.inside(scene.officer(*Role))

    def rows() -> dict[str, list[str]]:
        with runtime.reading(actor) as reading:
            return {
                name: [str(row) for row in door(reading, scene)] for name, door in QUERIES.items()
            }

    def counts() -> dict[str, Any]:
        with runtime.reading(actor) as reading:
            return {name: count(reading) for name, count in COUNTS.items()}

    before, counted = rows(), counts()
    for name, said in before.items():
        assert scene.shown(*said), name
    scene.shut_out(actor)
    after = rows()
    for name, said in before.items():
        assert after[name] == [row for row in said if not scene.shown(row)], name
    assert after["cases"]
    assert counts() != counted
    assert counts()["worklists"]["unassigned"] == len(after["worklist"])


def test_the_log_is_silent_about_the_case(scene: Scene, runtime: Runtime) -> None:
    actor = scene.inside(scene.officer(*Role))

    def said(name: str) -> list[str]:
        with runtime.reading(actor) as reading:
            return [str(row) for row in LOGS[name](reading, scene)]

    for name in set(LOGS) - {"own requests for access"}:
        assert scene.shown(*said(name)), name
    scene.shut_out(actor)
    for name in LOGS:
        assert not scene.shown(*said(name)), name
    assert said("audit entries")
