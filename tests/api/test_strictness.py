"""What every writing operation refuses before it looks at anything: size, type, depth, bad JSON."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.api.parsing import MAX_BODY
from service.domain.actors import Scope
from service.usecases.runtime import Runtime
from tests.api.bad_input import rows
from tests.api.caller import Caller
from tests.api.places import PLACES, WRITING
from tests.api.things import Things
from tests.builders import World

JSON = "application/json"
UNREADABLE = {
    "empty": b"",
    "not JSON": b"{narrative: 1}",
    "NaN": b'{"a": NaN}',
    "infinite": b'{"a": 1e999}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "invalid UTF-8": b'{"a": "\xff\xfe"}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "two documents": b"{} {}",
    "a comment": b"{} // yes",
    "too deep": b'{"a": ' * 17 + b"1" + b"}" * 17,
    "far too deep": b"[" * 100_000,
}
REFUSED = {
    "a list": (b"[]", "", "invalid"),
    "a string": (b'"text"', "", "invalid"),
    "a number": (b"1", "", "invalid"),
    "null": (b"null", "", "invalid"),
    "NUL in a value": (b'{"a": "x\\u0000y"}', "/a", "invalid_character"),
    "NUL in a name": (b'{"a\\u0000b": "x"}', "/a\0b", "unknown_field"),
    "unknown field": (b'{"unknown_field": 1}', "/unknown_field", "unknown_field"),
    "huge number": (b'{"unknown_field": 1%s}' % (b"0" * 30), "/unknown_field", "unknown_field"),
}
"""A body, and where and for what it is refused."""


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def send(things: Things, name: str, raw: bytes, **options: Any) -> TestResponse:
    place = PLACES[name]
    headers = {**place.caller(things).headers(), "Idempotency-Key": "strict", "If-Match": '"v1"'}
    return things.office.api.open(
        place.at(things), method=place.operation.method, data=raw, headers=headers,
        **{"content_type": JSON, **options},
    )  # fmt: skip


@pytest.mark.parametrize("name", WRITING)
def test_a_body_that_cannot_be_read_is_refused(things: Things, runtime: Runtime, name: str) -> None:
    """Five and twenty kinds for each operation that takes JSON, and nothing is half-written."""
    before = rows(runtime)
    for what, raw in UNREADABLE.items():
        answer = send(things, name, raw)
        assert (answer.status_code, answer.json["code"]) == (400, "malformed"), what
    for what, (raw, pointer, code) in REFUSED.items():
        answer = send(things, name, raw)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid"), what
        assert (pointer, code) in {(f["pointer"], f["code"]) for f in answer.json["errors"]}, what
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"):
        answer = send(things, name, b"{}", content_type=kind)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type"), kind
    for size in (MAX_BODY + 1, 3 * 1024 * 1024):
        answer = send(things, name, b'{"a": "' + b"x" * size + b'"}')
        assert (answer.status_code, answer.json["code"]) == (413, "too_large"), size
    assert rows(runtime) == before


@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        ("application/merge-patch+json", "PATCH", 200),
        ("application/merge-patch+json", "POST", 415),
        ("application/json; charset=utf-8", "PATCH", 200),
    ],
)
def test_merge_patch_is_for_patch(things: Things, kind: str, method: str, status: int) -> None:
    name = {"PATCH": "amendReport", "POST": "submitReport"}[method]
    assert send(things, name, b"{}", content_type=kind).status_code == status


def test_a_name_given_twice_is_the_last(api: FlaskClient, world: World) -> None:
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.REPORTS_READ)
    headers = {**form.headers(), "Idempotency-Key": "twice"}
    raw = b'{"narrative": "first", "narrative": "second"}'
    made = api.post("/v1/reports", data=raw, content_type=JSON, headers=headers)
    read = form.get(f"/v1/reports/{made.json['id']}?expand=narrative")
    assert read["narrative"] == {"narrative": "second"}


def test_what_fits_is_accepted_whole(api: FlaskClient, world: World) -> None:
    """The longest narrative, of the widest characters, comes back as it was sent."""
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.REPORTS_READ)
    words = "\U0001f614é\u202e\u0000".replace("\u0000", "\n") * 5000
    made = form.post("/v1/reports", {"narrative": words})
    read = form.get(f"/v1/reports/{made['id']}?expand=narrative")
    assert read["narrative"]["narrative"] == words
    too_long = form.call("POST", "/v1/reports", {"narrative": words + "x"})
    assert too_long.json["errors"][0]["pointer"] == "/narrative"
