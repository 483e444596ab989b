"""Whether an officer is whom a reporter asked to be met by.

Only what both said themselves is compared. What an officer did not say counts as not said, and is
never inferred: a description that lacks a code does not mean that the opposite is so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from service.domain.code_lists import CHARACTERISTICS, LANGUAGES
from service.domain.codes import CodeList
from service.domain.errors import invalid
from service.domain.support_lists import OVERRIDE_REASONS, RESPONDER_ATTRIBUTES, PreferenceMet

ASKED: Mapping[str, CodeList] = MappingProxyType(
    {
        "attributes": RESPONDER_ATTRIBUTES,
        "languages": LANGUAGES,
        "characteristics": CHARACTERISTICS,
    }
)
"""What a wish and a description hold codes of. Characteristics are lived experience."""
Said = Mapping[str, Any]
"""A wish or a description: codes by the names of `ASKED`."""
SUGGESTED = 10
"""How many officers are suggested at most: a description is read as seldom as can be."""

_ORDER = tuple(PreferenceMet)
"""From the best to the worst."""


class Reason(NamedTuple):
    """One thing that was wished for, and whether the officer said it of themselves."""

    about: str
    """A name of `ASKED`."""
    code: str
    met: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How an officer fits one wish, and why."""

    preference: PreferenceMet
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could look after a case, and how they fit the wishes of its reports."""

    officer_id: UUID
    name: str
    open_cases: int
    fits: Mapping[UUID, Fit]
    """By report; empty where nobody has a wish."""

    @property
    def preference(self) -> PreferenceMet | None:
        """How they fit all the wishes; None where there is none."""
        return worst(fit.preference for fit in self.fits.values())

    @property
    def met(self) -> int:
        """How many of the things wished for they said."""
        return sum(reason.met for fit in self.fits.values() for reason in fit.reasons)


def check_wish(wish: Said) -> None:
    """Refuse a wish that asks for nothing.

    Raises:
        Invalid: pointing at ``/responder_preference``.
    """
    if not any(wish.get(about) for about in ASKED):
        detail = "Say at least one thing you wish for."
        raise invalid("/responder_preference", "required", detail)


def compare(wish: Said, description: Said) -> Fit:
    """Say whether somebody who describes themselves so is whom the wish is for.

    Everything wished for counts alike: all of it is met, some of it partly met, nothing not met.
    """
    reasons = tuple(
        Reason(about, code, code in (description.get(about) or ()))
        for about in ASKED
        for code in wish.get(about) or ()
    )
    if all(reason.met for reason in reasons):
        return Fit(PreferenceMet.MET, reasons)
    some = any(reason.met for reason in reasons)
    return Fit(PreferenceMet.PARTLY_MET if some else PreferenceMet.NOT_MET, reasons)


def worst(preferences: Iterable[PreferenceMet]) -> PreferenceMet | None:
    """Give how several wishes are met together: as the one that is met least.

    Whoever looks after a case looks after all who reported. A mean would hide the one who gets
    nobody they asked for.
    """
    return max(preferences, key=_ORDER.index, default=None)


def rank(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Put those who fit best first; who fits alike, the one with the fewest open cases first."""
    return sorted(candidates, key=_place)


def _place(one: Candidate) -> tuple[int, int, int, str, UUID]:
    fit = _ORDER.index(one.preference) if one.preference else 0
    return fit, -one.met, one.open_cases, one.name, one.officer_id


def reason_needed(preference: PreferenceMet | None, reason: str | None) -> str | None:
    """Give why a wish was overridden; nothing where it was met, or nobody has one.

    Raises:
        Invalid: the wish is not met, and no reason of the list is given for that.
    """
    if preference in (None, PreferenceMet.MET):
        return None
    if reason is None:
        detail = "A reporter asked for somebody else. Say why it is this officer."
        raise invalid("/override_reason", "required", detail)
    return OVERRIDE_REASONS.require(reason, "/override_reason")


TOLD: Mapping[PreferenceMet | None, str] = MappingProxyType(
    {
        PreferenceMet.MET: "Somebody as you wished for looks after your case.",
        PreferenceMet.PARTLY_MET: "Somebody looks after your case who is in part as you wished.",
        PreferenceMet.NOT_MET: "Nobody as you wished for could look after your case.",
        None: "Nobody was chosen with your wish in mind yet.",
    }
)
"""What a reporter is told of their wish; None where nobody was chosen since they had it."""
REASONS_TOLD: Mapping[str, str] = MappingProxyType(
    {
        "nobody_available": "Nobody as you wished for was there to take it on.",
        # Not whose conflict of interest: who fits a wish may be one person, known to all.
        "conflict_of_interest": "Nobody as you wished for may work on your case.",
        "workload": "Nobody as you wished for has room for another case now.",
        "urgent": "It was urgent, and this was the quickest way.",
        "reporter_agreed": "It was agreed with whoever had the wish.",
        "other": "There was another reason. You can ask us for it in a message.",
    }
)
"""Why a wish was overridden, as its reporter is told it: by code of ``override_reason``."""


def told(outcomes: Iterable[tuple[PreferenceMet, str | None]]) -> dict[str, str | None]:
    """Say to a reporter what became of their wish.

    Args:
        outcomes: for each who was chosen and is on the case still, whether the wish was met, and
            the coded reason where it was not. The best of them counts: they may turn to that one.
    """
    best = min(outcomes, key=lambda one: _ORDER.index(one[0]), default=None)
    preference, reason = best or (None, None)
    words = REASONS_TOLD.get(reason or "") if preference != PreferenceMet.MET else None
    return {"preference": preference, "text": TOLD[preference], "reason": words}
