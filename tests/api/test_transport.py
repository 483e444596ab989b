"""HTTP itself: methods, addresses, request ids and the headers of every answer."""

import pytest
from flask.testing import FlaskClient

from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import World

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def test_a_method_that_is_not_there_is_a_problem(things: Things) -> None:
    by_path: dict[str, set[str]] = {}
    for place in PLACES.values():
        by_path.setdefault(place.at(things), set()).add(place.operation.method)
    for path, known in by_path.items():
        allowed = known | ({"HEAD"} if "GET" in known else set())
        for method in set(METHODS) - allowed:
            answer = things.office.call(method, path)
            assert answer.status_code == 405, (method, path)
            assert answer.content_type == "application/problem+json"
            assert set(answer.headers["Allow"].split(", ")) == allowed


def test_head_is_get_without_a_body(things: Things) -> None:
    for path in (f"/v1/reports/{things.ids['report_id']}", "/v1/code-lists", "/health/live"):
        read, head = (things.office.call(method, path) for method in ("GET", "HEAD"))
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers.get("ETag") == read.headers.get("ETag")
        assert head.headers["Content-Length"] == str(len(read.data))


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v1/", "/v1/reports/", "//v1/reports", "/v1//reports", "/V1/reports",
        "/v1/reports/1", "/v1/reports/not-a-uuid", "/v1/reports/%00", "/v1/reports/%ff%fe",
        "/v1/reports/..%2f..%2fetc%2fpasswd", "/v1/reports/{report_id}", "/v1/reports/%F0%9F%98%94",
        "/v1/reports/01890000000070008000000000000000",
        "/v1/reports/{01890000-0000-7000-8000-000000000000}",
        "/v1/reports/01890000-0000-7000-8000-000000000000/",
        "/v1/reports/01890000-0000-7000-8000-000000000000/nothing",
        "/v1/reports/01890000-0000-7000-8000-00000000000%20", "/v1/code-lists/%00",
        "/v1/code-lists/no_such_list", "/v1/code-lists/__class__", "/v1/code-lists/" + "x" * 4000,
        "/v2/reports", "/v1/reports;a=b", "/v1/reports%2Fx", "/.well-known/", "/oauth", "/%%%",
        "/v1/support-services/01890000-0000-7000-8000-000000000000",
    ],
)  # fmt: skip
def test_an_address_where_nothing_is_is_a_problem(things: Things, path: str) -> None:
    for caller in (things.office, Caller(things.office.api, None)):
        answer = caller.call("GET", path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path
        assert answer.content_type == "application/problem+json"


def test_an_unknown_id_looks_alike_everywhere(things: Things) -> None:
    for place in PLACES.values():
        if "_id}" not in place.path or place.operation.public:
            continue
        body = place.operation.example if place.takes_json else None
        caller = place.caller(things)
        answer = caller.call(place.operation.method, place.nowhere(), body, version=1)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), place.path


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcdef12", True),
        ("7d4f.A_B-9", True),
        ("x" * 64, True),
        ("short", False),
        ("x" * 65, False),
        ("has space", False),
        ("<script>alert", False),
        ("", False),
    ],
)
def test_a_request_id_is_kept_where_it_is_fit(api: FlaskClient, given: str, kept: bool) -> None:
    answer = api.get("/v1/nothing", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) == kept
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert len(answer.headers["X-Request-Id"]) >= 8


def test_request_ids_differ(api: FlaskClient) -> None:
    assert len({api.get("/health/live").headers["X-Request-Id"] for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "junk", ""]
)
def test_a_trace_context_is_taken(api: FlaskClient, traceparent: str) -> None:
    answer = api.get("/health/live", headers={"traceparent": traceparent, "tracestate": "a=b"})
    assert answer.status_code == 200


def test_every_answer_has_the_same_headers(things: Things) -> None:
    for path in ("/v1/reports", "/v1/nothing", "/openapi.json", "/docs", "/v1/code-lists"):
        answer = things.office.call("GET", path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Request-Id"]
        assert answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_any_accept_header_gets_json(api: FlaskClient) -> None:
    for accept in ("text/html", "application/xml", "*/*;q=0", "junk"):
        answer = api.get("/v1/code-lists", headers={"Accept": accept})
        assert answer.content_type == "application/json"
