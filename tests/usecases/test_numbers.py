"""The rules with numbers where they show: on the work of an institution with a real calendar.

One test a rule; its docstring quotes the number's source. See tests/domain/test_numbers.py.
"""

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM
from service.store.models import Case, Task
from service.store.queries.cases import parties_of
from service.usecases import casework, messages, parties
from service.usecases.runtime import Runtime
from tests.usecases.office import Office, told

NAMED = {"mode": "named", "reporter": {"name": "Sam Example"}}
CHRISTMAS_EVE = "12-24 10:00"
"""A Thursday; the 25th, and Boxing Day's substitute on Monday the 28th, are bank holidays."""


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime).when(CHRISTMAS_EVE)


def test_first_review_clock_runs_2_working_days(office: Office) -> None:
    """The product's own target: "First review of a report: 2 working days"."""
    report = office.world.report()[0]
    assert office.live(report) == [("first_review", "running", "12-30 10:00")]


def test_first_contact_clock_runs_5_working_days(office: Office) -> None:
    """The product's own target: "Contact with a named reporter: 5 working days"."""
    report = office.world.report(**NAMED)[0]
    contact = ("first_contact", "running", "2027-01-05 10:00")
    assert contact in office.live(report)
    office.act(messages.write_to_reporter, report.id, "We have read it.")
    assert contact not in office.live(report)
    assert [kind for kind, *_ in office.live(office.world.report()[0])] == ["first_review"]


def test_formal_stage_clock_runs_90_calendar_days(office: Office) -> None:
    """OIA good practice framework: the formal stage and review take at most 90 calendar days."""
    case = office.case()
    for action in ("start_triage", "investigate"):
        office.act(casework.move_case, case.id, action, version=None)
    # 24 March; the clocks have not gone forward yet.
    assert office.live(case) == [("formal_stage", "running", "2027-03-24 10:00")]
    assert told(office.read(Case, case).due_at) == "2027-03-24 10:00"


def test_detriment_check_ins_are_tasks_2_6_and_12_weeks_after_the_report(office: Office) -> None:
    """The product's own rule: "Detriment check-ins: 2, 6, 12 weeks" after a report."""
    report = office.world.report()[0]
    office.when("12-29 15:00").world.case(office.manager, report.id)
    query = select(Task.kind, Task.due_at).where(Task.report_id == report.id).order_by(Task.due_at)
    with office.runtime.reading(SYSTEM) as reading:
        found = [(row.kind, told(row.due_at)) for row in reading.connection.execute(query)]
    weeks = ("2027-01-07 10:00", "2027-02-04 10:00", "2027-03-18 10:00")
    assert found == [("detriment_check_in", due) for due in weeks]


def test_outcome_follow_ups_are_tasks_6_and_12_weeks_after_the_closing(office: Office) -> None:
    """The product's own rule: "follow-up at 6 and 12 weeks" after a case was closed."""
    case = office.case()
    office.act(casework.move_case, case.id, "start_triage", version=None)
    office.act(casework.record_outcome, case.id, outcome_type="apology")
    with office.runtime.reading(SYSTEM) as reading:
        (party,) = parties_of(reading.connection, case.id)
    office.act(parties.withhold_from_party, case.id, party.id, "no_safe_contact", version=1)
    office.when("12-29 15:00").act(
        casework.move_case, case.id, "close", reason="resolved", version=None
    )
    query = select(Task.due_at).where(Task.kind == "outcome_follow_up").order_by(Task.due_at)
    with office.runtime.reading(SYSTEM) as reading:
        found = list(map(told, reading.connection.scalars(query)))
    assert found == ["2027-02-09 15:00", "2027-03-23 15:00"]
