"""Officers who describe themselves, and reporters who wish for some of them."""

from typing import Any
from uuid import UUID

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.store.models import Assignment, Case, Report
from service.usecases import casework, conflicts
from service.usecases.descriptions import describe_self
from service.usecases.representation import Suggestions, suggest_officers
from service.usecases.runtime import Runtime
from service.usecases.status import status
from tests.builders import World

WISH = {"attributes": ["woman", "disabled"], "languages": ["ur"]}
WOMAN = {"attributes": ["woman"]}


class Wishing:
    """A house in which a case manager puts welfare officers on cases."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.runtime: Runtime = world.runtime
        self.manager = world.officer(Role.CASE_MANAGER)

    def officer(self, name: str, **said: Any) -> Actor:
        """Make a welfare officer who says this of themselves."""
        actor = self.world.officer(username=name)
        if said:
            with self.runtime.unit(actor) as unit:
                describe_self(unit, **said)
        return actor

    def report(self, wish: Any = None, **values: Any) -> Report:
        return self.world.report(responder_preference=wish, **values)[0]

    def case(self, *wishes: Any, **values: Any) -> Case:
        """Open a case for a report with each of these wishes; None for one without."""
        ids = [self.report(wish, **values).id for wish in wishes]
        return self.world.case(self.manager, *ids)

    def put_on(
        self, case: Case, officer: Actor, why: str | None = None,
        role: str = Role.WELFARE_OFFICER, by: Actor | None = None,
    ) -> Assignment:  # fmt: skip
        with self.runtime.unit(by or self.manager) as unit:
            return casework.assign_officer(unit, case.id, _id(officer), role, why)

    def shut_out(self, officer: Actor, **about: UUID) -> None:
        """Declare a conflict of interest about a case or a report."""
        with self.runtime.unit(self.manager) as unit:
            conflicts.declare_conflict(
                unit, officer_id=_id(officer), kind="supervises_party", **about
            )

    def suggest(self, case: Case, by: Actor | None = None) -> Suggestions:
        with self.runtime.reading(by or self.manager) as reading:
            return suggest_officers(reading, case.id)

    def names(self, case: Case, by: Actor | None = None) -> list[str]:
        return [one.candidate.name for one in self.suggest(case, by).officers]

    def told(self, report: Report) -> Any:
        """Give what a reporter reads about their wish."""
        with self.runtime.reading(self.world.reporter(report)) as reading:
            return status(reading)["responder"]


def _id(actor: Actor) -> UUID:
    assert actor.id
    return actor.id
