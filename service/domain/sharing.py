"""What a support service may be given: what the person agreed to give to it, and nothing else.

Each part that can be shared rests on one consent. A peer network is given first contact details
only, under a consent of its own; every other service is given the need, and what further consent
adds to it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentScope as C
from service.domain.code_lists import ConsentState
from service.domain.errors import WrongState, invalid
from service.domain.reports import affected_agrees

NEED, IDENTITY, NARRATIVE = "need", "identity", "narrative"
Terms = Mapping[str, C]
"""The consent that each part rests on. Without the first one nothing is sent."""

TERMS: Terms = {NEED: C.REFERRAL, IDENTITY: C.SHARE_IDENTITY, NARRATIVE: C.SHARE_NARRATIVE}
PEER_TERMS: Terms = {IDENTITY: C.INTRODUCE_TO_PEERS}
PEER_NETWORK = "peer_network"
_REACHED_BY = ("name", "email", "phone")
FIRST_CONTACT = (*_REACHED_BY, "safe_to_contact")
"""All that is shared of who somebody is."""


def terms_of(service_type: str, shared: Collection[str] = ()) -> Terms:
    """Say what a referral to a kind of service rests on.

    Args:
        shared: the parts that the service was given; what those rest on stays the same, whatever
            the directory calls the service by now.
    """
    peers = NEED not in shared if shared else service_type == PEER_NETWORK
    return PEER_TERMS if peers else TERMS


def consent_asked(terms: Terms) -> C:
    """Name the consent without which nothing is sent."""
    return next(iter(terms.values()))


def check_scope(terms: Terms, scope: str, pointer: str) -> None:
    """Refuse an answer about something that is not asked for this recipient.

    Raises:
        Invalid: pointing at the scope.
    """
    if scope not in terms.values():
        detail = f"For this service one answers about: {', '.join(terms.values())}."
        raise invalid(pointer, "not_asked", detail)


def is_agreed(terms: Terms, answers: Mapping[str, str]) -> bool:
    """Whether the person agreed to be referred.

    Args:
        answers: the answer that counts for each consent scope.
    """
    return answers.get(consent_asked(terms)) == ConsentState.GRANTED


def check_consent(terms: Terms, answers: Mapping[str, str]) -> None:
    """Refuse to send a referral the person has not agreed to.

    Raises:
        WrongState: the consent that this service needs is not granted.
    """
    if not is_agreed(terms, answers):
        raise WrongState("The person has not consented to this referral.")


def parts_shared(
    terms: Terms,
    answers: Mapping[str, str],
    affected_consent: str = AffectedConsent.NOT_NEEDED,
) -> list[str]:
    """Name the parts that consent lets out; no other is opened.

    Nothing but the need is shared while somebody else whom the report is about has not agreed.
    """
    agreed = [part for part, scope in terms.items() if answers.get(scope) == ConsentState.GRANTED]
    return agreed if affected_agrees(affected_consent) else [p for p in agreed if p == NEED]


def what_is_shared(
    parts: Sequence[str],
    *,
    need: str | None = None,
    identity: Mapping[str, Any] | None = None,
    narrative: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Build exactly what the receiving service gets, of the parts that consent lets out."""
    who = identity or {}
    known = any(who.get(name) for name in _REACHED_BY)
    contact = {name: who[name] for name in FIRST_CONTACT if known and who.get(name)}
    said = {NEED: need, IDENTITY: contact, NARRATIVE: (narrative or {}).get("narrative")}
    return {part: said[part] for part in parts if said[part]}


def check_anything(shared: Mapping[str, Any]) -> None:
    """Refuse to send a referral that says nothing.

    Raises:
        WrongState: a peer network would be told of nobody.
    """
    if not shared:
        raise WrongState("Nobody is named, and a peer network is told nothing but whom to contact.")


def lost_with(terms: Terms, scope: str) -> list[str]:
    """Name the parts that rest on a consent, beyond the one without which nothing is sent."""
    return [part for part, on in terms.items() if on == scope]


def as_received(shared: Mapping[str, Any], taken_back: Collection[str]) -> dict[str, Any]:
    """Give what the service has of what it was given: not what was taken back since."""
    return {part: said for part, said in shared.items() if part not in taken_back}
