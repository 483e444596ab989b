"""Whom a reporter would like to be met by, and who could look after a case, in words."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_admin.babel import lazy_gettext as _

from admin.text import labels
from service.domain.representation import ASKED, Candidate, Fit
from service.domain.support_lists import PREFERENCES_MET, PreferenceMet
from service.usecases.representation import Suggestion, Suggestions

ABOUT = {
    "attributes": _("Somebody who is"),
    "languages": _("Somebody who speaks"),
    "characteristics": _("Somebody with experience around"),
}
"""What each part of a wish is called."""
_TONES = {PreferenceMet.MET: "good", PreferenceMet.NOT_MET: "warn"}


def wish(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what is wished for, as label and value."""
    return [
        (str(name), labels(ASKED[about], said[about]))
        for about, name in ABOUT.items()
        if said.get(about)
    ]


def suggested(found: Suggestions) -> list[dict[str, Any]]:
    """Describe the officers who are suggested, and why."""
    references = {row.id: row.reference for row in found.wishes}
    return [_officer(one, references) for one in found.officers]


def _officer(one: Suggestion, references: Mapping[UUID, str]) -> dict[str, Any]:
    candidate = one.candidate
    return {
        "name": candidate.name,
        "words": one.words,
        "open_cases": candidate.open_cases,
        "fit": _met(candidate.preference),
        "reasons": list(_reasons(candidate, references)),
    }


def _met(preference: PreferenceMet | None) -> tuple[str, str] | None:
    """Give a preference's label and tone."""
    if preference is None:
        return None
    return PREFERENCES_MET.label(preference), _TONES.get(preference, "neutral")


def _reasons(candidate: Candidate, references: Mapping[UUID, str]) -> Iterable[str]:
    """Give a line for each report's wish; its reference only where there are several."""
    for report_id, fit in candidate.fits.items():
        said = _parts(fit)
        yield f"{references[report_id]}: {said}" if len(candidate.fits) > 1 else said


def _parts(fit: Fit) -> str:
    parts = ((_("Says"), _named(fit, met=True)), (_("Does not say"), _named(fit, met=False)))
    return "; ".join(f"{name}: {codes}" for name, codes in parts if codes)


def _named(fit: Fit, *, met: bool) -> str:
    return ", ".join(ASKED[one.about].label(one.code) for one in fit.reasons if one.met is met)
