"""What a support service is given: what its own consents let out, and nothing else."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import SERVICE_TYPES, ConsentScope, ConsentState
from service.domain.errors import Invalid, WrongState
from service.domain.sharing import (
    PEER_TERMS,
    TERMS,
    as_received,
    check_anything,
    check_consent,
    check_scope,
    consent_asked,
    parts_shared,
    terms_of,
    what_is_shared,
)

pytestmark = pytest.mark.single_database

consents = st.dictionaries(st.sampled_from([*ConsentScope]), st.sampled_from([*ConsentState]))
identities = st.none() | st.fixed_dictionaries(
    {},
    optional={
        key: st.text(max_size=9)
        for key in ("name", "email", "phone", "student_number", "safe_to_contact")
    },
)
narratives = st.none() | st.fixed_dictionaries(
    {"narrative": st.text(min_size=1)},
    optional={"desired_resolution": st.text(), "placement_provider": st.text()},
)
kinds = st.sampled_from(SERVICE_TYPES.values())


@given(consents, kinds, identities, narratives)
def test_each_part_is_shared_exactly_when_its_consent_is_granted(
    answers: dict[str, str],
    kind: str,
    identity: dict[str, Any] | None,
    narrative: dict[str, Any] | None,
) -> None:
    parts = parts_shared(terms_of(kind), answers)
    shared = what_is_shared(parts, need="the need", identity=identity, narrative=narrative)
    granted = {scope for scope, state in answers.items() if state == "granted"}
    peers = kind == "peer_network"
    assert shared.pop("need", None) == ("the need" if "referral" in granted and not peers else None)
    told = shared.pop("narrative", None)
    words = narrative["narrative"] if narrative else None
    assert told == (words if "share_narrative" in granted and not peers else None)
    who = shared.pop("identity", {})
    assert shared == {}
    if ("introduce_to_peers" if peers else "share_identity") not in granted:
        assert who == {}
    given_away = ("name", "email", "phone", "safe_to_contact")
    assert all(identity and identity[key] == value for key, value in who.items())
    assert who.keys() <= set(given_away)
    assert not who or who.keys() & {"name", "email", "phone"}, "a preference names nobody"


@pytest.mark.parametrize("agreed", [*AffectedConsent])
def test_only_the_need_goes_out_while_whom_it_is_about_has_not_agreed(agreed: str) -> None:
    answers = dict.fromkeys([*ConsentScope], "granted")
    shares = agreed in ("not_needed", "given")
    assert parts_shared(TERMS, answers, agreed) == (
        ["need", "identity", "narrative"] if shares else ["need"]
    )
    assert parts_shared(PEER_TERMS, answers, agreed) == (["identity"] if shares else [])


@pytest.mark.parametrize(
    ("kind", "asked"), [("counselling", "referral"), ("peer_network", "introduce_to_peers")]
)
def test_a_referral_is_sent_only_with_the_consent_that_is_asked_for_it(
    kind: str, asked: str
) -> None:
    terms = terms_of(kind)
    assert consent_asked(terms) == asked
    others = {scope: "granted" for scope in ConsentScope if scope != asked}
    check_consent(terms, {asked: "granted"})
    for answers in (others, *({**others, asked: state} for state in ("refused", "withdrawn"))):
        with pytest.raises(WrongState, match="consent"):
            check_consent(terms, answers)


def test_what_rests_on_a_consent_stays_so_when_the_directory_changes() -> None:
    assert terms_of("peer_network", ["need", "identity"]) is TERMS
    assert terms_of("counselling", ["identity"]) is PEER_TERMS


def test_only_what_is_asked_for_this_service_can_be_answered() -> None:
    allowed = {"counselling": {"referral", "share_identity", "share_narrative"},
               "peer_network": {"introduce_to_peers"}}  # fmt: skip
    for kind, scope in product(allowed, ConsentScope):
        if scope in allowed[kind]:
            check_scope(terms_of(kind), scope, "/scope")
            continue
        with pytest.raises(Invalid) as refused:
            check_scope(terms_of(kind), scope, "/scope")
        assert [(f.pointer, f.code) for f in refused.value.faults] == [("/scope", "not_asked")]


@pytest.mark.parametrize(
    ("identity", "shared"),
    [
        ({"safe_to_contact": "any"}, {}),
        ({"student_number": "S1", "safe_to_contact": "any"}, {}),
        ({"phone": "0", "safe_to_contact": "any"}, {"phone": "0", "safe_to_contact": "any"}),
        (None, {}),
    ],
)
def test_a_preference_alone_says_nothing_of_who_somebody_is(
    identity: dict[str, str] | None, shared: dict[str, str]
) -> None:
    assert what_is_shared(["identity"], identity=identity).get("identity", {}) == shared


def test_a_referral_that_says_nothing_is_not_sent() -> None:
    check_anything({"identity": {"name": "Sam"}})
    with pytest.raises(WrongState):
        check_anything({})


def test_the_service_has_what_was_not_taken_back() -> None:
    sent = {"need": "To talk.", "identity": {"name": "Sam"}, "narrative": "Words."}
    assert as_received(sent, []) == sent
    assert as_received(sent, ["identity"]) == {"need": "To talk.", "narrative": "Words."}
    assert as_received(sent, ["identity", "need", "narrative"]) == {}
