"""What is published of initiatives, as a feed in English or in Welsh."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.adapters.atom_feed import Entry, Feed, Words
from service.domain.support_lists import THEMES
from service.usecases.rules import Rules

_TITLES = {"en": "You said, we did", "cy": "Dywedoch chi, gwnaethom ni"}
_Row = Mapping[str, Any]


def feed_of(rows: Sequence[_Row], language: str, rules: Rules) -> Feed:
    """Put public initiatives into a feed; what is not there in Welsh is in English, and says so."""
    query = "" if language == "en" else f"?language={language}"
    return Feed(
        name=f"{rules.log_origin}/initiatives/{language}",
        title=Words(_TITLES[language], language),
        author=rules.institution,
        address=f"{rules.issuer}/v1/initiatives/feed{query}",
        entries=[_entry(row, language) for row in rows],
    )


def _entry(row: _Row, language: str) -> Entry:
    return Entry(
        id=row["id"],
        title=_title(row, language),
        content=_said_and_done(row, language),
        published=row["published_at"],
        updated=row["updated_at"],
        categories=[(theme, THEMES.label(theme)) for theme in row["themes"]],
    )


def _title(row: _Row, language: str) -> Words:
    if language == "cy" and row["title_cy"]:
        return Words(row["title_cy"], "cy")
    return Words(row["title"], "en")


def _said_and_done(row: _Row, language: str) -> Words:
    if language == "cy" and row["said_cy"] and row["did_cy"]:
        return Words(f"Dywedoch chi: {row['said_cy']}\n\nGwnaethom ni: {row['did_cy']}", "cy")
    return Words(f"You said: {row['said']}\n\nWe did: {row['did']}", "en")
