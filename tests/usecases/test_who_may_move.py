"""Every (state, action, role, assignment, consent, conflict) of both machines, one by one.

The tables below are written down a second time, in other words than `service.domain.policy` and
the machines: what they say must be what happens when the use case is really asked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from sqlalchemy import update

from service.domain.code_lists import CaseState, ReportState, Role
from service.domain.errors import DomainError, NotAllowed, NotFound, WrongState
from service.store.models import Assignment, Case, Conflict, Consent, Report
from service.store.queries.cases import parties_of
from service.usecases import casework, triage
from service.usecases.parties import withhold_from_party
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit
from tests.builders import World
from tests.domain.test_machines import CASE, REPORT, read

TEAM = {
    Role.WELFARE_OFFICER, Role.INVESTIGATOR, Role.DECISION_MAKER, Role.IDENTITY_CUSTODIAN,
    Role.PLACEMENT_LIAISON,
}  # fmt: skip
"""They see a case, and a report on it, only while they are assigned to it."""
NOT_OFFERED = {"appeal", "decide_appeal", "link", "unlink", "mark_duplicate"}
"""Steps that another use case takes; asked for as an action they do not exist."""
CASE_MOVERS = {
    "decide": {Role.DECISION_MAKER},
    "close": {Role.WELFARE_OFFICER, Role.DECISION_MAKER},
    "reopen": {Role.WELFARE_OFFICER, Role.DECISION_MAKER},
}
"""Who of the team may take a step of a case; the rest are for all of them. A manager may all."""
pytestmark = pytest.mark.single_database  # what a database makes of it: tests/store
Steps = dict[tuple[str, str], str]
CONSENTS = ("unasked", "granted", "refused")


@dataclass(frozen=True)
class Asked:
    """One combination."""

    state: str
    action: str
    role: Role
    assigned: bool
    consent: str
    conflict: bool


def differing(
    state: str, steps: Steps, ask: Callable[[Sequence[Asked]], list[Any]], expect: Any
) -> Iterator[tuple[Asked, Any, Any]]:
    """Give every combination in a state of which something else comes than the table says."""
    actions = sorted({action for _, action in steps} | {"invent"})
    for standing in product(Role, (True, False), CONSENTS, (True, False)):
        asked = [Asked(str(state), action, *standing) for action in actions]
        for one, found in zip(asked, ask(asked), strict=True):
            if found != (expected := expect(one, steps)):
                yield one, found, expected


def expected_of_case(asked: Asked, steps: Steps) -> Any:
    sees = asked.role == Role.CASE_MANAGER or (asked.assigned and asked.role in TEAM)
    if asked.conflict or not sees:
        return NotFound
    target = steps.get((asked.state, asked.action))
    if target is None or asked.action in NOT_OFFERED:
        return WrongState
    movers = CASE_MOVERS.get(asked.action, TEAM) | {Role.CASE_MANAGER}
    if asked.role not in movers:
        return NotAllowed
    if asked.action == "investigate" and asked.consent == "refused":
        return WrongState
    return "triage" if asked.action == "resume" else target


def expected_of_report(asked: Asked, steps: Steps) -> Any:
    on_case = asked.state == ReportState.LINKED_TO_CASE
    seers = {Role.WELFARE_OFFICER}  # while it is on no case, whoever takes people in
    if on_case:
        seers = TEAM if asked.assigned else set()
    sees = asked.role == Role.CASE_MANAGER or asked.role in seers
    if asked.conflict or not sees or asked.state == ReportState.DRAFT:
        return NotFound
    target = steps.get((asked.state, asked.action))
    if target is None or asked.action in NOT_OFFERED:
        return WrongState
    return NotAllowed if asked.action in {"withdraw", "submit"} else target


class Stage:
    """A case with a report, everybody told of its outcome, that can be put into any state."""

    def __init__(self, runtime: Runtime, world: World) -> None:
        self.runtime = runtime
        manager = world.officer(Role.CASE_MANAGER)
        self.officers = {role: world.officer(role) for role in Role}
        self.report, _ = world.report()
        self.case = world.case(manager, self.report.id)
        with runtime.unit(manager) as unit:
            casework.record_outcome(unit, self.case.id, outcome_type="apology")
        with runtime.unit(manager) as unit:
            for party in parties_of(unit.session.connection(), self.case.id):
                withhold_from_party(
                    unit, self.case.id, party.id, "not_identified", version=party.version
                )

    def of_case(self, asked: Sequence[Asked]) -> list[Any]:
        """Say what comes of each: the state it leads to, or the refusal. Nothing is kept.

        Args:
            asked: combinations that differ in their action only.
        """
        with self._standing(asked[0]) as unit:
            state = update(Case).where(Case.id == self.case.id).values(state=asked[0].state)
            unit.session.execute(state)
            return [
                _outcome(
                    unit,
                    lambda one=one: casework.move_case(
                        unit, self.case.id, one.action, reason=_reason(one), version=None
                    ),
                )
                for one in asked
            ]

    def of_report(self, asked: Sequence[Asked]) -> list[Any]:
        """Say the same of the report, which is on its case only in the state that says so."""
        state = asked[0].state
        placed = {
            "state": state,
            "case_id": self.case.id if state == ReportState.LINKED_TO_CASE else None,
            "submitted_at": None if state == ReportState.DRAFT else self.report.submitted_at,
        }
        with self._standing(asked[0]) as unit:
            unit.session.execute(update(Report).where(Report.id == self.report.id).values(placed))
            return [
                _outcome(
                    unit,
                    lambda one=one: triage.move_report(
                        unit, self.report.id, one.action, reason=_reason(one), version=None
                    ),
                )
                for one in asked
            ]

    @contextmanager
    def _standing(self, asked: Asked) -> Iterator[Unit]:
        unit = Unit(self.runtime, self.officers[asked.role])
        try:
            unit.session.add_all(self._rows(asked, unit))
            unit.session.flush()
            yield unit
        finally:
            unit.session.rollback()
            unit.session.close()

    def _rows(self, asked: Asked, unit: Unit) -> Iterator[object]:
        officer, now = unit.actor.id, unit.now
        if asked.assigned:
            yield Assignment(
                case_id=self.case.id, officer_id=officer, role=asked.role, assigned_at=now
            )
        if asked.conflict:
            yield Conflict(
                officer_id=officer, case_id=self.case.id, report_id=self.report.id,
                kind="recused", declared_by=officer, declared_at=now,
            )  # fmt: skip
        if asked.consent != "unasked":
            yield Consent(
                report_id=self.report.id, scope="investigate", state=asked.consent,
                wording_version="1", recorded_at=now,
            )  # fmt: skip


def _reason(asked: Asked) -> str | None:
    return "resolved" if asked.action == "close" else None


def _outcome(unit: Unit, move: Callable[[], Case | Report]) -> Any:
    attempt = unit.session.begin_nested()
    try:
        return move().state
    except DomainError as refusal:
        return type(refusal)
    finally:
        attempt.rollback()


@pytest.fixture
def stage(runtime: Runtime, world: World) -> Stage:
    return Stage(runtime, world)


@pytest.mark.parametrize("state", CaseState)
def test_a_case_moves_for_whom_and_when_the_table_says(stage: Stage, state: CaseState) -> None:
    steps = read(CASE)
    assert list(differing(state, steps, stage.of_case, expected_of_case)) == []


@pytest.mark.parametrize("state", ReportState)
def test_a_report_moves_for_whom_and_when_the_table_says(stage: Stage, state: ReportState) -> None:
    steps = read(REPORT)
    assert list(differing(state, steps, stage.of_report, expected_of_report)) == []
