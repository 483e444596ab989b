"""Introductions that cross on PostgreSQL: nobody waits for ever, and no two are asked twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier

import pytest
from sqlalchemy.exc import OperationalError

from service.domain.errors import WrongState
from service.store.models import Introduction
from service.usecases import introductions, referrals
from service.usecases.introduction_answers import answer_introduction
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.meeting import Two
from tests.usecases.test_taking_turns import has_several_writers, impatient


@pytest.fixture
def two(runtime: Runtime, world: World) -> Two:
    return Two(runtime, world)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of these in the same moment; give what each gave, or was refused with."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except WrongState as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(do, act) for act in acts]]


def test_introductions_that_cross_do_not_wait_for_each_other(two: Two, runtime: Runtime) -> None:
    if not has_several_writers(runtime):
        return
    ids = [two.one.id, two.other.id, two.report().id]
    pairs = [*permutations(ids, 2)]
    for _ in range(3):
        found = at_once([lambda pair=pair: two.propose(*pair) for pair in pairs])  # type: ignore[misc]
        made = [one for one in found if isinstance(one, Introduction)]
        assert len(made) == 3
        ended = at_once(
            [lambda one=one: two.move(one, "call_off") for one in made]  # type: ignore[misc]
            + [lambda: two.answer(two.one, "refused"), lambda: two.consent(two.other, "withdrawn")]
        )
        assert {two.state(one) for one in made} <= {"withdrawn", "declined"}
        assert not [one for one in ended if isinstance(one, OperationalError)]
        two.consent(two.other, "granted")


def test_two_answers_at_once_are_both_heard(two: Two, runtime: Runtime) -> None:
    if not has_several_writers(runtime):
        return
    for answers, expected in ((("granted", "granted"), "agreed"), (("granted", "refused"), None)):
        introduction = two.propose()
        contacts = ["Me." if state == "granted" else None for state in answers]
        at_once(
            [
                lambda: two.answer(two.one, answers[0], contacts[0]),  # noqa: B023 - done at once
                lambda: two.answer(two.other, answers[1], contacts[1]),  # noqa: B023
            ]
        )
        assert two.state(introduction) == (expected or "declined")
        if expected:
            two.move(introduction, "call_off")


def test_a_no_in_this_moment_waits_for_those_who_are_brought_together(
    two: Two, runtime: Runtime
) -> None:
    if not has_several_writers(runtime):
        return
    introduction = two.agreed()
    side = two.sides(introduction)[two.one.id].id
    with runtime.unit(two.officer) as unit:
        introductions.move_introduction(unit, introduction.id, "make", version=None)
        for act in (
            lambda other: answer_introduction(
                other, two.one.id, side, state="withdrawn", wording_version="1"
            ),
            lambda other: referrals.answer_consent(
                other, two.one.id, scope="introduce_to_peers", state="withdrawn",
                wording_version="1",
            ),
        ):  # fmt: skip
            actor = two.world.reporter(two.one)
            with pytest.raises(OperationalError), impatient(runtime, actor) as other:
                act(other)
    with pytest.raises(WrongState):
        two.answer(two.one, "withdrawn")
    assert two.state(introduction) == "made"
