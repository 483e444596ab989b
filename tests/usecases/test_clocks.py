"""Clocks on reports and cases: started, stopped, paused and taken up again by what happens."""

from typing import Any

import pytest
from sqlalchemy import text

from service.domain.actors import SYSTEM, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Case, Report
from service.store.queries.pages import Page
from service.store.queries.work import ClockFilter, list_clocks
from service.usecases import messages, triage
from service.usecases.clock_upkeep import ensure_clocks, set_target
from service.usecases.clocks import pause_clock, resume_clock
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.office import Office, told

NAMED = {"mode": "named", "reporter": {"name": "Sam Example"}}
REVIEW = ("first_review", "running", "11-25 10:00")
CONTACT = ("first_contact", "running", "11-30 10:00")


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.mark.parametrize(
    ("steps", "live"),
    [
        ([], ("case_review", "running", "11-25 10:00")),
        ([("11-24 10:00", "triage")], ("next_step", "running", "12-01 10:00")),
        (
            [("11-24 10:00", "triage"), ("11-26 09:00", "support_only")],
            ("next_step", "running", "12-03 09:00"),
        ),
        (
            [("11-24 10:00", "triage"), ("11-27 10:00", "on_hold")],
            ("next_step", "paused", "12-01 10:00"),
        ),
        (
            [("11-24 10:00", "triage"), ("11-27 10:00", "on_hold"), ("11-30 10:00", "triage")],
            ("next_step", "running", "12-02 10:00"),
        ),
        ([("11-24 10:00", "investigation")], ("formal_stage", "running", "2027-02-22 10:00")),
        (
            [("11-24 10:00", "investigation"), ("12-01 10:00", "decision"),
             ("12-08 10:00", "appeal"), ("12-09 10:00", "decision")],
            ("formal_stage", "running", "2027-02-22 10:00"),
        ),
        (
            [("11-24 10:00", "decision"), ("12-01 10:00", "closed"), ("12-11 10:00", "appeal")],
            ("formal_stage", "running", "2027-03-04 10:00"),
        ),
        ([("11-24 10:00", "triage"), ("11-25 10:00", "closed")], None),
        (
            [("11-24 10:00", "closed"), ("12-01 10:00", "reopened")],
            ("case_review", "running", "12-03 10:00"),
        ),
        (
            [("11-24 10:00", "investigation"), ("11-30 10:00", "closed"),
             ("12-01 10:00", "reopened"), ("12-02 10:00", "investigation")],
            ("formal_stage", "running", "2027-03-02 10:00"),
        ),
    ],
)  # fmt: skip
def test_a_case_has_the_one_clock_of_its_state(
    office: Office, steps: list[tuple[str, str]], live: tuple[str, str, str] | None
) -> None:
    case = office.case()
    for moment, state in steps:
        office.when(moment).put(case, state)
    assert office.live(case) == ([live] if live else [])
    running = live[2] if live and live[1] == "running" else None
    assert told(office.read(Case, case).due_at) == running


def test_a_pause_of_its_own_outlasts_a_hold(office: Office) -> None:
    case = office.case()
    office.put(case, "triage")
    (clock,) = [c for c in office.clocks(case) if c["kind"] == "next_step"]
    office.when("11-24 10:00").act(pause_clock, clock["id"], "awaiting_party", version=1)
    assert office.read(Case, case).due_at is None
    office.when("11-25 10:00").put(case, "on_hold")
    with pytest.raises(WrongState, match="on hold"):
        office.act(resume_clock, clock["id"], version=2)
    office.when("11-26 10:00").put(case, "triage")
    assert office.live(case) == [("next_step", "paused", "11-30 10:00")]
    with pytest.raises(WrongState):
        office.act(pause_clock, clock["id"], "awaiting_party", version=2)
    with pytest.raises(Stale):
        office.act(resume_clock, clock["id"], version=1)
    office.when("11-30 08:00").act(resume_clock, clock["id"], version=2)
    assert office.live(case) == [("next_step", "running", "12-04 10:00")]
    assert told(office.read(Case, case).due_at) == "12-04 10:00"
    with pytest.raises(WrongState):
        office.act(resume_clock, clock["id"], version=3)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("lunch", "unknown_code"), (None, "required"), ("on_hold", "not_available")],
)
def test_pausing_needs_a_reason_of_its_own(office: Office, reason: str | None, code: str) -> None:
    (clock,) = [c for c in office.clocks(office.case()) if c["kind"] == "case_review"]
    with pytest.raises(Invalid) as refused:
        office.act(pause_clock, clock["id"], reason, version=1)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/reason", code)]


def test_who_may_pause_a_clock(office: Office) -> None:
    (clock,) = [c for c in office.clocks(office.case()) if c["kind"] == "case_review"]
    for actor, refusal in (
        (office.world.officer(Role.INVESTIGATOR), NotFound),
        (office.world.client(Scope.CASES_READ)[2], NotAllowed),
    ):
        with pytest.raises(refusal):
            office.act(pause_clock, clock["id"], "awaiting_party", version=1, by=actor)
    with pytest.raises(NotFound):
        office.act(pause_clock, new_id(), "awaiting_party", version=1)


def test_the_first_message_ends_first_contact_for_ever(office: Office) -> None:
    report = office.world.report(**NAMED)[0]
    assert office.live(report) == [REVIEW, CONTACT]
    office.act(triage.move_report, report.id, "triage", version=None)
    before = office.read(Report, report)
    assert (office.live(report), before.review_due_at) == ([CONTACT], None)
    office.act(messages.write_to_reporter, report.id, "Thank you.")
    assert office.live(report) == []
    case = office.world.case(office.manager, report.id)
    assert office.live(report) == []
    assert office.read(Report, report).version == before.version + 1  # by the case alone
    office.put(case, "triage")
    assert office.live(report) == []


def test_who_says_later_who_they_are_is_to_be_contacted_from_then_on(office: Office) -> None:
    silent, answered = (office.world.report()[0] for _ in range(2))
    office.act(messages.write_to_reporter, answered.id, "May we ask who you are?")
    office.when("11-24 09:00")
    for report in (silent, answered):
        reporter = office.world.reporter(report)
        office.act(messages.identify, report.id, {"name": "Sam Example"}, by=reporter)
    assert office.live(silent) == [REVIEW, ("first_contact", "running", "12-01 09:00")]
    assert office.live(answered) == [REVIEW]


def test_nothing_runs_on_what_is_withdrawn_or_closed(office: Office) -> None:
    report, closed = (office.world.report(**NAMED)[0] for _ in range(2))
    case = office.world.case(office.manager, report.id)
    assert office.live(report) == [CONTACT]
    office.put(case, "closed")
    office.act(triage.move_report, closed.id, "close", reason="out_of_scope", version=None)
    assert office.live(case) == office.live(report) == office.live(closed) == []
    other = office.world.report(**NAMED)[0]
    reporter = office.world.reporter(other)
    office.act(triage.move_report, other.id, "withdraw", version=None, by=reporter)
    assert office.live(other) == []


def test_an_institution_sets_its_own_targets(office: Office) -> None:
    early = office.world.report()[0]
    office.act(set_target, "first_review", 1)
    office.act(set_target, "first_review", 3)
    late = office.world.report()[0]
    assert [office.live(early)[0][2], office.live(late)[0][2]] == ["11-25 10:00", "11-26 10:00"]
    assert told(office.read(Report, late).review_due_at) == "11-26 10:00"
    assert office.read(Report, late).version == 1
    change = {"clock": "first_review", "from": 1, "to": 3}
    assert [e["change"] for e in log_of(office.runtime) if e["verb"] == "clock.set_target"][
        1
    ] == change
    for kind, days, pointer in (
        ("tea", 1, "/kind"),
        ("next_step", 0, "/days"),
        ("next_step", 366, "/days"),
    ):
        with pytest.raises(Invalid) as refused:
            office.act(set_target, kind, days)
        assert refused.value.faults[0].pointer == pointer
    for actor in (office.world.officer(Role.WELFARE_OFFICER), office.world.client()[2]):
        with pytest.raises(NotAllowed):
            office.act(set_target, "first_review", 2, by=actor)


def test_what_was_there_before_clocks_gets_them_once(office: Office) -> None:
    report, linked = (office.world.report(**NAMED)[0] for _ in range(2))
    case, held = office.world.case(office.manager, linked.id), office.case()
    office.put(held, "triage")
    office.put(held, "on_hold")
    with office.runtime.unit(SYSTEM) as unit:
        unit.session.execute(text("DELETE FROM clocks"))
        unit.record("case.amend")
    office.when("11-27 10:00")
    for _ in range(2):
        ensure_clocks(office.runtime)
        assert office.live(report) == [REVIEW, CONTACT]
        assert office.live(linked) == [CONTACT]
        assert office.live(case) == [("case_review", "running", "11-25 10:00")]
        assert office.live(held) == []
    office.put(held, "triage")
    assert office.live(held) == [("next_step", "running", "12-04 10:00")]


def test_a_list_of_clocks_is_narrowed_and_hides_what_may_not_be_seen(office: Office) -> None:
    report = office.world.report()[0]
    case = office.case()
    office.put(case, "triage")
    (clock,) = [c for c in office.clocks(case) if c["kind"] == "next_step"]
    office.act(pause_clock, clock["id"], "awaiting_party", version=1)
    office.when("11-25 10:01")

    def kinds(by: Any = office.manager, **where: Any) -> list[tuple[str, bool]]:
        with office.runtime.reading(by) as reading:
            rows = list_clocks(reading.connection, by, ClockFilter(**where), reading.now, Page())
        return sorted((row.kind, row.case_id is None) for row in rows.rows)

    review, stopped = ("first_review", True), ("case_review", False)
    assert kinds() == sorted([review, review, stopped, ("next_step", False)])
    assert kinds(state="running") == kinds(breached=True) == [review]
    assert kinds(state="paused") == kinds(kind="next_step") == [("next_step", False)]
    assert kinds(state="stopped") == [stopped, review]
    assert kinds(state="running", breached=False) == []
    assert kinds(due_before=office.now()) == [stopped, review, review]
    assert kinds(office.world.officer(Role.INVESTIGATOR)) == []
    assert kinds(office.world.officer(Role.WELFARE_OFFICER)) == [review]  # the one at intake
    assert office.read(Report, report).case_id is None
