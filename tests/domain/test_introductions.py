"""Introductions: what may become of one, who must not meet, and what each of the two is told."""

from dataclasses import replace
from itertools import product

import pytest

from service.domain.code_lists import ReportState
from service.domain.errors import Invalid, WrongState
from service.domain.introductions import (
    INTRODUCTION_MACHINE,
    SEEN_AS,
    Meeting,
    check_answer,
    check_may_meet,
    seen_as,
    step_after,
    words_to_pass_on,
)
from service.domain.policy import POLICY
from service.domain.support_lists import IntroductionState, SideState
from service.domain.verbs import VERBS
from tests.domain.test_machines import read

pytestmark = pytest.mark.single_database

STEPS = read(
    """
    agree: proposed > agreed
    decline: proposed agreed > declined
    make: agreed > made
    call_off: proposed agreed > withdrawn
    """
)
FINE = Meeting(
    states=("submitted", "linked_to_case"), both_agree=True, linked=False, on_one_open_case=False,
    asked_already=False,
)  # fmt: skip
G, R, W, A = SideState.GRANTED, SideState.REFUSED, SideState.WITHDRAWN, SideState.ASKED


def test_every_pair_gives_its_target_or_is_refused() -> None:
    for state, action in product(IntroductionState, ["agree", "decline", "make", "call_off", "x"]):
        if (state, action) in STEPS:
            step = INTRODUCTION_MACHINE.step(action, state, internal=True)
            assert step.target == STEPS[state, action]
            assert step.permission in POLICY
            assert step.verb in VERBS
        else:
            with pytest.raises(WrongState):
                INTRODUCTION_MACHINE.step(action, state, internal=True)
    offered = {s: [t.action for t in INTRODUCTION_MACHINE.from_state(s)] for s in IntroductionState}
    assert {state: found for state, found in offered.items() if found} == {
        "proposed": ["call_off"], "agreed": ["make", "call_off"],
    }  # fmt: skip


def test_how_it_ended_is_told_in_the_same_words() -> None:
    said = {t.action: t.tells for t in INTRODUCTION_MACHINE.transitions}
    assert said["decline"] == said["call_off"] == SEEN_AS["not_made"]
    assert said["agree"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"states": ("draft", "submitted")},
        {"states": ("triaged", "withdrawn")},
        {"both_agree": False},
        {"linked": True},
        {"on_one_open_case": True},
        {"asked_already": True},
    ],
    ids=str,
)
def test_who_must_not_meet(change: dict[str, object]) -> None:
    with pytest.raises(WrongState):
        check_may_meet(replace(FINE, **change))


def test_anybody_else_may() -> None:
    fine = set(ReportState) - {ReportState.DRAFT, ReportState.WITHDRAWN}
    for states in product(fine, fine):
        check_may_meet(replace(FINE, states=states))


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        ((G, G), "agree"), ((G, A), None), ((A, A), None), ((A, G), None), ((R, A), "decline"),
        ((G, W), "decline"), ((W, R), "decline"), ((R, G), "decline"),
    ],
)  # fmt: skip
def test_what_follows_from_two_answers(answers: tuple[str, str], step: str | None) -> None:
    assert step_after(answers) == step


@pytest.mark.parametrize(
    ("state", "contact", "pointer"),
    [
        ("granted", None, "/contact"), ("granted", "", "/contact"), ("refused", "Me.", "/contact"),
        ("withdrawn", "Me.", "/contact"), ("asked", None, "/state"), ("maybe", None, "/state"),
    ],
)  # fmt: skip
def test_an_answer_says_yes_and_how_or_no(state: str, contact: str | None, pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_answer(state, "proposed", contact)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_what_is_settled_is_not_answered() -> None:
    for state in IntroductionState:
        if state in ("proposed", "agreed"):
            check_answer("granted", state, "Me.")
            check_answer("refused", state, None)
        else:
            with pytest.raises(WrongState):
                check_answer("refused", state, None)


def test_nobody_sees_what_the_other_answered() -> None:
    seen = {(state, answer): seen_as(state, answer)
            for state, answer in product(IntroductionState, SideState)}  # fmt: skip
    assert seen["proposed", A] == "asked"
    assert seen["proposed", G] == seen["agreed", G] == "waiting"
    over = {state: {seen[state, answer] for answer in SideState} for state in IntroductionState}
    assert over["made"] == {"made"}
    assert over["declined"] == over["withdrawn"] == {"not_made"}
    assert set(seen.values()) == set(SEEN_AS)


def test_the_words_are_passed_on_as_they_are() -> None:
    assert "\n\nRing {me}: 100 %.\n\n" in words_to_pass_on("Ring {me}: 100 %.")
