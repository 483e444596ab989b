"""Weeks after a case was closed whoever reported is asked how they are, once each time."""

from typing import Any

import pytest

from service.domain.notices import URGENT_HELP
from service.store.models import Message, OutboxNotice, Task
from service.store.queries.reports import messages_of
from service.usecases import casework, tasks, triage
from service.usecases.outcome_follow_up import follow_up_outcomes
from service.usecases.reminders import remind
from service.usecases.runtime import Runtime
from tests.usecases.ending import Ending
from tests.usecases.helpers import log_of, verbs_of
from tests.usecases.office import Office, told

NAMED = {"mode": "named", "reporter": {"name": "Sam Example", "email": "sam@uni.example"}}
FIRST, SECOND = "2027-01-04 10:00", "2027-02-15 10:00"
"""Six and twelve weeks after the case was closed, both Mondays at ten."""


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def ending(office: Office) -> Ending:
    ending = Ending(office, **NAMED)
    ending.decide()
    return ending


def follow_ups(ending: Ending) -> list[tuple[str, str | None]]:
    rows = ending.rows(Task, kind="outcome_follow_up")
    return [(row.state, told(row.due_at)) for row in rows]


def asked(ending: Ending, report: Any) -> list[str]:
    """Give what was written automatically to whoever made a report, but for the first answer."""
    with ending.office.runtime.reading(ending.office.world.reporter(report)) as reading:
        rows = [
            row for row in messages_of(reading.connection, [report.id])
            if row.direction == "automatic"
        ]  # fmt: skip
        with reading.scope(map(Message.body.target, rows), purpose="rights_request"):
            return [Message.body.open(row)["text"] for row in rows][1:]


def at(office: Office, moment: str) -> int:
    return follow_up_outcomes(office.when(moment).runtime)


def test_each_is_asked_once(ending: Ending, office: Office) -> None:
    ending.close()
    assert follow_ups(ending) == [("open", told_(FIRST)), ("open", told_(SECOND))]
    assert at(office, "2027-01-04 09:59") == 0
    assert at(office, FIRST) == 1
    assert at(office, FIRST) == 0
    (text,) = asked(ending, ending.report)
    assert text.startswith("Some weeks ago your case was closed. How are you now?")
    assert "belonging" in text
    assert text.endswith(URGENT_HELP)
    assert follow_ups(ending) == [("done", told_(FIRST)), ("open", told_(SECOND))]
    (entry,) = [e for e in log_of(office.runtime) if e["verb"] == "outcome.follow_up"]
    assert (entry["actor"], entry["subject"]["id"], entry["case"]) == (
        {"kind": "system"}, str(ending.report.id), str(ending.case.id)
    )  # fmt: skip
    assert at(office, "2027-03-01 10:00") == 1
    assert len(asked(ending, ending.report)) == 2


def told_(moment: str) -> str:
    return moment.removeprefix("2026-")


def test_a_mail_says_only_that_there_is_a_message(ending: Ending, office: Office) -> None:
    ending.close()
    before = len(ending.rows(OutboxNotice, kind="new_message"))
    at(office, FIRST)
    notices = ending.rows(OutboxNotice, kind="new_message")[before:]
    assert [row.recipient_id for row in notices] == [ending.report.id]


def test_everybody_who_reported_is_asked_but_who_withdrew(ending: Ending, office: Office) -> None:
    withdrawn, anonymous = (office.world.report()[0] for _ in range(2))
    for report in (withdrawn, anonymous):
        office.act(casework.link_to_case, ending.case.id, report.id)
    ending.close()
    office.act(
        triage.move_report, withdrawn.id, "withdraw", version=None,
        by=office.world.reporter(withdrawn),
    )  # fmt: skip
    assert at(office, FIRST) == 1
    assert [len(asked(ending, one)) for one in (ending.report, anonymous, withdrawn)] == [1, 1, 0]


def test_nobody_is_left_to_be_asked(ending: Ending, office: Office) -> None:
    ending.close()
    office.act(triage.move_report, ending.report.id, "withdraw", version=None, by=ending.reporter)
    assert at(office, FIRST) == 1
    assert follow_ups(ending)[0] == ("cancelled", told_(FIRST))
    assert "outcome.follow_up" not in verbs_of(office.runtime)


def test_a_case_that_is_opened_again_is_not_followed_up(ending: Ending, office: Office) -> None:
    ending.close()
    ending.move("reopen")
    assert {state for state, _ in follow_ups(ending)} == {"cancelled"}
    assert at(office, SECOND) == 0
    office.when("2026-11-25 10:00")
    ending.move("start_triage")
    ending.move("close", reason="resolved")
    assert [due for state, due in follow_ups(ending) if state == "open"] == [
        "2027-01-06 10:00", "2027-02-17 10:00"
    ]  # fmt: skip


def test_an_officer_may_do_it_by_hand(ending: Ending, office: Office) -> None:
    ending.close()
    first, second = ending.rows(Task, kind="outcome_follow_up")
    office.act(tasks.finish_task, first.id, result=None, version=1)
    office.act(tasks.cancel_task, second.id, version=1)
    assert at(office, SECOND) == 0
    assert asked(ending, ending.report) == []


def test_nobody_is_reminded_of_what_is_done_by_itself(ending: Ending, office: Office) -> None:
    ending.close()
    office.when("2026-12-04 10:00")
    assert remind(office.runtime) == 1, "the first check-in"
    due = [row.id for row in ending.rows(Task, kind="outcome_follow_up")]
    remind(office.when("2027-01-03 10:00").runtime)
    reminded = {e["subject"]["id"] for e in log_of(office.runtime) if e["verb"] == "reminder.send"}
    assert reminded.isdisjoint(map(str, due))
