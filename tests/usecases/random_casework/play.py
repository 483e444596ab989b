"""How a rule of the machine picks who does what to which; the rest of the machine adds the acts."""

from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from service.domain.actors import Actor
from tests.usecases.random_casework.house import TEAM, House
from tests.usecases.random_casework.model import Model
from tests.usecases.random_casework.snapshot import Snapshot

T = TypeVar("T")

numbers = st.integers(0, 1_000)
WORKERS = ["manager", "second", "welfare", "other", "investigator", "decider", "custodian"]
workers = st.sampled_from([*["manager", "second", "portal"] * 3, *WORKERS])
"""Mostly those who may: else most acts would be refused."""
anybody = st.sampled_from([*TEAM, "provider", "booking", "form", "portal"])
ANSWERS = ("granted", "granted", "refused", "withdrawn")


class Play(RuleBasedStateMachine):
    """A machine that plays in a house of its own."""

    house: House

    @property
    def now(self) -> Snapshot:
        """What there is."""
        return self.house.seen

    @property
    def model(self) -> Model:
        """What must be true."""
        return self.house.model

    def pick(self, rows: Sequence[T], number: int) -> T:
        """Pick one of some rows; late ones as likely as early ones."""
        return rows[number % len(rows)]

    def case(self, number: int) -> Any:
        """Pick a case: one that is not closed, if there is any, three times in four."""
        found = self.now.all("cases")
        alive = [case for case in found if case.state != "closed"]
        return self.pick(alive if alive and number % 4 else found, number // 4)

    def report(self, number: int, *states: str) -> Any:
        """Pick a report: in one of these states, if there is any, three times in four."""
        found = self.now.all("reports")
        meant = [report for report in found if report.state in states]
        return self.pick(meant if meant and number % 4 else found, number // 4)

    def part(self, table: str, case: Any, number: int) -> Any:
        """Pick something on a case; None where there is nothing."""
        found = self.now.of_case(table, case.id)
        return self.pick(found, number) if found else None

    def by(self, who: str, report: Any = None) -> Actor:
        """Give somebody as they are just now."""
        return self.house.actor(who, report.id if report else None)

    def act(self, who: str, function: Any, *args: Any, about: Any = None, **values: Any) -> Any:
        """Let somebody try something; gives what came of it, or None where it was refused."""
        return self.house.act(self.by(who, about), function, *args, **values)[1]
