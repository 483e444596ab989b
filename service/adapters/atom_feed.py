"""Feeds that people subscribe to, as Atom (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML may not hold, escaped or not (XML 1.0, section 2.2)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in a language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``id`` never changes nor is used again."""

    id: UUID
    title: Words
    content: Words
    published: datetime
    updated: datetime
    categories: Sequence[tuple[str, str]] = ()
    """Codes, each with its label."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed."""

    name: str
    """What its id is made of: a URL or the like, which need not lead anywhere but never changes."""
    title: Words
    author: str
    address: str
    """Where it is."""
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """Write a feed; the same input gives the same bytes."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.title.language})
    _add(root, "id", uuid5(NAMESPACE_URL, feed.name).urn)
    _words(root, "title", feed.title, feed.title.language)
    latest = max((entry.updated for entry in feed.entries), default=_NEVER)
    _add(root, "updated", _moment(latest))
    _add(ET.SubElement(root, "author"), "name", feed.author)
    ET.SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    for entry in feed.entries:
        _entry(ET.SubElement(root, "entry"), entry, feed.title.language)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(element: ET.Element, entry: Entry, language: str) -> None:
    _add(element, "id", entry.id.urn)
    _words(element, "title", entry.title, language)
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.updated))
    for code, label in entry.categories:
        ET.SubElement(element, "category", term=code, label=label)
    _words(element, "content", entry.content, language)


def _words(parent: ET.Element, name: str, words: Words, language: str) -> None:
    """Add a text, saying its language where that is not the feed's."""
    other = {} if words.language == language else {"xml:lang": words.language}
    _add(parent, name, words.text, type="text", **other)


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _NO_CHARACTER.sub("", text)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
