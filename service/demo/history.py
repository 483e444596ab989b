"""The casework of an academic year and of what came since, told in the order of time.

Nothing is written but by a use case, so the audit log of the sample is as real as any.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from random import Random

from service.demo.casework import ROUTES, Casework
from service.demo.cast import Cast, email_of
from service.demo.descriptions import best_suited
from service.demo.gatherings import GATHERINGS, Gatherings
from service.demo.house import House
from service.demo.initiatives import STEPS, Initiatives
from service.demo.intake import Intake
from service.demo.introducing import MEETINGS, Introducing
from service.demo.keeping import Keeping
from service.demo.office import Office
from service.demo.stories import STORIES, Story
from service.demo.stories.story import JOINS, PAST
from service.demo.timeline import StoryClock, Thread, run
from service.domain.actors import Actor
from service.usecases.runtime import Runtime

_POLICY_RENEWED_AFTER = 240
_AGES = {
    "submitted": (0.1, 4), "acknowledged": (1.5, 5), "triaged": (4, 8),
    "closed_no_case": (14, 345), "withdrawn": (40, 290), "duplicate": (1, 4),
    "new": (3, 6), "triage": (6, 12), "support_only": (8, 22), "informal_resolution": (11, 26),
    "investigation": (20, 112), "decision": (58, 130), "appeal": (85, 150), "on_hold": (30, 95),
    "closed": (70, 360), "reopened": (86, 98),
}  # fmt: skip
"""For each fate, how many days ago the youngest and the oldest report of it was made."""
_UNTIL_CLOSED, _YOUNGEST_PAST = 45, 70
"""Days that a story of the last academic year has left in it to come to its end."""
_WALK_INS, _STILL_OPEN = 34, 3
"""How many people walk in, and how many of the last are not helped to the end yet."""
_REVIEWED, _NO_ROOM = 12, 0.15


class History:
    """Every story, and who works on it."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._clock, self._rng = clock, rng
        self._house = House(runtime, cast.actors["helen"])
        self._intake = Intake(runtime, clock, cast, rng)
        self._casework = Casework(runtime, clock, cast, rng, self._intake)
        self._office = Office(runtime, clock, cast, rng)
        self._together = Gatherings(runtime, clock, cast, rng)
        self._initiatives = Initiatives(runtime, clock, cast)
        self._keeping = Keeping(runtime, clock, cast)
        self._introducing = Introducing(runtime, clock, cast, self._intake)
        self._actors, self._officers = cast.actors, deque(("amina", "tomos", "grace"))

    def tell(self, say: Callable[[str], None]) -> None:
        """Let it all happen."""
        clock, office = self._clock, self._office
        background = (
            (clock.start, self._house.policies(clock, _POLICY_RENEWED_AFTER)),
            (clock.start, office.months(say)),
            (clock.start, office.weeks()),
            (clock.start, self._casework.tasking.rounds()),
            (clock.start, self._intake.asides.drafts()),
            (clock.start, office.sign_ins()),
            (clock.ago(90), office.export()),
            (clock.ago(45), office.refusal(self._casework.latest)),
            (clock.ago(_REVIEWED), self._keeping.review()),
        )
        run([*background, *self._stories(), *self._support()], clock)

    def _support(self) -> Iterator[tuple[datetime, Thread]]:
        """Give what needs no report, or more than one."""
        clock = self._clock
        for number in range(_WALK_INS):
            thread = self._office.walk_in(number, over=number >= _STILL_OPEN)
            yield clock.ago(self._spread(number, _WALK_INS, (4, clock.span - 6))), thread
        yield from ((clock.start, self._together.meet(one)) for one in GATHERINGS)
        for step in STEPS:
            yield clock.ago(self._initiatives.age(step)), self._initiatives.take(step)
        for meeting in MEETINGS:
            yield clock.ago(meeting.age), self._introducing.bring_together(meeting)

    def _stories(self) -> Iterator[tuple[datetime, Thread]]:
        joining = {
            before.title: story for before, story in pairwise(STORIES) if story.fate == JOINS
        }
        told = [story for story in STORIES if story.fate != JOINS]
        totals, numbers = Counter(story.fate for story in told), defaultdict[str, int](int)
        for story in told:
            age = self._age(story.fate, numbers[story.fate], totals[story.fate])
            numbers[story.fate] += 1
            thread = self._thread(story, self._officer(story), joining.get(story.title))
            yield self._clock.ago(age), thread

    def _officer(self, story: Story) -> Actor:
        """Choose who sees to a story: whom it wishes for, and nobody whom it names."""
        named = {one["identifier"]["value"].lower() for one in story.subjects if len(one) > 2}
        free = [name for name in self._officers if email_of(name) not in named]
        self._officers.rotate(-1)
        # Now and then whoever would suit has no room, and the wish is overridden.
        full = self._rng.random() < _NO_ROOM
        chosen = free[0] if full or not story.preference else best_suited(story.preference, free)
        return self._actors[chosen]

    def _age(self, fate: str, number: int, total: int) -> float:
        """Spread the stories of a fate over its time."""
        year = max(self._clock.since_year + _UNTIL_CLOSED, _YOUNGEST_PAST), self._clock.span - 1
        return self._spread(number, total, year if fate == PAST else _AGES[fate])

    def _spread(self, number: int, total: int, ages: tuple[float, float]) -> float:
        """Give the age of one of several, with some unevenness."""
        youngest, oldest = ages
        share = (number + self._rng.uniform(0.1, 0.9)) / total
        return youngest + share * (oldest - youngest)

    def _thread(self, story: Story, officer: Actor, joining: Story | None) -> Thread:
        report_id = self._intake.submit(story)
        yield from self._intake.see_to(story, report_id, officer)
        if story.fate in ROUTES:
            yield from self._casework.carry(story, report_id, officer, joining)
