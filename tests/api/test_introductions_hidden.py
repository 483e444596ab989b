"""A conflict of interest on one side of an introduction hides it through every door.

The officer goes on working with the other side: what is shown of that must not say that its
reporter was asked about anybody, nor whom.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.store.queries.audit import EntryFilter, entry_row, list_entries, timeline
from service.store.queries.introductions import (
    introduction_row,
    list_introductions,
    may_introduce,
)
from service.store.queries.pages import Page
from service.usecases import casework, conflicts
from service.usecases.runtime import Runtime
from tests.api.places import PLACES
from tests.api.test_every_door import READING, Calls
from tests.api.things import Things
from tests.builders import World
from tests.usecases.meeting import Two

ALL = Page(100)
VERBS = {"introduction.propose", "introduction.answer", "introduction.make"}


class Half:
    """An introduction that was made, and an officer with every role who is on both cases."""

    def __init__(self, runtime: Runtime, world: World, *, on_cases: bool) -> None:
        self.two = two = Two(runtime, world)
        self.runtime, self.officer = runtime, world.officer(*Role)
        self.cases: dict[UUID, UUID] = {}
        for report in (two.one, two.other) if on_cases else ():
            case = world.case(two.officer, report.id)
            self.cases[report.id] = case.id
            with runtime.unit(two.officer) as unit:
                casework.assign_officer(unit, case.id, self.officer.id, Role.WELFARE_OFFICER)
        self.made = two.move(two.agreed(), "make")
        sides = two.sides(self.made).values()
        self.secrets = {str(self.made.id), self.made.reference, *(str(side.id) for side in sides)}
        self.entry_ids = self._entries(self.two.officer)

    def _entries(self, actor: Actor) -> list[UUID]:
        with self.runtime.reading(actor) as reading:
            found = list_entries(reading.connection, actor, EntryFilter(), ALL).rows
        return [row.id for row in found if row.verb in VERBS]

    def shut_out(self, *, by_case: bool) -> None:
        hidden = self.two.other.id
        about = {"case_id": self.cases[hidden]} if by_case else {"report_id": hidden}
        with self.runtime.unit(self.two.officer) as unit:
            conflicts.declare_conflict(unit, officer_id=self.officer.id, kind="recused", **about)

    def doors(self) -> dict[str, Callable[[Any], Any]]:
        """Give every query that an introduction is found by."""
        officer, made, one = self.officer, self.made.id, self.two.one.id
        subjects = [one, *(side.id for side in self.two.sides(self.made).values())]
        return {
            "row": lambda c: introduction_row(c, officer, made),
            "may": lambda c: may_introduce(c, officer, made) or None,
            "list": lambda c: list_introductions(c, officer, ALL).rows,
            "of the report": lambda c: list_introductions(c, officer, ALL, report_id=one).rows,
            "log": lambda c: _of_these(list_entries(c, officer, EntryFilter(), ALL).rows),
            "log by verb": lambda c: (
                list_entries(c, officer, EntryFilter(verb="introduction.make"), ALL).rows
            ),
            "log by side": lambda c: (
                list_entries(c, officer, EntryFilter(subject_id=subjects[1]), ALL).rows
            ),
            "entry": lambda c: [
                row for one in self.entry_ids if (row := entry_row(c, officer, one))
            ],
            "timeline": lambda c: _of_these(
                timeline(c, officer, case_id=self.cases.get(one), subject_ids=subjects)
            ),
        }

    def found(self) -> dict[str, bool]:
        with self.runtime.reading(self.officer) as reading:
            return {name: bool(door(reading.connection)) for name, door in self.doors().items()}


def _of_these(rows: Any) -> list[Any]:
    return [row for row in rows if row.verb in VERBS]


@pytest.mark.parametrize(("on_cases", "by_case"), [(True, True), (True, False), (False, False)])
def test_no_query_gives_it(
    runtime: Runtime, world: World, *, on_cases: bool, by_case: bool
) -> None:
    half = Half(runtime, world, on_cases=on_cases)
    assert len(half.entry_ids) == 6
    assert set(half.found().values()) == {True}, half.found()
    half.shut_out(by_case=by_case)
    assert set(half.found().values()) == {False}, half.found()


def test_a_report_put_on_a_case_later_is_hidden_with_it(runtime: Runtime, world: World) -> None:
    half = Half(runtime, world, on_cases=False)
    case = world.case(half.two.officer, half.two.other.id)
    half.cases[half.two.other.id] = case.id
    half.shut_out(by_case=True)
    assert set(half.found().values()) == {False}, half.found()


def test_no_operation_shows_it(
    api: FlaskClient, runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, things = Half(runtime, world, on_cases=True), Things(api, world)
    one = half.two.one.id
    ids = {"report_id": one, "case_id": half.cases[one], "introduction_id": half.made.id}
    things.ids |= {name: str(value) for name, value in ids.items()}
    scene: Any = SimpleNamespace(office=things.office, things=things)
    calls = Calls(scene, monkeypatch)
    calls.actor = half.officer

    def showing() -> set[str]:
        said = {place.operation.name: calls.read(place) for place in READING}
        return {name for name, text in said.items() if any(one in text for one in half.secrets)}

    assert {"listIntroductions", "getIntroduction", "listAuditEntries"} <= showing()
    half.shut_out(by_case=False)
    assert showing() == set()
    for name in ("getIntroduction", "listIntroductionTransitions", "moveIntroduction"):
        place = PLACES[name]
        there = calls.ask(place, place.at(things))
        assert there == calls.ask(place, place.nowhere()), name
        assert there[0] == 404, name
    both = {"report_ids": [str(one), str(half.two.other.id)]}
    nowhere = {"report_ids": [str(one), PLACES["getReport"].nowhere().rpartition("/")[2]]}
    place = PLACES["proposeIntroduction"]
    assert calls.ask(place, place.path, both) == calls.ask(place, place.path, nowhere)


def test_what_was_passed_on_is_not_in_the_conversation_that_officers_read(
    runtime: Runtime, world: World
) -> None:
    half = Half(runtime, world, on_cases=True)
    for report, words in ((half.two.one, "01632 960 001"), (half.two.other, "one@example.org")):
        assert any(words in text for text in half.two.messages(report))
        assert not any(words in text for text in half.two.messages(report, own=False))
        assert not any("We would like" in text for text in half.two.messages(report, own=False))
