"""What ends an introduction before anybody meets: the other learns the same, whatever it was."""

from collections.abc import Callable

import pytest

from service.domain.errors import WrongState
from service.store.models import Introduction
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.meeting import Two, notices, said

NAMED = {"mode": "named", "reporter": {"name": "Sam", "email": "sam@example.org"}}


@pytest.fixture
def two(runtime: Runtime, world: World) -> Two:
    return Two(runtime, world)


ENDINGS: dict[str, Callable[[Two, Introduction], object]] = {
    "refused": lambda two, _: two.answer(two.one, "refused"),
    "withdrawn": lambda two, _: two.answer(two.one, "withdrawn"),
    "consent refused": lambda two, _: two.consent(two.one, "refused"),
    "consent withdrawn": lambda two, _: two.consent(two.one, "withdrawn"),
    "report withdrawn": lambda two, _: two.withdraw(two.one),
    "called off": lambda two, introduction: two.move(introduction, "call_off"),
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("agreed", [True, False])
def test_whatever_ends_it_the_other_learns_the_same(
    runtime: Runtime, world: World, ending: str, *, agreed: bool
) -> None:
    two = Two(runtime, world)
    two.other = two.report(**NAMED)
    introduction = two.agreed() if agreed else two.propose()
    before = len(notices(runtime))
    ENDINGS[ending](two, introduction)
    assert two.state(introduction) == ("withdrawn" if ending == "called off" else "declined")
    for side in two.sides(introduction).values():
        assert side.contact_ct is None
        report = two.one if side.report_id == two.one.id else two.other
        with pytest.raises(WrongState):
            two.answer(report, "granted", "Still me.")
    # The other has an address, and is written to; to whoever is anonymous there is no way.
    new = notices(runtime)
    assert len(new) == before + 1
    assert ("status_changed", two.other.id) in new
    assert [e["change"]["to"] for e in said(runtime, "introduction.withdraw")] == [
        two.state(introduction)
    ] * 2
    for action in ("make", "call_off"):
        with pytest.raises(WrongState):
            two.move(introduction, action)


def test_what_is_withdrawn_ends_all_that_is_open_and_nothing_else(two: Two) -> None:
    third, fourth = two.report(), two.report()
    made = two.move(two.agreed(), "make")
    opened = [two.propose(two.one.id, one.id) for one in (third, fourth)]
    apart = two.propose(third.id, fourth.id)
    two.consent(two.one, "withdrawn")
    states = [two.state(one) for one in (made, *opened, apart)]
    assert states == ["made", "declined", "declined", "proposed"]
    two.consent(two.one, "granted")
    assert two.state(two.propose()) == "proposed"
