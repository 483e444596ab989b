"""Tasks and clocks of a case: who may, what is refused with which words, and what is on record."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.code_lists import Role
from service.store.models import Case, Report
from service.store.queries.work import clocks_of, tasks_of
from service.usecases import casework, tasks
from service.usecases.reminders import remind
from tests.admin.conftest import Person, Sign, plain, version_in
from tests.builders import World

WORDS = "Ring the placement lead."


@pytest.fixture
def officer(person: Sign) -> Person:
    return person(Role.WELFARE_OFFICER)


@pytest.fixture
def case(officer: Person, world: World) -> Case:
    return world.case(officer.actor)


def work(case: Case, path: str = "") -> str:
    return f"/console/cases/{case.id}/work/{path}"


def day(world: World, days: int) -> str:
    return (world.runtime.clock() + timedelta(days=days)).date().isoformat()


def task(world: World, case: Case, kind: str = "other") -> Any:
    with world.runtime.engine.connect() as connection:
        return next(row for row in tasks_of(connection, case.id) if row.kind == kind)


def clocks(world: World, case: Case) -> Any:
    with world.runtime.engine.connect() as connection:
        return clocks_of(connection, case_id=case.id)


def clock(world: World, case: Case) -> str:
    found = next(row.id for row in clocks(world, case) if row.kind == "case_review")
    return f"/console/clocks/{found}/"


def add(officer: Person, world: World, case: Case, status: int = 303, **values: str) -> str:
    form = {"kind": "other", "title": WORDS, "due_at": day(world, 7), "note": "", **values}
    return plain(officer.post(work(case, "tasks"), status, **form).text)


def test_a_task_is_set_and_its_words_stay_sealed(officer: Person, world: World, case: Case) -> None:
    add(officer, world, case, officer_id=str(officer.actor.id), note="Before noon.")
    page = officer.get(work(case))
    assert WORDS not in page
    assert "Other Its words are sealed. Due in 7 days" in plain(page)
    opened = officer.reveal(work(case))
    assert WORDS in opened
    assert "Before noon." in opened
    assert "Purpose: casework. Opened: task." in plain(officer.get(f"/console/cases/{case.id}/"))
    assert "Choose what you need it for." in officer.post(work(case), 200, purpose="x").text


REFUSED = [
    ({"title": ""}, "Say what is to be done."),
    ({"kind": ""}, "Choose what it is."),
    ({"kind": "detriment_check_in"}, "Not a valid choice."),
    ({"due_at": ""}, "Say by which day."),
    ({"due_at": "2020-01-01"}, "Give a time that is still to come."),
    ({"due_at": "9999-12-31"}, "Give a day that is nearer."),
    ({"officer_id": "01890000-0000-7000-8000-000000000000"}, "Not a valid choice."),
]


def test_what_cannot_be_set_is_said(officer: Person, world: World, case: Case) -> None:
    for values, words in REFUSED:
        assert words in add(officer, world, case, 422, **values), values


def test_a_closed_case_says_why_nothing_is_added(officer: Person, world: World, case: Case) -> None:
    with world.runtime.unit(officer.actor) as unit:
        unit.session.get_one(Case, case.id).state = "closed"
        unit.record("case.amend", unit.session.get_one(Case, case.id))
    page = plain(officer.get(work(case)))
    assert "Add a task" not in page
    assert "The case is closed: no task can be added." in page
    assert "The case is closed. Reopen it first." in add(officer, world, case, 422)


def test_a_task_is_changed_and_both_versions_are_shown_to_the_slower(
    officer: Person, world: World, case: Case, person: Sign
) -> None:
    add(officer, world, case)
    row = task(world, case)
    url = f"/console/tasks/{row.id}/"
    page = officer.get(url)
    seen, form = version_in(page), {"due_at": day(world, 7), "officer_id": str(officer.actor.id)}
    assert f'value="{day(world, 7)}"' in page
    officer.post(url, version=seen, **form)
    assert task(world, case).due_at == row.due_at
    assert "Officer1 Due" not in plain(officer.get(work(case)))
    manager = person(Role.CASE_MANAGER)
    stale = manager.post(url, 412, version=seen, due_at=day(world, 9), officer_id="")
    shown = plain(stale.text)
    assert "Who is to do it Whoever looks after the case Officer1 Differs" in shown
    manager.post(url, version=version_in(stale.text), due_at=day(world, 9), officer_id="")
    assert "Other Its words are sealed. Due in 9 days" in plain(officer.get(work(case)))


def test_a_check_in_asks_what_was_learned(officer: Person, world: World, case: Case) -> None:
    url = f"/console/tasks/{task(world, case, 'detriment_check_in').id}/done"
    page = officer.get(url)
    assert "a task is set to assess the risk anew" in plain(page)
    assert "Say what you learned." in plain(officer.post(url, 422, version="1").text)
    officer.post(url, version=version_in(page), result="detriment_reported")
    shown = plain(officer.get(work(case)))
    assert "Risk review" in shown
    assert "Tasks that have ended (1)" in shown
    assert "Done Detriment reported" in shown
    again = officer.post(url, 422, version="2", result="no_detriment")
    assert "This task has ended." in plain(again.text)


def test_a_task_is_cancelled(officer: Person, world: World, case: Case) -> None:
    add(officer, world, case)
    url = f"/console/tasks/{task(world, case).id}/cancel"
    page = officer.get(url)
    assert "This cannot be undone." in plain(page)
    officer.post(url, version=version_in(page))
    shown = plain(officer.get(work(case)))
    assert "Tasks that have ended (1)" in shown
    assert "Cancelled" in shown


def test_a_clock_is_paused_for_a_reason_and_goes_on(
    officer: Person, world: World, case: Case
) -> None:
    url = clock(world, case)
    page = officer.get(url)
    assert "On hold" not in page
    assert "Choose a reason." in plain(officer.post(url, 422, version=version_in(page)).text)
    officer.post(url, version=version_in(page), reason="awaiting_party")
    shown = plain(officer.get(work(case)))
    assert "Paused Awaiting party Since" in shown
    assert "Working days that were left: 2" in shown
    again = officer.post(url, 422, version="2", reason="awaiting_party")
    assert "This clock does not run." in plain(again.text)
    assert "Running Paused Differs" in plain(officer.post(f"{url}resume", 412, version="1").text)
    officer.post(f"{url}resume", version=version_in(officer.get(f"{url}resume")))
    assert "Paused" not in plain(officer.get(work(case)))
    log = plain(officer.get(f"/console/cases/{case.id}/"))
    assert "A clock was paused, with a coded reason" in log
    assert "Reason: awaiting party" in log


def test_a_hold_pauses_every_clock_until_it_ends(officer: Person, world: World, case: Case) -> None:
    with world.runtime.unit(officer.actor) as unit:
        casework.move_case(unit, case.id, "start_triage", version=1)
        casework.move_case(unit, case.id, "hold", version=2)
    page = officer.get(work(case))
    assert "Goes on when the case does." in plain(page)
    assert "Clocks that have stopped (" in plain(page)
    assert "Case review" in plain(page).partition("Clocks that have stopped")[2]
    paused = next(row for row in clocks(world, case) if row.pause_reason == "on_hold")
    refused = officer.post(f"/console/clocks/{paused.id}/resume", 422, version=str(paused.version))
    assert "The case is on hold. Its clocks go on when it does." in plain(refused.text)


def test_the_clock_of_a_report_on_no_case_is_paused_from_its_page(
    officer: Person, world: World
) -> None:
    report, _ = world.report()
    page = officer.get(f"/console/reports/{report.id}/")
    url = re.findall(r'href="(/console/clocks/[0-9a-f-]+/)"', page)[0]
    answer = officer.post(url, version="1", reason="awaiting_reporter")
    assert answer.location == f"/console/reports/{report.id}/"
    assert "First review Paused Awaiting reporter Resume" in plain(officer.get(answer.location))


def test_the_check_in_of_a_report_that_left_its_case_is_done_from_the_worklist(
    officer: Person, world: World, case: Case
) -> None:
    with world.runtime.unit(officer.actor) as unit:
        report = unit.session.scalars(select(Report).where(Report.case_id == case.id)).one()
        tasks.release_check_ins(unit, report)
        report.case_id, report.state = None, "triaged"
        unit.record("report.triage", report)
    page = officer.get("/console/")
    url = re.findall(r'href="(/console/tasks/[0-9a-f-]+/done)"', page)[0]
    answer = officer.post(url, version="2", result="no_contact")
    assert answer.location == f"/console/reports/{report.id}/"


def test_a_reminder_is_said(officer: Person, world: World, case: Case) -> None:
    assert "Reminded on" not in plain(officer.get(work(case)))
    with world.runtime.unit(officer.actor) as unit:
        tasks.add_task(
            unit, case.id, kind="ask_consent", due_at=unit.now + timedelta(minutes=5)
        )  # fmt: skip
    remind(world.runtime)
    assert "Ask consent Due in less than an hour" in plain(officer.get(work(case)))
    assert "Reminded on" in plain(officer.get(work(case)))


def test_only_those_on_the_case_get_anywhere(
    officer: Person, world: World, case: Case, person: Sign
) -> None:
    add(officer, world, case)
    one, clock_url = f"/console/tasks/{task(world, case).id}/", clock(world, case)
    stranger = person(Role.WELFARE_OFFICER)
    for url in (work(case), work(case, "tasks"), one, f"{one}done", f"{one}cancel",
                clock_url, f"{clock_url}resume"):  # fmt: skip
        stranger.get(url, 404)
        stranger.post(url, 404, version="1", reason="awaiting_party", result="no_detriment")
    assert officer.client.post(f"{one}cancel", data={"version": "1"}).status_code == 400
    assert task(world, case).state == "open"
