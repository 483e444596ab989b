"""What a support service is given: the need, and nothing else that consent does not add."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.code_lists import ConsentScope, ConsentState
from service.domain.errors import WrongState
from service.domain.referrals import check_consent, what_is_shared

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


@given(consents, identities, narratives)
def test_each_part_is_shared_exactly_when_its_consent_is_granted(
    answers: dict[str, str], identity: dict[str, Any] | None, narrative: dict[str, Any] | None
) -> None:
    shared = what_is_shared(answers, reason="the need", identity=identity, narrative=narrative)
    assert shared.pop("need") == "the need"
    granted = {scope for scope, state in answers.items() if state == "granted"}
    told = shared.pop("narrative", None)
    assert told == (narrative["narrative"] if narrative and "share_narrative" in granted else None)
    who = shared.pop("identity", {})
    assert shared == {}
    assert who.keys() <= {"name", "email", "safe_to_contact"}
    if "share_identity" not in granted:
        assert who == {}
    else:
        assert all(identity is not None and identity[key] == value for key, value in who.items())


@pytest.mark.parametrize("state", [None, *ConsentState])
def test_a_referral_is_sent_only_with_consent_to_it(state: str | None) -> None:
    answers = {"contact": "granted"} | ({"referral": state} if state else {})
    if state == ConsentState.GRANTED:
        check_consent(answers)
        return
    with pytest.raises(WrongState, match="consent"):
        check_consent(answers)
