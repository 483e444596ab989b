"""Bad input about files: each fault is pointed at exactly, and leaves nothing behind."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.places import NOWHERE, PLACES
from tests.api.things import Things
from tests.builders import World

ANNOUNCING = ("announceReportAttachment", "announceCaseAttachment", "announceOwnAttachment")
NAMES: list[tuple[Any, str, str]] = [
    ({}, "/name", "required"),
    ({"name": None}, "/name", "invalid"),
    ({"name": ""}, "/name", "invalid"),
    ({"name": "x" * 301}, "/name", "invalid"),
    ({"name": 7}, "/name", "invalid"),
    ({"name": ["a.jpg"]}, "/name", "invalid"),
    ({"name": {"a": "b"}}, "/name", "invalid"),
    ({"name": "a\x00.jpg"}, "/name", "invalid_character"),
    ({"name": "a.jpg", "media_type": "image/jpeg"}, "/media_type", "unknown_field"),
    ({"name": "a.jpg", "state": "available"}, "/state", "unknown_field"),
    ({"name": "a.jpg", "size": -1}, "/size", "unknown_field"),
    ([], "", "invalid"),
]
BAD = [
    BadInput(name, body, pointer, code)
    for name in ANNOUNCING
    for body, pointer, code in NAMES[:: 1 if name == ANNOUNCING[0] else 4]
]
QUERIES = [
    ("listReportAttachments", "expand=content", "?/expand", "unknown_code"),
    ("listReportAttachments", "expand=name&expand=name", "?/expand", "repeated"),
    ("listReportAttachments", "limit=5", "?/limit", "unknown_field"),
    ("listCaseAttachments", "expand=name&purpose=curiosity", "?/purpose", "unknown_code"),
    ("listOwnAttachments", "expand=name", "?/expand", "unknown_field"),
    ("getAttachment", "expand=name", "?/expand", "unknown_field"),
    ("getAttachmentContent", "part=both", "?/part", "unknown_code"),
    ("getAttachmentContent", "part=", "?/part", "unknown_code"),
    ("getAttachmentContent", "part=copy&part=original", "?/part", "repeated"),
    ("getAttachmentContent", "purpose=", "?/purpose", "unknown_code"),
    ("getAttachmentContent", "range=0-9", "?/range", "unknown_field"),
    ("sendAttachmentContent", "name=a.jpg", "?/name", "unknown_field"),
    ("sendOwnAttachmentContent", "part=original", "?/part", "unknown_field"),
]


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def test_a_bad_announcement_is_refused(things: Things, runtime: Runtime) -> None:
    for bad in BAD:
        refuses(runtime, things, bad)


def test_a_bad_query_is_refused(things: Things) -> None:
    for name, query, pointer, code in QUERIES:
        place = PLACES[name]
        answer = place.caller(things).call(
            place.operation.method, f"{place.at(things)}?{query}", version=1
        )
        faults = [(fault["pointer"], fault["code"]) for fault in answer.json.get("errors", [])]
        assert (answer.status_code, faults) == (422, [(pointer, code)]), (name, query)


def test_what_is_nowhere_is_not_found(things: Things) -> None:
    """An id of another's file, of another kind of thing, or of nothing: all look alike."""
    others = things.ids["attachment_id"]
    for caller, path in (
        (things.reporter, f"/v1/follow-up/attachments/{NOWHERE}/content"),
        (things.office, f"/v1/attachments/{NOWHERE}/content"),
        (things.office, f"/v1/attachments/{things.ids['report_id']}/content"),
    ):
        answer = caller.call("PUT", path, version=1)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    answer = things.reporter.call("PUT", f"/v1/follow-up/attachments/{others}/content", version=1)
    assert (answer.status_code, answer.json["code"]) == (403, "not_allowed")
