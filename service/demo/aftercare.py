"""What follows once a case of the sample is closed: actions are done, and reporters asked again."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from random import Random

from service.demo.asides import Asides
from service.demo.timeline import StoryClock, Thread
from service.demo.work import Work, on_case
from service.domain.support_lists import ActionState
from service.store.queries.outcomes import actions_of
from service.store.queries.rows import AnyRow
from service.usecases.actions import move_action
from service.usecases.runtime import Runtime

_ANSWERED_AFTER = (50, 92)
"""Days after the closing: some days after each of the two follow-ups."""
_LATELY = timedelta(days=40)
_NOT_DONE, _NOT_NEEDED = 0.6, 0.06
"""How likely it is that what was due lately is not done yet, and that an action need not be."""
_NEEDLESS = "The block is over, and nobody from it is left on the ward."

Event = tuple[datetime, Callable[[], None]]


class Aftercare:
    """Sees a closed case through."""

    def __init__(
        self, runtime: Runtime, clock: StoryClock, rng: Random, asides: Asides
    ) -> None:  # fmt: skip
        self._runtime, self._clock, self._rng, self._asides = runtime, clock, rng, asides

    def see_through(self, work: Work) -> Thread:
        """Let what follows happen, as far as its time has come."""
        for at, act in sorted(self._events(work), key=itemgetter(0)):
            if at > self._clock.end:
                return
            yield at
            act()

    def _events(self, work: Work) -> Iterator[Event]:
        for days in _ANSWERED_AFTER:
            answer = partial(self._asides.say_how_it_felt, work.report_id, "follow_up")
            yield self._clock() + timedelta(days=days), answer
        for action in on_case(self._runtime, actions_of, work.case_id):
            due = datetime.combine(action.due_on, self._clock().timetz())
            if action.state == ActionState.PLANNED and not self._is_left(due):
                step = "cancel" if self._rng.random() < _NOT_NEEDED else "done"
                # Mostly in time, now and then late.
                at = max(due + timedelta(days=self._rng.randint(-9, 3)), self._clock())
                yield at, partial(self._move, work, action, step)

    def _is_left(self, due: datetime) -> bool:
        return due > self._clock.end - _LATELY and self._rng.random() < _NOT_DONE

    def _move(self, work: Work, action: AnyRow, step: str) -> None:
        reason = _NEEDLESS if step == "cancel" else None
        with self._runtime.unit(work.officer) as unit:
            move_action(unit, work.case_id, action.id, step, reason=reason, version=action.version)
