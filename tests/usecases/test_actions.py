"""Actions and remedies: who sees to them and by when, their tasks, and what becomes of both."""

from datetime import date
from typing import Any

import pytest

from service.domain.actors import Scope
from service.domain.code_lists import PartyRole, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Action, OutboxNotice, Task
from service.store.queries.cases import assignments_of
from service.store.queries.work import tasks_to_do
from service.usecases import actions, casework, conflicts, parties, tasks, triage
from service.usecases.reminders import remind
from service.usecases.runtime import Runtime
from service.usecases.status import status
from tests.usecases.ending import Ending
from tests.usecases.helpers import log_of
from tests.usecases.office import Office, at, told

DUE = date(2026, 12, 1)


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def ending(office: Office) -> Ending:
    return Ending(office)


def add(ending: Ending, by: Any = None, **values: Any) -> Action:
    given = {"kind": "training_given", "due_on": DUE, "officer_id": ending.office.manager.id}
    action: Action = ending.office.act(
        actions.add_action, ending.case.id, by=by, **{**given, **values}
    )
    return action


def task_of(ending: Ending, action: Action) -> Any:
    (task,) = ending.rows(Task, action_id=action.id)
    return task


def end(ending: Ending, action: Action, how: str, version: int = 1, **values: Any) -> Any:
    return ending.office.act(
        actions.move_action, ending.case.id, action.id, how, version=version, **values
    )


def test_an_action_comes_with_a_task_that_follows_it(ending: Ending, office: Office) -> None:
    officer = ending.investigator()
    outcome = ending.decide()
    action = add(ending, officer_id=officer.id, outcome_id=outcome.id, what="Train the ward.")
    task = task_of(ending, action)
    assert (task.kind, task.state, task.officer_id) == ("outcome_action", "open", officer.id)
    assert told(task.due_at) == "12-01 23:59"
    assert b"Train" not in office.read(Action, action).content_ct
    with office.runtime.reading(officer) as reading:
        mine = [row.id for row in tasks_to_do(reading.connection, officer, limit=10)]
    assert task.id in mine
    changes = {"due_on": date(2026, 12, 4), "officer_id": office.manager.id}
    office.act(actions.amend_action, ending.case.id, action.id, changes, version=1)
    task = task_of(ending, action)
    assert (told(task.due_at), task.officer_id) == ("12-04 23:59", office.manager.id)
    with pytest.raises(Stale):
        end(ending, action, "done")
    end(ending, action, "done", 2, reason="All came.")
    row, task = office.read(Action, action), task_of(ending, action)
    assert (row.state, row.ended_at, task.state) == ("done", office.now(), "done")
    for act, values in (
        (actions.amend_action, {"changes": {}}), (actions.move_action, {"action": "cancel"}),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            office.act(act, ending.case.id, action.id, version=3, **values)
    said = str(log_of(office.runtime))
    assert "Train" not in said
    assert "All came" not in said


def test_a_cancelled_action_cancels_its_task(ending: Ending) -> None:
    action = add(ending)
    end(ending, action, "cancel")
    assert task_of(ending, action).state == "cancelled"


def test_the_task_of_an_action_is_not_ended_by_itself(ending: Ending, office: Office) -> None:
    task = task_of(ending, add(ending))
    for act, values in (
        (tasks.finish_task, {"result": None}), (tasks.cancel_task, {}),
        (tasks.amend_task, {"changes": {"officer_id": None}}),
    ):  # fmt: skip
        with pytest.raises(WrongState, match="action"):
            office.act(act, task.id, version=1, **values)
    for kind in ("outcome_action", "outcome_follow_up"):
        with pytest.raises(Invalid, match="cannot be accepted"):
            office.act(tasks.add_task, ending.case.id, kind=kind, due_at=at("12-01 10:00"))


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"due_on": date(2026, 11, 22)}, "/due_on", "in_the_past"),
        ({"due_on": date(9999, 12, 31)}, "/due_on", "invalid"),
        ({"kind": "apology_given"}, "/party_id", "required"),
        ({"party_id": "reporting"}, "/party_id", "not_a_remedy"),
        ({"kind": "apology_given", "party_id": new_id()}, "/party_id", "not_on_case"),
        ({"outcome_id": new_id()}, "/outcome_id", "not_on_case"),
        ({"outcome_id": "elsewhere"}, "/outcome_id", "not_on_case"),
        ({"officer_id": new_id()}, "/officer_id", "not_on_case"),
        ({"officer_id": "stranger"}, "/officer_id", "not_on_case"),
        ({"officer_id": "shut out"}, "/officer_id", "not_on_case"),
    ],
)
def test_what_no_action_can_be(
    ending: Ending, office: Office, values: dict[str, Any], pointer: str, code: str
) -> None:
    meant: dict[Any, Any] = {
        "reporting": lambda: ending.party().id,
        "elsewhere": lambda: Ending(office).decide().id,
        "stranger": lambda: office.world.officer(Role.INVESTIGATOR).id,
        "shut out": lambda: _shut_out(ending),
    }
    given = {name: meant.get(value, lambda value=value: value)() for name, value in values.items()}
    with pytest.raises(Invalid) as refused:
        add(ending, **given)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]
    assert ending.rows(Action) == []


def _shut_out(ending: Ending) -> Any:
    manager = ending.office.world.officer(Role.CASE_MANAGER)
    ending.office.act(
        conflicts.declare_conflict, officer_id=manager.id, kind="recused", case_id=ending.case.id
    )
    return manager.id


def test_who_may(ending: Ending, office: Office) -> None:
    action = add(ending)
    for actor, refusal in (
        (office.world.officer(Role.WELFARE_OFFICER), NotFound),
        (office.world.client(Scope.CASES_READ)[2], NotAllowed),
    ):
        for act in (
            lambda actor: add(ending, by=actor),
            lambda actor: end(ending, action, "done", by=actor),
            lambda actor: office.act(
                actions.amend_action, ending.case.id, action.id, {}, version=1, by=actor
            ),
        ):
            with pytest.raises(refusal):
                act(actor)
    end(ending, action, "done", by=ending.investigator())


def test_actions_outlive_the_closing_and_take_no_company(ending: Ending, office: Office) -> None:
    ending.decide()
    action, other = add(ending), add(ending)
    ending.close()
    assert task_of(ending, action).state == "open"
    with pytest.raises(WrongState, match="closed"):
        add(ending)
    changes = {"due_on": date(2026, 12, 9)}
    office.act(actions.amend_action, ending.case.id, action.id, changes, version=1)
    end(ending, action, "done", 2)
    ending.move("reopen")
    assert task_of(ending, other).state == "open"


@pytest.mark.parametrize("how", ["leaves", "conflict"])
def test_whoever_leaves_the_case_leaves_the_action(
    ending: Ending, office: Office, how: str
) -> None:
    officer = ending.investigator()
    action = add(ending, officer_id=officer.id)
    if how == "conflict":
        office.act(
            conflicts.declare_conflict, officer_id=officer.id, kind="recused",
            case_id=ending.case.id,
        )  # fmt: skip
    else:
        with office.runtime.reading(office.manager) as reading:
            rows = assignments_of(reading.connection, ending.case.id)
        place = next(row.id for row in rows if row.officer_id == officer.id)
        office.act(casework.end_assignment, ending.case.id, place)
    assert office.read(Action, action).officer_id is None
    assert task_of(ending, action).officer_id is None


def test_its_owner_is_reminded_on_the_case_or_not(ending: Ending, office: Office) -> None:
    other = office.world.officer(Role.CASE_MANAGER)
    add(ending, officer_id=other.id)
    remind(office.when("11-30 23:59").runtime)
    reminded = {row.recipient_id for row in ending.rows(OutboxNotice, kind="deadline")}
    assert other.id in reminded


def test_who_reported_sees_what_is_done_for_them(ending: Ending, office: Office) -> None:
    ending.decide()
    party = ending.party()
    mine = add(ending, kind="apology_given", party_id=party.id, what="From the dean herself.")
    dropped = add(ending, kind="fees_repaid", party_id=party.id)
    add(ending, kind="record_corrected", party_id=ending.party(PartyRole.RESPONDING).id)
    add(ending)
    end(ending, dropped, "cancel")

    def seen() -> Any:
        with office.runtime.reading(ending.reporter) as reading:
            return status(reading)["remedies"]

    before = len(log_of(office.runtime))
    assert seen() == [], "nobody is told of the outcome by this"
    office.act(
        parties.tell_party, ending.case.id, party.id, "You were right.", version=party.version
    )
    assert seen() == [{"kind": "Apology given", "due_on": DUE, "done": False}]
    end(ending, mine, "done")
    assert seen() == [{"kind": "Apology given", "due_on": DUE, "done": True}]
    opened = [e for e in log_of(office.runtime)[before:] if e["verb"] == "sealed.read"]
    assert opened == []


def test_a_report_does_not_leave_the_case_that_owes_its_reporter_something(
    ending: Ending, office: Office
) -> None:
    office.act(casework.link_to_case, ending.case.id, office.world.report()[0].id)
    add(ending, kind="apology_given", party_id=ending.party().id)
    with pytest.raises(WrongState, match="party"):
        office.act(triage.unlink_report, ending.case.id, ending.report.id)
