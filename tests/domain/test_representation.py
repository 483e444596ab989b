"""Whether an officer is whom a reporter asked for: by table, and whatever both may say."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.representation import (
    ASKED,
    REASONS_TOLD,
    TOLD,
    Candidate,
    Fit,
    check_wish,
    compare,
    rank,
    reason_needed,
    told,
    worst,
)
from service.domain.support_lists import OVERRIDE_REASONS, PreferenceMet

pytestmark = pytest.mark.single_database

MET, PARTLY, NOT = PreferenceMet
CODES = {about: codes.values()[:4] for about, codes in ASKED.items()}
said = st.fixed_dictionaries(
    {}, optional={a: st.lists(st.sampled_from(c), unique=True) for a, c in CODES.items()}
)
wishes = said.filter(lambda wish: any(wish.values()))


@pytest.mark.parametrize(
    ("wish", "description", "expected", "met"),
    [
        ({"attributes": ["woman"]}, {"attributes": ["woman", "disabled"]}, MET, ["woman"]),
        ({"attributes": ["woman"]}, {"attributes": ["man"]}, NOT, []),
        ({"attributes": ["woman"]}, {}, NOT, []),
        ({"attributes": ["woman", "disabled"]}, {"attributes": ["disabled"]}, PARTLY, ["disabled"]),
        ({"attributes": ["woman"], "languages": ["ur"]}, {"languages": ["ur"]}, PARTLY, ["ur"]),
        ({"languages": ["ur", "pa"]}, {"languages": ["pa", "ur", "en"]}, MET, ["ur", "pa"]),
        # Having lived through something is not said by being something.
        ({"characteristics": ["disability"]}, {"attributes": ["disabled"]}, NOT, []),
        ({"characteristics": ["race"]}, {"characteristics": ["race"]}, MET, ["race"]),
    ],
)
def test_what_both_said_is_compared(
    wish: Any, description: Any, expected: PreferenceMet, met: list[str]
) -> None:
    fit = compare(wish, description)
    assert fit.preference == expected
    assert [reason.code for reason in fit.reasons if reason.met] == met
    asked = [(about, code) for about in ASKED for code in wish.get(about, ())]
    assert [(reason.about, reason.code) for reason in fit.reasons] == asked


@given(wish=wishes, description=said, more=said)
def test_to_say_more_never_fits_worse(wish: Any, description: Any, more: Any) -> None:
    both = {about: [*description.get(about, ()), *more.get(about, ())] for about in ASKED}
    assert worst([compare(wish, description).preference, compare(wish, both).preference]) == (
        compare(wish, description).preference
    )
    assert compare(wish, wish).preference == MET
    assert compare(wish, {}).preference == NOT


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ([], None),
        ([MET], MET),
        ([MET, PARTLY], PARTLY),
        ([NOT, MET, PARTLY], NOT),
        ([MET, MET], MET),
    ],
)
def test_several_wishes_are_met_as_the_one_that_is_met_least(
    several: list[PreferenceMet], expected: PreferenceMet | None
) -> None:
    assert worst(several) == expected


def candidate(number: int, open_cases: int, *descriptions: Any, wish: Any) -> Candidate:
    fits: dict[UUID, Fit] = {UUID(int=i): compare(wish, one) for i, one in enumerate(descriptions)}
    return Candidate(UUID(int=100 + number), f"Officer {number}", open_cases, fits)


WISH = {"attributes": ["woman", "disabled"], "languages": ["ur"]}


def test_who_fits_best_comes_first_then_who_has_the_fewest_cases() -> None:
    made = [
        candidate(1, 0, {}, wish=WISH),
        candidate(2, 5, {"attributes": ["woman"]}, wish=WISH),
        candidate(3, 9, WISH, wish=WISH),
        candidate(4, 2, {"attributes": ["woman"]}, wish=WISH),
        candidate(5, 7, {"attributes": ["woman"], "languages": ["ur"]}, wish=WISH),
        # One of the two who reported gets nobody they asked for.
        candidate(6, 1, WISH, {}, wish=WISH),
        candidate(7, 2, {"attributes": ["woman"]}, wish=WISH),
    ]
    assert [int(one.name[-1]) for one in rank(made)] == [3, 5, 4, 7, 2, 6, 1]
    unasked = [Candidate(UUID(int=i), f"Officer {i}", 3 - i, {}) for i in range(3)]
    assert [one.open_cases for one in rank(unasked)] == [1, 2, 3]


@given(st.lists(st.tuples(said, st.integers(0, 3)), max_size=6), wishes, st.randoms())
def test_the_order_does_not_depend_on_who_is_looked_at_first(
    given_: list[Any], wish: Any, chance: Any
) -> None:
    made = [candidate(n, cases, one, wish=wish) for n, (one, cases) in enumerate(given_)]
    mixed = chance.sample(made, len(made))
    assert rank(mixed) == rank(made)
    order = [list(PreferenceMet).index(one.preference) for one in rank(made) if one.preference]
    assert order == sorted(order)


def test_a_wish_asks_for_something() -> None:
    check_wish({"languages": ["cy"]})
    for nothing in ({}, {"languages": []}, {"attributes": [], "characteristics": []}):
        with pytest.raises(Invalid) as refused:
            check_wish(nothing)
        assert refused.value.faults[0].pointer == "/responder_preference"


@pytest.mark.parametrize(
    ("preference", "reason", "expected"),
    [
        (None, None, None), (None, "urgent", None), (MET, None, None), (MET, "urgent", None),
        (PARTLY, "workload", "workload"), (NOT, "other", "other"),
        (PARTLY, None, "required"), (NOT, None, "required"), (NOT, "whim", "unknown_code"),
    ],
)  # fmt: skip
def test_only_a_wish_that_is_not_met_needs_a_reason(
    preference: PreferenceMet | None, reason: str | None, expected: str | None
) -> None:
    if expected not in ("required", "unknown_code"):
        assert reason_needed(preference, reason) == expected
        return
    with pytest.raises(Invalid) as refused:
        reason_needed(preference, reason)
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/override_reason", expected)


def test_a_reporter_is_told_in_plain_words() -> None:
    assert set(TOLD) == {None, *PreferenceMet}
    assert set(REASONS_TOLD) == set(OVERRIDE_REASONS.values())
    assert told([]) == {"preference": None, "text": TOLD[None], "reason": None}
    best = told([(NOT, "urgent"), (PARTLY, "workload")])
    assert best == {"preference": PARTLY, "text": TOLD[PARTLY], "reason": REASONS_TOLD["workload"]}
    # Their own wish is met; why another's is not is none of their business.
    assert told([(MET, "urgent")]) == {"preference": MET, "text": TOLD[MET], "reason": None}
