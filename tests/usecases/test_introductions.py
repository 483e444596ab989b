"""Asking two people whether they would like to meet, what they answer, and what ends it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from service.domain.actors import SYSTEM, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Case, Introduction, Report
from service.store.queries.introductions import own_sides
from service.usecases import (
    amendments,
    casework,
    conflicts,
    introductions,
)
from service.usecases.introduction_answers import answer_introduction
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of
from tests.usecases.meeting import Two, notices, said


@pytest.fixture
def two(runtime: Runtime, world: World) -> Two:
    return Two(runtime, world)


def test_each_is_asked_and_told_only_what_both_told_of(two: Two, runtime: Runtime) -> None:
    introduction = two.propose()
    assert introduction.reference.startswith("I-")
    assert (introduction.incident_types, introduction.setting) == (["exclusion"], "online")
    assert introduction.officer_id == two.officer.id
    for report in (two.one, two.other):
        received, asked = two.messages(report)
        assert "We would like to ask you something." in asked
        assert two.messages(report, own=False) == [received]
    entries = said(runtime, "introduction.propose")
    change = {"introduction": str(introduction.id), "to": "proposed"}
    assert [entry["change"] for entry in entries] == [change, change]
    sides = two.sides(introduction)
    assert {entry["subject"]["id"] for entry in entries} == {str(s.id) for s in sides.values()}
    assert {side.state for side in sides.values()} == {"asked"}


def test_what_they_have_in_common_is_that_of_the_day(two: Two, runtime: Runtime) -> None:
    """Or somebody could find out what the other told by amending their own report."""
    two.propose()
    with runtime.unit(two.world.reporter(two.one)) as unit:
        changes = {"incident_types": ["harassment", "bullying"], "setting": "research"}
        version = unit.session.get_one(Report, two.one.id).version
        amendments.amend_report(unit, two.one.id, changes, version=version)
    with runtime.reading(SYSTEM) as reading:
        row = own_sides(reading.connection, two.one.id)[0]
    assert (row.incident_types, row.setting) == (["exclusion"], "online")


def test_only_what_is_the_same_for_both_is_in_common(two: Two) -> None:
    apart = two.report(incident_types=["online_abuse"], setting="research")
    found = two.propose(two.one.id, apart.id)
    assert (found.incident_types, found.setting) == ([], None)


def _retaliation(two: Two, report: Report, original: Report) -> None:
    with two.runtime.unit(SYSTEM) as unit:
        unit.session.get_one(Report, report.id).original_id = original.id
        unit.record("report.amend")


def _through_a_third(two: Two) -> None:
    third = two.report()
    _retaliation(two, third, two.one)
    two.duplicate(third, two.other)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (lambda two: two.withdraw(two.one), "withdrawn"),
        (lambda two: two.withdraw(two.other), "withdrawn"),
        (lambda two: two.consent(two.one, "withdrawn"), "agreed"),
        (lambda two: two.consent(two.other, "refused"), "agreed"),
        (lambda two: two.on_one_case(), "one open case"),
        (lambda two: two.duplicate(two.one, two.other), "belong together"),
        (lambda two: two.duplicate(two.other, two.one), "belong together"),
        (lambda two: _retaliation(two, two.one, two.other), "belong together"),
        (lambda two: _retaliation(two, two.other, two.one), "belong together"),
        (_through_a_third, "belong together"),
        (lambda two: two.propose(), "asked already"),
        (lambda two: two.agreed(), "asked already"),
    ],
)
def test_who_must_not_meet_is_not_asked(
    two: Two, runtime: Runtime, before: Callable[[Two], object], why: str
) -> None:
    before(two)
    seen = log_of(runtime)
    for pair in ((two.one, two.other), (two.other, two.one)):
        with pytest.raises(WrongState, match=why):
            two.propose(*(report.id for report in pair))
    assert log_of(runtime) == seen


def test_two_different_reports_are_meant_that_the_officer_may_introduce(
    two: Two, runtime: Runtime
) -> None:
    for ids in ((two.one.id, two.one.id), (two.one.id,), (two.one.id, two.other.id, new_id())):
        with pytest.raises(Invalid):
            two.propose(*ids)
    draft, _ = two.world.report(draft=True)
    with pytest.raises(NotFound):
        two.propose(two.one.id, draft.id)
    with pytest.raises(NotFound):
        two.propose(two.one.id, new_id())
    apart = two.world.officer(Role.INVESTIGATOR)
    reader = two.world.client(Scope.CASES_READ)[2]
    with pytest.raises(NotFound):
        two.propose(by=apart)
    with pytest.raises(NotAllowed):
        two.propose(by=reader)
    # A welfare officer takes people in, and sees a report no more once others look after it.
    welfare = two.world.officer(Role.WELFARE_OFFICER)
    two.world.case(two.officer, two.other.id)
    with pytest.raises(NotFound):
        two.propose(by=welfare)
    with runtime.unit(two.officer) as unit:
        case_id = unit.session.get_one(Report, two.other.id).case_id
        casework.assign_officer(unit, case_id, welfare.id, Role.WELFARE_OFFICER)
    assert two.propose(by=welfare).officer_id == welfare.id


def test_who_was_on_a_case_that_is_closed_may_meet(two: Two, runtime: Runtime) -> None:
    two.on_one_case()
    with runtime.unit(SYSTEM) as unit:
        report = unit.session.get_one(Report, two.one.id)
        unit.session.get_one(Case, report.case_id).state = "closed"
        unit.record("case.close")
    two.propose()


@pytest.mark.parametrize("first", ["one", "other"])
def test_both_agree_in_either_order_and_are_brought_together(
    two: Two, runtime: Runtime, first: str
) -> None:
    introduction = two.propose()
    order = (two.one, two.other) if first == "one" else (two.other, two.one)
    words = {two.one.id: "Write to one@example.org", two.other.id: "Ring 01632 960 001"}
    with pytest.raises(WrongState):
        two.move(introduction, "make")
    two.answer(order[0], "granted", "Not yet settled.")
    assert two.state(introduction) == "proposed"
    two.answer(order[0], "granted", words[order[0].id])
    assert notices(runtime) == []
    two.answer(order[1], "granted", words[order[1].id])
    assert two.state(introduction) == "agreed"
    assert notices(runtime) == [("both_agreed", two.officer.id)]
    two.answer(order[1], "granted", words[order[1].id])
    assert len(notices(runtime)) == 1
    made = two.move(introduction, "make")
    assert (made.state, made.ended_at) == ("made", None)
    for report, met in ((two.one, two.other), (two.other, two.one)):
        *_, last = two.messages(report)
        assert words[met.id] in last
        assert words[report.id] not in last
        assert not any(words[met.id] in text for text in two.messages(report, own=False))
    assert all(side.contact_ct is None for side in two.sides(made).values())
    for over in ("make", "call_off"):
        with pytest.raises(WrongState):
            two.move(introduction, over)
    for report in order:
        with pytest.raises(WrongState):
            two.answer(report, "withdrawn")


def test_what_is_opened_to_bring_them_together_is_on_record(two: Two, runtime: Runtime) -> None:
    made = two.move(two.agreed(), "make")
    sides = {str(side.id) for side in two.sides(made).values()}
    entries = said(runtime, "introduction.make")
    assert {entry["subject"]["id"] for entry in entries} == sides
    for entry in entries:
        assert entry["purpose"] == "peer_introduction"
        assert entry["change"] == {
            "introduction": str(made.id), "from": "agreed", "to": "made",
        }  # fmt: skip
        assert entry["reads"] == [
            {"kind": "introduction_sides", "id": entry["subject"]["id"],
             "groups": ["introduction_contact"]},
        ]  # fmt: skip
    assert b"01632" not in str(log_of(runtime)).encode()


@pytest.mark.parametrize(
    "since", [lambda two: two.on_one_case(), lambda two: two.duplicate(two.one, two.other)]
)
def test_they_are_not_brought_together_once_they_must_not_meet(
    two: Two, since: Callable[[Two], None]
) -> None:
    introduction = two.agreed()
    since(two)
    with pytest.raises(WrongState):
        two.move(introduction, "make")
    assert len(two.messages(two.one)) == 2
    two.move(introduction, "call_off")


def test_a_step_is_taken_on_what_was_seen(two: Two, runtime: Runtime) -> None:
    introduction = two.propose()
    seen = introduction.version
    two.answer(two.one, "granted", "x")
    two.answer(two.other, "granted", "y")
    with pytest.raises(Stale), runtime.unit(two.officer) as unit:
        introductions.move_introduction(unit, introduction.id, "call_off", version=seen)
    with pytest.raises(NotFound):
        two.move(Introduction(id=new_id()), "make")


def test_nobody_answers_for_somebody_else(two: Two, runtime: Runtime) -> None:
    introduction = two.propose()
    sides = two.sides(introduction)
    third = two.report()

    def answer(report: Report, side: UUID) -> None:
        with runtime.unit(two.world.reporter(report)) as unit:
            answer_introduction(
                unit, report.id, side, state="granted", wording_version="1", contact="Me."
            )

    for report, side in (
        (two.one, sides[two.other.id].id), (third, sides[two.one.id].id),
        (two.one, introduction.id), (two.one, new_id()),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            answer(report, side)
    helper = replace(two.world.reporter(two.one), kind=ActorKind.SUPPORTER, id=new_id())
    for actor in (two.officer, helper):
        with pytest.raises(NotAllowed), runtime.unit(actor) as unit:
            answer_introduction(
                unit, two.one.id, sides[two.one.id].id, state="refused", wording_version="1"
            )
    assert two.state(introduction) == "proposed"


def test_who_proposed_it_is_not_told_of_what_they_may_not_know(two: Two, runtime: Runtime) -> None:
    two.propose()
    two.answer(two.one, "granted", "x")
    with runtime.unit(two.world.officer(Role.CASE_MANAGER)) as unit:
        conflicts.declare_conflict(
            unit, officer_id=two.officer.id, kind="supervises_party", report_id=two.other.id
        )
    two.answer(two.other, "granted", "y")
    assert notices(runtime) == []
