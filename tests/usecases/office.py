"""An English institution with a case manager, whose present moment a test sets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service.adapters.uk_holidays import uk_calendar
from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.store.models import Case, Report
from service.store.queries.work import clocks_of
from service.usecases.ageing import aged_clock
from service.usecases.clocks import run_case_clocks
from service.usecases.runtime import Runtime
from tests.builders import World

LONDON = ZoneInfo("Europe/London")
START = "2026-11-23 10:00"
"""A Monday."""


def at(text: str) -> datetime:
    """Read a moment of London's clocks; of the year 2026 unless it says another."""
    full = text if text[:2] == "20" else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=LONDON).astimezone(UTC)


def told(moment: datetime | None) -> str | None:
    """Write a moment as `at` reads it."""
    return moment and moment.astimezone(LONDON).strftime("%Y-%m-%d %H:%M").removeprefix("2026-")


@dataclass
class Now:
    """The clock of an instance."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


class Office:
    """Acts as its manager, at the moment that the test says."""

    def __init__(self, runtime: Runtime) -> None:
        self.now = Now(at(START))
        rules = replace(runtime.rules, calendar=uk_calendar("england", LONDON))
        self.runtime = replace(runtime, clock=self.now, rules=rules)
        self.world = World(self.runtime)
        self.manager = self.world.officer(Role.CASE_MANAGER)

    def when(self, text: str) -> "Office":
        self.now.moment = at(text)
        return self

    def act(
        self, function: Callable[..., Any], *args: Any, by: Actor | None = None, **values: Any
    ) -> Any:
        with self.runtime.unit(by or self.manager) as unit:
            return function(unit, *args, **values)

    def case(self, **values: Any) -> Case:
        return self.world.case(self.manager, self.world.report(**values)[0].id)

    def put(self, case: Case, state: str) -> None:
        """Bring a case into a state, whatever it takes elsewhere to get there."""
        with self.runtime.unit(SYSTEM) as unit:
            row = unit.session.get_one(Case, case.id)
            before, row.state = row.state, state
            run_case_clocks(unit, row, before=before)
            unit.record("case.amend", row)

    def read(self, model: Any, row: Any) -> Any:
        """Read a row as it is now."""
        with self.runtime.reading(SYSTEM) as reading:
            table = model.__table__
            return reading.connection.execute(select(table).where(table.c.id == row.id)).one()

    def clocks(self, of: Case | Report) -> list[dict[str, Any]]:
        key = "case_id" if isinstance(of, Case) else "report_id"
        with self.runtime.reading(self.manager) as reading:
            rows = clocks_of(reading.connection, **{key: of.id})
        return [aged_clock(row, self.now(), self.runtime.rules.calendar) for row in rows]

    def live(self, of: Case | Report) -> list[tuple[str, str, str | None]]:
        """Give the clocks of a case or report itself that have not stopped."""
        return [
            (clock["kind"], clock["state"], told(clock["due_at"]))
            for clock in self.clocks(of)
            if clock["state"] != "stopped" and of.id in (clock["case_id"], clock["report_id"])
        ]
