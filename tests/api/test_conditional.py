"""Versions as entity tags: nobody overwrites what they have not seen, nobody fetches it twice."""

import pytest
from flask.testing import FlaskClient

from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import World


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


@pytest.fixture
def office(things: Things) -> Caller:
    return things.office


VERSIONED = [name for name, place in PLACES.items() if place.operation.versioned]


@pytest.mark.parametrize("name", VERSIONED)
def test_a_change_needs_the_version_that_was_seen(things: Things, name: str) -> None:
    place = PLACES[name]
    method, path, body = place.operation.method, place.at(things), place.operation.example
    for tag, status, code in (
        (None, 428, "precondition_required"),
        ('"v99"', 412, "stale"),
        ('W/"v1"', 412, "stale"),  # a weak tag never matches here (RFC 9110, 13.1.1)
        ('"v1", "v2"', 412, "stale"),
        ("*", 412, "stale"),
        ("v1", 412, "stale"),
        ('"v1000000000000000000000"', 412, "stale"),
        ("", 412, "stale"),
    ):
        headers = {} if tag is None else {"If-Match": tag}
        answer = place.caller(things).call(method, path, body, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (status, code), tag


def test_a_change_gives_the_next_version(office: Caller, things: Things) -> None:
    path = f"/v1/reports/{things.ids['report_id']}"
    first = office.call("PATCH", path, {"setting": "online"}, version=1)
    assert (first.status_code, first.headers["ETag"], first.json["version"]) == (200, '"v2"', 2)
    assert office.call("PATCH", path, {"setting": "other"}, version=1).status_code == 412
    assert office.get(path)["setting"] == "online"
    assert office.call("PATCH", path, {"setting": None}, version=2).json["setting"] is None


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ('"v1"', 304),
        ('W/"v1"', 304),
        ('"v0", "v1"', 304),
        ('"x",W/"v1"', 304),
        ("*", 304),
        ('"v2"', 200),
        ("v1", 200),
        ("", 200),
    ],
)
def test_what_is_known_is_not_sent_again(
    office: Caller, things: Things, known: str, status: int
) -> None:
    path = f"/v1/reports/{things.ids['report_id']}"
    answer = office.call("GET", path, headers={"If-None-Match": known})
    assert answer.status_code == status
    assert answer.headers["ETag"] == '"v1"'
    assert bool(answer.data) == (status == 200)


def test_public_lists_may_be_kept_and_others_not(office: Caller) -> None:
    nobody = Caller(office.api, None)
    for path in ("/v1/support-services", "/v1/code-lists", "/v1/code-lists/setting"):
        answer = nobody.call("GET", path)
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        again = nobody.call("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
    assert office.call("GET", "/v1/reports").headers["Cache-Control"] == "no-store"
