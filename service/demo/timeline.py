"""Telling many stories at once, in the order of time.

A thread of history is a generator: it acts, yields the moment of its next act, and is woken when
that moment has come. The clock of the instance shows the moment of whoever is awake, so whatever
a use case writes down is of then.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

Thread = Iterator[datetime]
"""Acts, then yields when it wants to go on."""

_OPENS, _SHUTS = 9, 17
_SATURDAY = 5


class StoryClock:
    """A clock that stands still until the next act; usable as `Runtime.clock`."""

    def __init__(self, start: datetime, year_over: datetime, end: datetime, rng: Random) -> None:
        """Begin at the start of an academic year.

        Args:
            year_over: the moment at which that year is over: the figures are of it.
        """
        self.start, self.moment, self.end, self._rng = start, start, end, rng
        self.span, self.since_year = _days(start, end), _days(year_over, end)
        """How many days the history has, and how many of them came after the year."""

    def __call__(self) -> datetime:
        """Give the moment of whoever is awake."""
        return self.moment

    def ago(self, days: float) -> datetime:
        """Give the moment so many days before the end of the history."""
        return self.end - timedelta(days=days)

    def later(self, days: float) -> datetime:
        """Give a moment about so many days on, at any hour: when reporters write."""
        return self.moment + timedelta(days=days * self._rng.uniform(0.8, 1.2))

    def at_work(self, days: float) -> datetime:
        """Give a moment about so many days on, in office hours: when officers work."""
        moment = self.later(days)
        if _OPENS <= moment.hour < _SHUTS and moment.weekday() < _SATURDAY:
            return moment
        if moment.hour >= _OPENS:
            moment += timedelta(days=1)
        while moment.weekday() >= _SATURDAY:
            moment += timedelta(days=1)
        return moment.replace(hour=_OPENS, minute=self._rng.randrange(60))


def _days(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(days=1)


def run(threads: Iterable[tuple[datetime, Thread]], clock: StoryClock) -> None:
    """Let every thread act until it ends. What would lie in the future happens at the end."""
    queue = [(at, number, thread) for number, (at, thread) in enumerate(threads)]
    heapq.heapify(queue)
    while queue:
        at, number, thread = heapq.heappop(queue)
        clock.moment = min(at, clock.end)
        again = next(thread, None)
        if again is not None:
            heapq.heappush(queue, (max(again, at), number, thread))
