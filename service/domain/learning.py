"""Learning points: what a university learns from a case, in words that point to nobody.

The check is for what a machine can find. Whether somebody could be recognised all the same is for
the second person to judge, without whom no learning point is read by anybody else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from service.domain.errors import WrongState
from service.domain.learning_words import ALSO_WORDS, MONTHS, NOT_NAMES, TITLES
from service.domain.support_lists import LearningState
from service.domain.transitions import Machine, Transition

LEARNING_MACHINE = Machine(
    "learning point",
    (
        Transition(
            action="approve", label="Approve", source=(LearningState.DRAFT,),
            target=LearningState.APPROVED, permission="learning.approve", verb="learning.approve",
            confirm="The words, the theme and the month can be read by all who learn from cases. "
            "Approve only what nobody could be recognised by.",
        ),
        Transition(
            action="reject", label="Reject", source=(LearningState.DRAFT,),
            target=LearningState.REJECTED, permission="learning.approve", verb="learning.reject",
        ),
    ),
)  # fmt: skip

_IDENTIFIERS = ("email", "phone", "student_number")
_PART = 3
"""A part of a name counts from so many letters on: shorter ones are in every text."""
_PATTERNS = {
    "an address": re.compile(r"\S@\S|@\w{3}|https?://", re.IGNORECASE),
    "a reference": re.compile(
        r"\b[rcs][-\u2010-\u2015][0-9a-hjkmnp-tv-z]{4}[-\u2010-\u2015][0-9a-hjkmnp-tv-z]{4}\b"
        r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}",
        re.IGNORECASE,
    ),
    "a number": re.compile(r"\d{6}|\d(?:[\s().-]{0,2}\d){8}"),
    "a day": re.compile(
        r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?[./-]\d\d?[./-](?:\d\d){1,2}\b"
        rf"|\b\d\d?(?:st|nd|rd|th)?(?:\s+of)?\s+(?:{MONTHS})\b"
        rf"|\b(?:{MONTHS})\s+(?:the\s+)?\d\d?(?:st|nd|rd|th)?\b",
        re.IGNORECASE,
    ),
}
"""What points to somebody whoever it is, and how it is found."""
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


class Known(NamedTuple):
    """By what the people of a case can be known."""

    names: frozenset[str]
    identifiers: frozenset[str]


def known_by(identities: Iterable[Mapping[str, Any]]) -> Known:
    """Gather what people can be known by.

    Args:
        identities: any of ``name``, ``email``, ``phone``, ``student_number`` and ``identifier``,
            which has a ``value``.
    """
    people = list(identities)
    found = [one.get(name) for one in people for name in _IDENTIFIERS]
    found += [(one.get("identifier") or {}).get("value") for one in people]
    names = (one.get("name") for one in people)
    return Known(frozenset(filter(None, names)), frozenset(filter(None, found)))


def pointing_to_somebody(text: str, known: Known) -> list[str]:
    """Say what in a text points to somebody, in words that do not repeat it; empty if nothing."""
    found = [what for what, pattern in _PATTERNS.items() if pattern.search(text)]
    if any(_identifier(one).search(_plain(text)) for one in known.identifiers if _tells(one)):
        found.append("a number or an address of the case")
    words = _words(text)
    if any(_names(name, words) for name in known.names):
        found.append("a name of the case")
    return found


def check_approver(*, author_id: UUID | None, officer_id: UUID | None) -> None:
    """Refuse that somebody lets their own words be read: it takes two.

    Raises:
        WrongState: they wrote it.
    """
    if author_id == officer_id:
        raise WrongState("You wrote this. Somebody else has to approve it.")


def _names(name: str, words: Sequence[str]) -> bool:
    """Whether a text has a telling part of a name, all of it in a row, or a part with a title."""
    parts = [part for part in _words(name) if part not in NOT_NAMES]
    telling = {part for part in parts if len(part) >= _PART and part not in ALSO_WORDS}
    titled = any(title in TITLES and word in parts for title, word in pairwise(words))
    return bool(telling & set(words)) or titled or (len(parts) > 1 and _in_a_row(parts, words))


def _in_a_row(parts: Sequence[str], words: Sequence[str]) -> bool:
    starts = range(len(words) - len(parts) + 1)
    return any(words[start : start + len(parts)] == parts for start in starts)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _plain(text))


def _plain(text: str) -> str:
    """Give a text without capitals, accents and invisible characters."""
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(_visible(folded)).casefold()


def _visible(text: str) -> Iterator[str]:
    return (char for char in text if unicodedata.category(char) not in ("Mn", "Cf"))


def _tells(identifier: str) -> bool:
    """Whether it is more than a digit or two, which are in every text."""
    return len(re.sub(r"\W", "", identifier)) >= _PART and any(map(str.isdigit, identifier))


def _identifier(value: str) -> re.Pattern[str]:
    """Find a number whatever stands between its digits."""
    digits = r"[\W_]*".join(map(re.escape, re.sub(r"[\W_]", "", _plain(value))))
    return re.compile(rf"(?<![^\W_]){digits}(?![^\W_])")
