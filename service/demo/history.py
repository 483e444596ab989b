"""A year of casework, told through the use cases in the order of time.

Nothing is written but by a use case, so the audit log of the sample is as real as any.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import cycle, pairwise
from random import Random

from service.demo.casework import ROUTES, Casework
from service.demo.cast import Cast, email_of
from service.demo.house import House
from service.demo.intake import Intake
from service.demo.office import Office
from service.demo.stories import STORIES, Story
from service.demo.stories.story import JOINS
from service.demo.timeline import StoryClock, Thread, run
from service.domain.actors import Actor
from service.usecases.runtime import Runtime

YEAR = 365.0
_POLICY_RENEWED_AFTER = 240
_AGES = {
    "submitted": (0.1, 4), "acknowledged": (1.5, 5), "triaged": (4, 8),
    "closed_no_case": (14, 345), "withdrawn": (40, 290), "duplicate": (1, 4),
    "new": (3, 6), "triage": (6, 12), "support_only": (8, 22), "informal_resolution": (11, 26),
    "investigation": (20, 112), "decision": (58, 130), "appeal": (85, 150), "on_hold": (30, 95),
    "closed": (70, 360), "reopened": (86, 98),
}  # fmt: skip
"""For each fate, how many days ago the youngest and the oldest report of it was made."""


class History:
    """Every story, and who works on it."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._clock, self._rng = clock, rng
        self._house = House(runtime, cast.actors["helen"])
        self._intake = Intake(runtime, clock, cast, rng)
        self._casework = Casework(runtime, clock, cast, rng, self._intake)
        self._office = Office(runtime, clock, cast, rng)
        self._officers = cycle((name, cast.actors[name]) for name in ("amina", "tomos", "grace"))

    def tell(self, say: Callable[[str], None]) -> None:
        """Let it all happen."""
        clock, office = self._clock, self._office
        background = (
            (clock.ago(YEAR), self._house.policies(clock, _POLICY_RENEWED_AFTER)),
            (clock.ago(YEAR), office.months(say)),
            (clock.ago(YEAR), self._casework.tasking.rounds()),
            (clock.ago(YEAR), self._intake.asides.drafts()),
            (clock.ago(YEAR - 1), office.sign_ins()),
            (clock.ago(YEAR - 5), office.walk_ins()),
            (clock.ago(90), office.export()),
            (clock.ago(45), office.refusal(self._casework.latest)),
        )
        run([*background, *self._stories()], clock)

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
        """Choose who sees to a story: the next officer whom it does not name."""
        named = {one["identifier"]["value"].lower() for one in story.subjects if len(one) > 2}
        return next(actor for name, actor in self._officers if email_of(name) not in named)

    def _age(self, fate: str, number: int, total: int) -> float:
        """Spread the stories of a fate over its time, with some unevenness."""
        youngest, oldest = _AGES[fate]
        share = (number + self._rng.uniform(0.1, 0.9)) / total
        return youngest + share * (oldest - youngest)

    def _thread(self, story: Story, officer: Actor, joining: Story | None) -> Thread:
        report_id = self._intake.submit(story)
        yield from self._intake.see_to(story, report_id, officer)
        if story.fate in ROUTES:
            yield from self._casework.carry(story, report_id, officer, joining)
