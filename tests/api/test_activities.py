"""What peers do together, over the API: anybody reads it, and nobody learns who came."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from service.domain.actors import Scope
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import NOWHERE
from tests.builders import World

SERIES = {
    "starts_at": "2099-10-20T17:00:00Z", "ends_at": "2099-10-20T18:30:00Z", "place": "Room 2.04",
    "repeat": {"weeks": 3},
}  # fmt: skip


@pytest.fixture
def keeper(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.DIRECTORY_WRITE)


@pytest.fixture
def anybody(api: FlaskClient) -> Caller:
    return Caller(api, None)


def _activity(keeper: Caller, world: World, **values: Any) -> dict[str, Any]:
    made: dict[str, Any] = keeper.post(
        "/v1/activities",
        {"service_id": str(world.service().id), "kind": "group", "name": "Circle", **values},
    )
    return made


def test_anybody_finds_what_they_look_for(keeper: Caller, anybody: Caller, world: World) -> None:
    circle = _activity(
        keeper, world, characteristics=["race"], languages=["en", "cy"], site="Quad",
        description="To talk.", name_cy="Cylch", capacity=8,
    )  # fmt: skip
    other = _activity(keeper, world, kind="drop_in", online=True)
    gone = _activity(keeper, world)
    keeper.call("PATCH", f"/v1/activities/{gone['id']}", {"active": False}, version=1)
    of_closed = _activity(keeper, world)
    keeper.call(
        "PATCH", f"/v1/support-services/{of_closed['service_id']}", {"active": False}, version=1
    )

    def found(query: str) -> list[str]:
        return [one["id"] for one in anybody.get(f"/v1/activities?{query}")["data"]]

    both = [other["id"], circle["id"]]
    for query, expected in (
        ("limit=10", both), ("kind=group", both[1:]), ("characteristic=race", both[1:]),
        ("language=cy", both[1:]), ("language=en", both), ("online=true", both[:1]),
        ("online=false", both[1:]), ("site=Quad", both[1:]), ("site=Qua", []),
        (f"service_id={other['service_id']}", both[:1]), ("kind=group&online=true", []),
    ):  # fmt: skip
        assert found(query) == expected, query
    first = anybody.get("/v1/activities?limit=1")
    assert [one["id"] for one in first["data"]] == both[:1]
    assert found(f"cursor={first['next_cursor']}") == both[1:]
    shown = anybody.get(f"/v1/activities/{circle['id']}")
    assert (shown["name_cy"], shown["capacity"], shown["version"]) == ("Cylch", 8, 1)


def test_what_is_to_come_is_read_in_its_order_and_kept_for_a_while(
    keeper: Caller, anybody: Caller, world: World
) -> None:
    place = f"/v1/activities/{_activity(keeper, world, site='Quad')['id']}"
    planned = keeper.post(f"{place}/sessions", SERIES)["data"]
    sooner = {**SERIES, "starts_at": "2099-09-01T10:00:00+01:00",
              "ends_at": "2099-09-01T11:00:00+01:00"}  # fmt: skip
    first = keeper.post(f"{place}/sessions", {**sooner, "repeat": {"weeks": 1}})["data"][0]
    off = keeper.post(
        f"{place}/sessions/{planned[1]['id']}/transitions", {"action": "cancel"}, status=200,
        version=1,
    )  # fmt: skip
    assert (off["state"], off["version"]) == ("cancelled", 2)
    listed = anybody.get(f"{place}/sessions")["data"]
    assert [one["id"] for one in listed] == [first["id"], *(one["id"] for one in planned)]
    assert [one["state"] for one in listed] == ["planned", "planned", "cancelled", "planned"]
    assert [one["starts_at"][11:16] for one in listed] == ["09:00", "17:00", "18:00", "18:00"]
    ids, page = [], anybody.get(f"{place}/sessions?limit=3")
    ids += [one["id"] for one in page["data"]]
    page = anybody.get(f"{place}/sessions?limit=3&cursor={page['next_cursor']}")
    assert ids + [one["id"] for one in page["data"]] == [one["id"] for one in listed]
    for address in (place, f"{place}/sessions", f"{place}/calendar", "/v1/activities"):
        answer = anybody.call("GET", address)
        assert answer.headers["Cache-Control"] == "public, max-age=300", address
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert anybody.call("GET", address, headers=tag).status_code == 304, address
    calendar = anybody.call("GET", f"{place}/calendar")
    assert calendar.content_type == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(calendar.text).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [one["id"] for one in listed]
    assert [str(event["STATUS"]) for event in events] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert {str(event["LOCATION"]) for event in events} == {"Room 2.04"}
    assert [event["SEQUENCE"] for event in events] == [0, 0, 1, 0]


def test_how_many_came_is_in_no_answer(
    keeper: Caller, anybody: Caller, world: World, runtime: Runtime
) -> None:
    place = f"/v1/activities/{_activity(keeper, world)['id']}"
    session = keeper.post(f"{place}/sessions", SERIES)["data"][0]
    at = f"{place}/sessions/{session['id']}/transitions"
    early = keeper.call("POST", at, {"action": "hold", "attended": 7}, version=1)
    assert (early.status_code, early.json["code"]) == (409, "wrong_state")
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE activity_sessions SET starts_at = '2026-11-01'")
    held = keeper.post(at, {"action": "hold", "attended": 4711}, status=200, version=1)
    assert held["state"] == "held"
    assert "attended" not in held
    for address in (place, f"{place}/sessions", f"{place}/calendar", "/v1/activities"):
        said = anybody.call("GET", address).text
        assert "4711" not in said
        assert "attended" not in said
    assert session["id"] not in anybody.call("GET", f"{place}/sessions").text


def test_writing_takes_a_scope_for_it_and_a_service_keeps_its_own(
    api: FlaskClient, world: World
) -> None:
    own, other = world.service(), world.service(name="Another")
    client, secret, _ = world.client(Scope.REFERRALS_RECEIVE, service_id=own.id)
    speaks = Caller.of(api, client.client_id, str(secret))
    reading = Caller.with_scopes(api, world, Scope.REFERRALS_READ)
    keeper = Caller.with_scopes(api, world, Scope.DIRECTORY_WRITE)
    body = {"service_id": str(own.id), "kind": "group", "name": "Theirs"}
    for caller, status in ((Caller(api, None), 401), (reading, 403), (speaks, 201), (keeper, 201)):
        assert caller.call("POST", "/v1/activities", body).status_code == status
    refused = speaks.call("POST", "/v1/activities", {**body, "service_id": str(other.id)})
    assert (refused.status_code, refused.json["code"]) == (403, "not_allowed")
    nowhere = keeper.call("POST", "/v1/activities", {**body, "service_id": NOWHERE})
    assert (nowhere.status_code, nowhere.json["code"]) == (404, "not_found")


def test_a_query_is_of_known_codes(anybody: Caller) -> None:
    for query in ("kind=party", "characteristic=x", "language=xx", "online=1", "service_id=x",
                  "state=held", "site="):  # fmt: skip
        assert anybody.call("GET", f"/v1/activities?{query}").status_code == 422, query
