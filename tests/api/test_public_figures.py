"""Every number that anybody can read is none about people, or goes through disclosure control.

The contract is walked: a public answer with a new number fails here until somebody has decided.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.api.contract import contract
from service.api.operation import OPERATIONS
from service.domain.code_lists import Role
from service.store.models import ActivitySession
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import World

SECONDS, VERSION, ROOM = "how long a token lasts", "how often it was changed", "how many fit in"
NO_PEOPLE = {
    "TokenOut.expires_in": SECONDS,
    "FollowUpSession.expires_in": SECONDS,
    "ServiceOut.version": VERSION,
    "ActivityOut.version": VERSION,
    "SessionOut.version": VERSION,
    "ProviderOut.version": VERSION,
    "InitiativeOut.version": VERSION,
    "ActivityOut.capacity": ROOM,
    "SessionOut.capacity": ROOM,
}
"""Numbers of public answers that no person stands behind, and what they are."""
CONTROLLED = {"InitiativeOut.people_reached", "InitiativeOut.reports_behind"}
"""Numbers about people: rounded, and from 8 on."""
NO_SCHEMA = {
    "getInitiativeFeed": "texts, ids, moments and codes",
    "getActivityCalendar": "when and where sessions are",
    "getSupportServiceCalendar": "when a service is open",
    "exportSupportServices": "the directory, as the list gives it",
}
"""Public answers that are not JSON, and what is in them."""
PUBLIC = [place for place in PLACES.values() if place.operation.public]
HOUR = timedelta(hours=1)
REACHED, ATTENDED = 12_347, 43_219
"""Counts of people that stand in no other number."""


def numbers(schema: dict[str, Any], where: str = "") -> Iterator[str]:
    """Name the numbers in a schema of the contract, and in those it is made of."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from numbers(contract()["components"]["schemas"][name], name)
    kinds = schema.get("type", [])
    if {"integer", "number"} & {*([kinds] if isinstance(kinds, str) else kinds)}:
        yield where
    items = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *items):
        yield from numbers(inner, where)
    for name, inner in schema.get("properties", {}).items():
        yield from numbers(inner, f"{where}.{name}")


def answers(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for place in PUBLIC:
        for answer in place.spec["responses"].values():
            for media_type, content in answer.get("content", {}).items():
                if (media_type == "application/json") is (kind == "json"):
                    yield place.operation.name, content["schema"]


@pytest.mark.single_database
def test_every_number_anybody_can_read_was_decided_on() -> None:
    found = {name for _, schema in answers("json") for name in numbers(schema)}
    assert found == set(NO_PEOPLE) | CONTROLLED
    assert {name for name, _ in answers("other")} == set(NO_SCHEMA)
    assert all(OPERATIONS[name].media_type for name in NO_SCHEMA)


@pytest.mark.single_database
def test_a_number_is_found_wherever_it_is() -> None:
    deep = {"type": "array", "items": {"anyOf": [{"type": ["number", "null"]}]}}
    schema = {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": deep}}}}
    assert list(numbers(schema, "Out")) == ["Out.a.b"]


def test_no_count_of_people_reaches_anybody_as_it_was_counted(
    api: FlaskClient, world: World, runtime: Runtime
) -> None:
    things = Things(api, world)
    office, where = things.office, f"/v1/initiatives/{things.ids['initiative_id']}"
    changes = office.move(where, "withdraw", things.version_at(where))
    values = {"people_reached": REACHED, "title_cy": "Cyswllt"}
    office.call("PATCH", where, values, version=changes["version"])
    office.move(where, "publish", changes["version"] + 1)
    _meet(world, runtime, things)
    anybody, seen = Caller(api, None), []
    for place in PUBLIC:
        if place.operation.method == "GET":
            path = place.at(things).replace("/settings", "/setting")
            answer = anybody.call("GET", path)
            if place.operation.name != "getSupportServiceCalendar":  # this one has no hours
                assert answer.status_code == 200, path
            seen.append(answer.get_data(as_text=True))
    seen.append(anybody.call("GET", "/v1/initiatives/feed?language=cy").get_data(as_text=True))
    counted = [number for text in seen for number in re.findall(rf"{REACHED}|{ATTENDED}", text)]
    assert counted == []
    assert sum("12345" in text for text in seen) == 2  # the list, and the initiative itself


def _meet(world: World, runtime: Runtime, things: Things) -> None:
    """Let peers have met, and meet again, where everybody can see when."""
    with runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        for state in ("held", "planned"):
            times = {"starts_at": unit.now + HOUR, "ends_at": unit.now + 2 * HOUR}
            session = ActivitySession(
                activity_id=UUID(things.ids["activity_id"]), state=state, attended=ATTENDED, **times
            )
            unit.record("activity_session.plan", unit.add(session))
