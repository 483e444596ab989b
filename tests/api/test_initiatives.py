"""Initiatives through the API: public once published, in English and in Welsh."""

from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from service.api.operation import OPERATIONS
from service.domain.actors import Scope
from tests.api.caller import Caller
from tests.builders import World

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
PLACE = "/v1/initiatives"
EXAMPLE: dict[str, Any] = OPERATIONS["addInitiative"].example
WELSH = {"title_cy": "Cyswllt ar bob ward", "said_cy": "Neb i droi ato.", "did_cy": "Mae un nawr."}


@pytest.fixture
def writer(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.INITIATIVES_WRITE)


@pytest.fixture
def anybody(api: FlaskClient) -> Caller:
    return Caller(api, None)


def published(writer: Caller, **values: Any) -> dict[str, Any]:
    made = writer.post(PLACE, {**EXAMPLE, **values})
    moved: dict[str, Any] = writer.move(f"{PLACE}/{made['id']}", "publish", made["version"])
    return moved


def test_written_published_changed_and_withdrawn(writer: Caller, anybody: Caller) -> None:
    answer = writer.call("POST", PLACE, {**EXAMPLE, **WELSH})
    made = answer.json
    where = f"{PLACE}/{made['id']}"
    assert answer.headers["Location"] == f"{where}/record"
    assert (made["state"], made["people_reached"], made["published_at"]) == ("draft", 140, None)
    assert anybody.call("GET", where).status_code == 404
    assert anybody.get(PLACE)["data"] == []
    moved = writer.move(where, "publish", 1)
    assert (moved["state"], moved["version"]) == ("published", 2)
    changed = writer.call("PATCH", where, {"stage": "done", "title_cy": None}, version=2).json
    assert (changed["stage"], changed["title_cy"], changed["version"]) == ("done", None, 3)
    read = anybody.call("GET", where)
    assert read.headers["ETag"] == '"v3"'
    assert "state" not in read.json
    assert (read.json["people_reached"], read.json["reports_behind"]) == (140, None)
    assert anybody.get(PLACE)["data"] == [read.json]
    fixed = writer.call("PATCH", where, {"people_reached": 141}, version=3)
    assert (fixed.status_code, fixed.json["code"]) == (409, "wrong_state")
    assert writer.get(f"{where}/record") == changed
    assert writer.move(where, "withdraw", 3)["state"] == "draft"
    assert anybody.call("GET", where).status_code == 404
    assert [row["id"] for row in writer.get(f"{PLACE}/records")["data"]] == [made["id"]]


def test_pages_go_by_when_something_was_published(writer: Caller, anybody: Caller) -> None:
    first, second = (writer.post(PLACE, {**EXAMPLE, "title": title}) for title in ("One", "Two"))
    for made in (second, first):
        writer.move(f"{PLACE}/{made['id']}", "publish", 1)
    page = anybody.get(f"{PLACE}?limit=1&theme=placements")
    assert [row["title"] for row in page["data"]] == ["One"]
    rest = anybody.call("GET", f"{PLACE}?limit=1&theme=placements&cursor={page['next_cursor']}")
    assert [row["title"] for row in rest.json["data"]] == ["Two"]
    assert rest.json["next_cursor"] is None


def test_public_answers_may_be_kept(writer: Caller, anybody: Caller) -> None:
    made = published(writer)
    for path in (PLACE, f"{PLACE}/{made['id']}", f"{PLACE}/feed", f"{PLACE}/feed?language=cy"):
        answer = anybody.call("GET", path)
        assert answer.headers["Cache-Control"] == "public, max-age=300", path
        known = {"If-None-Match": answer.headers["ETag"]}
        assert anybody.call("GET", path, headers=known).status_code == 304
    before = anybody.call("GET", f"{PLACE}/feed").headers["ETag"]
    writer.call("PATCH", f"{PLACE}/{made['id']}", {"stage": "done"}, version=made["version"])
    assert anybody.call("GET", f"{PLACE}/feed").headers["ETag"] != before
    assert writer.call("GET", f"{PLACE}/records").headers["Cache-Control"] == "no-store"


def feed(anybody: Caller, language: str = "") -> ET.Element:
    answer = anybody.call("GET", f"{PLACE}/feed{language}")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ET.fromstring(answer.data)  # noqa: S314 - what this instance has just written


def texts(root: ET.Element, name: str) -> list[tuple[str | None, str | None]]:
    found = root.findall(f"{ATOM}entry/{ATOM}{name}")
    return [(one.text, one.get(f"{XML}lang")) for one in found]


def test_the_feed_in_english_and_in_welsh(writer: Caller, anybody: Caller) -> None:
    english = published(writer, title="Only English \x1b<b>&", people_reached=12_345)
    both = published(writer, **WELSH)
    writer.post(PLACE, {**EXAMPLE, "title": "A draft"})
    root = feed(anybody)
    assert [one.text for one in root.findall(f"{ATOM}entry/{ATOM}id")] == [
        UUID(both["id"]).urn, UUID(english["id"]).urn,
    ]  # fmt: skip
    assert texts(root, "title") == [(EXAMPLE["title"], None), ("Only English <b>&", None)]
    assert texts(root, "content")[0] == (
        f"You said: {EXAMPLE['said']}\n\nWe did: {EXAMPLE['did']}", None,
    )  # fmt: skip
    assert texts(root, "updated")[0][0] == root.findtext(f"{ATOM}updated") == both["updated_at"]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Northbridge Medical School"
    welsh = feed(anybody, "?language=cy")
    assert welsh.get(f"{XML}lang") == "cy"
    assert texts(welsh, "title") == [
        (WELSH["title_cy"], None), ("Only English <b>&", "en"),
    ]  # fmt: skip
    assert texts(welsh, "content")[0] == (
        "Dywedoch chi: Neb i droi ato.\n\nGwnaethom ni: Mae un nawr.", None,
    )  # fmt: skip
    links = [found.get("href") for found in (root.find(f"{ATOM}link"), welsh.find(f"{ATOM}link"))
             if found is not None]  # fmt: skip
    assert links == ["http://localhost/v1/initiatives/feed",
                     "http://localhost/v1/initiatives/feed?language=cy"]  # fmt: skip
    assert root.findtext(f"{ATOM}id") != welsh.findtext(f"{ATOM}id")
    assert root.findtext(f"{ATOM}id") == feed(anybody).findtext(f"{ATOM}id")


BAD = [
    ({"title": ""}, "/title", "invalid"),
    ({"title": "x" * 301}, "/title", "invalid"),
    ({"said": None}, "/said", "invalid"),
    ({"did": "x" * 5001}, "/did", "invalid"),
    ({"themes": []}, "/themes", "invalid"),
    ({"themes": ["placements", "placements"]}, "/themes", "invalid"),
    ({"themes": ["joy"]}, "/themes/0", "unknown_code"),
    ({"settings": ["ward"]}, "/settings/0", "unknown_code"),
    ({"led_by": "nobody"}, "/led_by", "unknown_code"),
    ({"stage": "published"}, "/stage", "unknown_code"),
    ({"people_reached": -1}, "/people_reached", "invalid"),
    ({"people_reached": 1_000_001}, "/people_reached", "invalid"),
    ({"people_reached": 2.5}, "/people_reached", "invalid"),
    ({"people_reached": True}, "/people_reached", "invalid"),
    ({"started_on": "2026-02-30"}, "/started_on", "invalid"),
    ({"started_on": "2026-02-02", "ended_on": "2026-02-01"}, "/ended_on", "before_start"),
    ({"service_id": "7"}, "/service_id", "invalid"),
    ({"service_id": "01890000-0000-7000-8000-000000000000"}, "/service_id", "not_available"),
    ({"reports_behind": 5}, "/reports_behind", "unknown_field"),
    ({"published_at": "2026-11-23T10:00:00Z"}, "/published_at", "unknown_field"),
]


def test_bad_input_is_pointed_at_and_leaves_nothing(writer: Caller) -> None:
    draft = writer.post(PLACE, EXAMPLE)
    where = f"{PLACE}/{draft['id']}"
    for values, pointer, code in BAD:
        for answer in (
            writer.call("POST", PLACE, {**EXAMPLE, **values}),
            writer.call("PATCH", where, values, version=1),
        ):
            assert (answer.status_code, answer.json["code"]) == (422, "invalid"), values
            faults = [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]
            assert faults == [(pointer, code)], values
    for name in ("title", "said", "did", "themes", "led_by", "stage"):
        lacking = {key: value for key, value in EXAMPLE.items() if key != name}
        answer = writer.call("POST", PLACE, lacking)
        assert [f["pointer"] for f in answer.json["errors"]] == [f"/{name}"]
    for step, status in (("close", 422), ("withdraw", 409)):
        answer = writer.call("POST", f"{where}/transitions", {"action": step}, version=1)
        assert answer.status_code == status
    assert writer.get(f"{PLACE}/records")["data"] == [draft]


def test_a_wrong_query_is_refused(anybody: Caller) -> None:
    wrong = ("theme=joy", "stage=draft", "led_by=", "limit=0", "cursor=abc", "language=en")
    for path in (*(f"{PLACE}?{query}" for query in wrong), f"{PLACE}/feed?language=fr"):
        assert anybody.call("GET", path).status_code == 422, path
