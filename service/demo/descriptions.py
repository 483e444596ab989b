"""How some of the sample's officers describe themselves, and who of them suits a wish."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.actors import Actor
from service.domain.representation import compare
from service.usecases.descriptions import describe_self
from service.usecases.runtime import Runtime

DESCRIPTIONS: Mapping[str, Mapping[str, Any]] = {
    "amina": {
        "attributes": ["woman", "global_majority", "has_a_faith", "not_a_clinician"],
        "languages": ["en", "ur"], "characteristics": ["race", "religion_or_belief"],
        "words": "I wear a hijab and have worked beside wards for eleven years.",
    },
    "tomos": {
        "attributes": ["man", "lgbtq_plus", "first_in_family"],
        "languages": ["cy", "en"], "characteristics": ["sexual_orientation"],
        "words": "Siaradwch â fi yn Gymraeg, or in English, as you like.",
    },
    "grace": {
        "attributes": ["woman", "global_majority", "parent_or_carer", "clinician"],
        "languages": ["en", "fr"], "characteristics": ["race", "caring_responsibility"],
        "words": "I was a nurse before this, and I look after my mother.",
    },
    "kofi": {
        "attributes": ["man", "global_majority", "first_in_family", "clinician"],
        "languages": ["en"], "characteristics": ["race"],
    },
}  # fmt: skip
"""By user name. Whoever is not here has said nothing, and nothing is concluded from that."""


def describe(runtime: Runtime, officers: Mapping[str, Actor]) -> None:
    """Let each of them say it."""
    for username, said in DESCRIPTIONS.items():
        with runtime.unit(officers[username]) as unit:
            describe_self(unit, **said)


def best_suited(wish: Mapping[str, Sequence[str]], usernames: Sequence[str]) -> str:
    """Give who suits a wish best; of those who suit it alike, the first."""

    def suits(username: str) -> int:
        fit = compare(wish, DESCRIPTIONS.get(username, {}))
        return sum(reason.met for reason in fit.reasons)

    return max(usernames, key=suits)
