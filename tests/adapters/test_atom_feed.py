"""Feeds: Atom as RFC 4287 says, whatever was written into them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from service.adapters.atom_feed import Entry, Feed, Words, atom

pytestmark = pytest.mark.single_database

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ID = UUID("01890000-0000-7000-8000-000000000000")


def entry(title: str = "Contacts", language: str = "en", **values: object) -> Entry:
    words = Words(title, language)
    return Entry(**{"id": ID, "title": words, "content": words, "published": NOON,
                    "updated": NOON, **values})  # fmt: skip


def parsed(*entries: Entry, language: str = "en") -> ET.Element:
    feed = Feed(
        "redress.test/log/initiatives", Words("You said, we did", language), "Northbridge & Co",
        "https://redress.test/v1/initiatives/feed?language=cy&x=1", entries,
    )  # fmt: skip
    root = ET.fromstring(atom(feed))  # noqa: S314 - what was just written here
    assert root.tag == f"{ATOM}feed"
    return root


def text(element: ET.Element, path: str) -> str | None:
    return element.findtext("/".join(ATOM + step for step in path.split("/")))


def test_a_feed_has_all_that_a_feed_must_have() -> None:
    later = NOON + timedelta(hours=1)
    root = parsed(entry(updated=later, categories=[("placements", "Placements")]), entry())
    assert UUID(str(text(root, "id"))).version == 5
    assert str(text(root, "id")).startswith("urn:uuid:")
    assert text(root, "updated") == "2026-11-23T13:00:00.000Z"
    assert text(root, "author/name") == "Northbridge & Co"
    link = root.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib == {
        "rel": "self", "type": "application/atom+xml",
        "href": "https://redress.test/v1/initiatives/feed?language=cy&x=1",
    }  # fmt: skip
    first = root.find(f"{ATOM}entry")
    assert first is not None
    assert {child.tag.removeprefix(ATOM) for child in first} == {
        "id", "title", "published", "updated", "category", "content",
    }  # fmt: skip
    assert text(first, "id") == f"urn:uuid:{ID}"
    assert text(first, "published") == "2026-11-23T12:00:00.000Z"
    category = first.find(f"{ATOM}category")
    assert category is not None
    assert category.attrib == {"term": "placements", "label": "Placements"}


def test_an_empty_feed_is_one() -> None:
    root = parsed()
    assert text(root, "updated") == "1970-01-01T00:00:00.000Z"
    assert root.find(f"{ATOM}entry") is None


def test_each_text_says_its_language_where_it_is_not_the_feeds() -> None:
    root = parsed(entry(language="en"), entry(language="cy"), language="cy")
    assert root.get(f"{XML}lang") == "cy"
    found = [one.get(f"{XML}lang") for one in root.iter(f"{ATOM}content")]
    assert found == ["en", None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a < b & c > \"d\" 'e' ]]>", "a < b & c > \"d\" 'e' ]]>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Beth sy\u2019n digwydd? \U0001f642", "Beth sy\u2019n digwydd? \U0001f642"),
        ("one\n\ntwo\tthree", "one\n\ntwo\tthree"),
        ("bell\x07, escape\x1b[0m, unit\x1f, vertical\x0b", "bell, escape[0m, unit, vertical"),
        ("no character \ufffe\uffff, half \ud800 of one", "no character , half  of one"),
    ],
)
def test_whatever_is_written_can_be_read(written: str, read: str) -> None:
    root = parsed(entry(written))
    assert text(root, "entry/title") == read
    assert text(root, "entry/content") == read


def test_the_same_input_gives_the_same_bytes() -> None:
    feed = Feed("name", Words("Title", "en"), "Author", "https://redress.test/", [entry()])
    assert atom(feed) == atom(feed)
    assert atom(feed).startswith(b"<?xml version='1.0' encoding='utf-8'?>")
