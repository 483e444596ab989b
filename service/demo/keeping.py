"""Keeping the sample's directory true: entries are looked at again, some of them late."""

from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from service.demo.cast import CASEWORK, Cast
from service.demo.services import SERVICES
from service.demo.timeline import StoryClock, Thread
from service.store.models import SupportService
from service.usecases.directory import amend_service
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_REVIEW_IN = (170, 90, 5, 140, 64, 120, 180, 33)
"""Days from one review to the next; the shortest is over before the history is."""
_FREE_IN = (16, 31, 22)
_BOOKED = {"counselling", "wellbeing", "disability_service", "occupational_health", "legal_advice"}
"""Kinds of service that one waits for."""


class Keeping:
    """Looks at the directory."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast
        self._review_in, self._free_in = cycle(_REVIEW_IN), cycle(_FREE_IN)

    def review(self) -> Thread:
        """Let each service look at its entry, and the casework system at those of the others."""
        yield self._clock.at_work(0.2)
        for entry in SERVICES:
            by = next(iter(self._cast.speakers(entry["name"])), self._cast.actors[CASEWORK])
            with self._runtime.unit(by) as unit:
                self._look(unit, entry["service_type"], self._cast.services[entry["name"]])

    def _look(self, unit: Unit, service_type: str, service_id: UUID) -> None:
        today = unit.rules.calendar.day_of(unit.now)
        changes: dict[str, date] = {"review_on": today + timedelta(days=next(self._review_in))}
        if service_type in _BOOKED:
            changes["next_available_on"] = today + timedelta(days=next(self._free_in))
        version = unit.session.get_one(SupportService, service_id).version
        amend_service(unit, service_id, changes, version=version)
