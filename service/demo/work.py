"""One case of the sample, and looking at what is on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection

from service.demo.stories import Story
from service.demo.texts import Ending
from service.domain.actors import SYSTEM, Actor
from service.store.queries.cases import case_row
from service.store.queries.rows import AnyRow
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit


@dataclass(frozen=True, slots=True)
class Work:
    """One case, and whose it is."""

    story: Story
    report_id: UUID
    case_id: UUID
    officer: Actor
    route: tuple[str, ...]
    """The steps it takes."""
    ending: Ending

    @property
    def is_formal(self) -> bool:
        """Whether it comes to a decision."""
        return "decide" in self.route


def on_case(
    runtime: Runtime, read: Callable[[Connection, UUID], Sequence[AnyRow]], case_id: UUID
) -> Sequence[AnyRow]:
    """Read what is on a case, with a function of the queries; nothing sealed is opened."""
    with runtime.reading(SYSTEM) as reading:
        return read(reading.connection, case_id)


def day_in(unit: Unit, days: int) -> date:
    """Give the institution's day so many days on."""
    return unit.rules.calendar.day_of(unit.now) + timedelta(days=days)


def case_now(runtime: Runtime, case_id: UUID) -> AnyRow:
    """Give a case as it is now."""
    with runtime.reading(SYSTEM) as reading:
        row = case_row(reading.connection, case_id)
    if row is None:
        raise LookupError(case_id)
    return row
