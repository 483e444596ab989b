"""What peers do together in the sample: a group, a drop-in and a space to think aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from service.demo.cast import Cast
from service.demo.services import COUNSELLING, PEERS
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor
from service.store.models import ActivitySession
from service.usecases.activities import add_activity, move_session, plan_sessions
from service.usecases.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Gathering:
    """An activity, who keeps it, and when it meets."""

    service: str
    keeper: str
    weekday: int
    """0 is Monday."""
    starts: time
    lasts: timedelta
    weeks: int
    """From one session to the next."""
    come: tuple[int, int]
    """How few and how many came."""
    place: str
    values: Mapping[str, Any]


GATHERINGS = (
    Gathering(
        PEERS, "kofi", 2, time(18), timedelta(hours=2), 3, (6, 17), "The Old Library, room 1.10",
        {"kind": "group", "name": "Wednesday table",
         "name_cy": "Bwrdd nos Fercher",
         "description": "Supper for students and doctors of colour, with a guest who tells how "
         "they came to where they are.",
         "description_cy": "Swper i fyfyrwyr a meddygon o liw, gyda gwestai sy'n adrodd ei hanes.",
         "characteristics": ["race"], "site": "Northbridge campus", "capacity": 20},
    ),
    Gathering(
        PEERS, "kofi", 0, time(12, 30), timedelta(hours=1), 4, (2, 9), "Chaplaincy, quiet room",
        {"kind": "drop_in", "name": "Royal Infirmary drop-in",
         "description": "Come for five minutes or for all of it, in scrubs or not. There is tea.",
         "characteristics": ["race", "religion_or_belief"],
         "site": "Northbridge Royal Infirmary", "languages": ["en", "fr"]},
    ),
    Gathering(
        COUNSELLING, "nadia", 3, time(19), timedelta(minutes=75), 4, (3, 8), "By video",
        {"kind": "reflective_space", "name": "After the ward",
         "name_cy": "Ar ôl y ward",
         "description": "An hour to think aloud about what a placement does to you, with a "
         "counsellor who asks and does not judge.",
         "description_cy": "Awr i feddwl yn uchel am effaith lleoliad arnoch chi, gyda chwnselydd "
         "sy'n gofyn ac nid yn barnu.",
         "online": True, "capacity": 8, "languages": ["en", "cy"]},
    ),
)  # fmt: skip
_AHEAD = 4
"""How many sessions are planned beyond the end of the history."""
_CALLED_OFF = 0.06


class Gatherings:
    """Plans each session, and counts who came."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng

    def meet(self, gathering: Gathering) -> Thread:
        """Tell of an activity from its beginning to what is planned today."""
        keeper = self._cast.actors[gathering.keeper]
        with self._runtime.unit(keeper) as unit:
            service_id = self._cast.services[gathering.service]
            activity_id = add_activity(unit, service_id, gathering.values).id
        day, ahead = self._first_day(gathering), 0
        while ahead < _AHEAD:
            if not _is_christmas(day):
                session = self._plan(keeper, activity_id, gathering, day)
                if session.ends_at > self._clock.end:
                    ahead += 1
                else:
                    yield from self._hold(keeper, gathering, session)
            day += timedelta(weeks=gathering.weeks)

    def _first_day(self, gathering: Gathering) -> date:
        tomorrow = self._runtime.rules.calendar.day_of(self._clock()) + timedelta(days=1)
        return tomorrow + timedelta(days=(gathering.weekday - tomorrow.weekday()) % 7)

    def _plan(
        self, keeper: Actor, activity_id: UUID, gathering: Gathering, day: date
    ) -> ActivitySession:
        starts_at = self._runtime.rules.calendar.at(day, gathering.starts)
        with self._runtime.unit(keeper) as unit:
            return plan_sessions(
                unit, activity_id, starts_at=starts_at, ends_at=starts_at + gathering.lasts,
                place=gathering.place,
            )[0]  # fmt: skip

    def _hold(self, keeper: Actor, gathering: Gathering, session: ActivitySession) -> Thread:
        """Let a session take place and count who came, or call it off the day before."""
        off = self._rng.random() < _CALLED_OFF
        yield session.starts_at - timedelta(days=1) if off else session.ends_at
        came = None if off else self._rng.randint(*gathering.come)
        with self._runtime.unit(keeper) as unit:
            move_session(
                unit, session.activity_id, session.id, "cancel" if off else "hold",
                attended=came, version=session.version,
            )  # fmt: skip


def _is_christmas(day: date) -> bool:
    """Whether nobody is there to meet."""
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3)
