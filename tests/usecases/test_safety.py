"""Keeping people safe: risk on a versioned form, measures until lifted, second opinions."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.domain import risk
from service.domain.actors import Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import ActionAssessment, Case, InterimMeasure, Party, RiskAssessment, Task
from service.store.queries.case_parts import risk_assessments_of
from service.store.queries.cases import case_row
from service.usecases import casework, parties, safety
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of

FORM = risk.CURRENT_RISK_FORM
ANSWERS = [
    {"question": question.code, "answer": question.answers[0].code}
    for question in risk.RISK_FORMS[FORM]
]


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.fixture
def case(world: World, officer: Actor) -> Case:
    return world.case(officer)


@pytest.fixture
def today(runtime: Runtime) -> date:
    return runtime.rules.calendar.day_of(runtime.clock())


def assess(runtime: Runtime, by: Actor, case: Case, **values: Any) -> RiskAssessment:
    given = {"form_version": FORM, "harm": "low", "detriment": "low", "answers": ANSWERS, **values}
    with runtime.unit(by) as unit:
        return safety.assess_risk(unit, case.id, **given)


def start(runtime: Runtime, by: Actor, case: Case, today: date, **values: Any) -> InterimMeasure:
    given = {"measure_type": "no_contact", "text": "Other wards.", "review_on": today, **values}
    with runtime.unit(by) as unit:
        return safety.start_measure(unit, case.id, **given)


def tasks(runtime: Runtime, case: Case, kind: str) -> list[Any]:
    with runtime.engine.connect() as connection:
        query = select(Task.due_at).where(Task.case_id == case.id, Task.kind == kind)
        return list(connection.scalars(query.order_by(Task.id)))


def review_states(runtime: Runtime, measure: InterimMeasure) -> list[str]:
    with runtime.engine.connect() as connection:
        query = select(Task.state).where(Task.measure_id == measure.id)
        return list(connection.scalars(query.order_by(Task.id)))


def pointers(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "levels",
    [("low", "high", "high"), ("immediate", "none", "immediate"), ("none", "none", "none")],
)
def test_a_case_takes_the_higher_of_harm_and_detriment(
    runtime: Runtime, officer: Actor, case: Case, levels: tuple[str, str, str]
) -> None:
    harm, detriment, level = levels
    assess(runtime, officer, case, harm=harm, detriment=detriment)
    with runtime.reading(officer) as reading:
        assert case_row(reading.connection, case.id).risk_level == level
    assert log_of(runtime)[-1]["change"]["to"] == level


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"form_version": "2020-01"}, [("/form_version", "unknown_code")]),
        ({"answers": ANSWERS[1:]}, [("/answers", "required")]),
        ({"answers": [*ANSWERS, ANSWERS[0]]}, [(f"/answers/{len(ANSWERS)}/question", "repeated")]),
        (
            {"answers": [*ANSWERS[:-1], {**ANSWERS[-1], "answer": "perhaps"}]},
            [(f"/answers/{len(ANSWERS) - 1}/answer", "unknown_code")],
        ),
        (
            {"answers": [{"question": "star_sign", "answer": "leo"}, *ANSWERS]},
            [("/answers/0/question", "unknown_code")],
        ),
        ({"review_on": date(2020, 1, 1)}, [("/review_on", "in_the_past")]),
    ],
)
def test_answers_that_are_not_the_forms_are_pointed_at(
    runtime: Runtime, officer: Actor, case: Case, changes: Any, expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        assess(runtime, officer, case, **changes)
    assert pointers(refused) == expected


def test_an_old_form_is_read_and_not_filled_in(
    runtime: Runtime, officer: Actor, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assess(runtime, officer, case, reasons="Feels watched.")
    monkeypatch.setattr(risk, "RISK_FORMS", {**risk.RISK_FORMS, "9999-01": ()})
    monkeypatch.setattr(risk, "CURRENT_RISK_FORM", "9999-01")
    with pytest.raises(Invalid) as refused:
        assess(runtime, officer, case)
    assert pointers(refused) == [("/form_version", "not_current")]
    with runtime.reading(officer) as reading:
        (row,) = risk_assessments_of(reading.connection, case.id)
        assert row.form_version == FORM
        with reading.scope([RiskAssessment.content.target(row)], purpose="casework"):
            opened = RiskAssessment.content.open(row)
    assert opened == {"answers": ANSWERS, "reasons": "Feels watched."}


def test_a_review_of_risk_is_a_task(
    runtime: Runtime, officer: Actor, case: Case, today: date
) -> None:
    assess(runtime, officer, case)
    assert tasks(runtime, case, "risk_review") == []
    assess(runtime, officer, case, review_on=today + timedelta(days=7))
    (due,) = tasks(runtime, case, "risk_review")
    assert runtime.rules.calendar.day_of(due) == today + timedelta(days=7)


def test_a_case_closes_once_every_measure_is_lifted(
    runtime: Runtime, officer: Actor, case: Case, today: date
) -> None:
    measure = start(runtime, officer, case, today)
    with runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "start_triage", version=None)
    with pytest.raises(WrongState, match=r"outcome.*Lift"), runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    with runtime.unit(officer) as unit:
        casework.record_outcome(unit, case.id, outcome_type="apology")
        for party in unit.session.scalars(select(Party)):
            parties.tell_party(unit, case.id, party.id, "Told.", version=party.version)
    with pytest.raises(WrongState, match="Lift"), runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    with runtime.unit(officer) as unit:
        lifted = safety.move_measure(unit, case.id, measure.id, "lift", version=1)
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)
    assert (lifted.state, lifted.lifted_at is None) == ("lifted", False)
    with pytest.raises(WrongState), runtime.unit(officer) as unit:
        safety.move_measure(unit, case.id, measure.id, "review", review_on=today, version=2)


def test_a_review_sets_the_next_one(
    runtime: Runtime, officer: Actor, case: Case, today: date
) -> None:
    measure = start(runtime, officer, case, today)
    assert (measure.starts_on, measure.review_on) == (today, today)
    later = today + timedelta(days=14)
    for review_on, code in ((None, "required"), (today - timedelta(days=1), "in_the_past")):
        with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
            safety.move_measure(unit, case.id, measure.id, "review", review_on=review_on, version=1)
        assert pointers(refused) == [("/review_on", code)]
    with runtime.unit(officer) as unit:
        reviewed = safety.move_measure(
            unit, case.id, measure.id, "review", review_on=later, reason="Still needed.", version=1
        )
    assert (reviewed.state, reviewed.review_on) == ("active", later)
    assert reviewed.reviewed_at is not None
    with pytest.raises(Stale), runtime.unit(officer) as unit:
        safety.move_measure(unit, case.id, measure.id, "lift", version=1)
    other = start(runtime, officer, case, today)
    assert review_states(runtime, measure) == ["done", "open"]
    with runtime.unit(officer) as unit:
        safety.move_measure(unit, case.id, measure.id, "lift", version=2)
    assert review_states(runtime, measure) == ["done", "cancelled"]
    assert review_states(runtime, other) == ["open"]
    assert "Still needed." not in str(log_of(runtime))


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"review_on": -1}, "/review_on", "before_start"),
        ({"review_on": -1, "starts_on": -2}, "/review_on", "in_the_past"),
        ({"review_on": 3, "starts_on": 4}, "/review_on", "before_start"),
    ],
)
def test_a_measure_is_reviewed_after_it_began(
    world: World, runtime: Runtime, given: dict[str, int], pointer: str, code: str
) -> None:
    officer, today = world.officer(Role.CASE_MANAGER), runtime.clock().date()
    days = {name: today + timedelta(days=days) for name, days in given.items()}
    case = world.case(officer)
    with pytest.raises(Invalid) as refused:
        start(runtime, officer, case, today, **days)
    assert pointers(refused) == [(pointer, code)]
    with pytest.raises(Invalid) as refused:
        start(runtime, officer, case, today, party_id=new_id())
    assert pointers(refused) == [("/party_id", "not_on_case")]
    assert "measure.start" not in verbs_of(runtime)


def test_a_second_officer_reviews_whether_to_act(world: World, runtime: Runtime) -> None:
    report, _ = world.report()
    author, second = world.officer(Role.WELFARE_OFFICER), world.officer(Role.CASE_MANAGER)
    with runtime.unit(author) as unit:
        made = safety.assess_action(
            unit, report.id, risk_of_acting="high", risk_of_not_acting="low",
            corroboration="none_possible", decision="do_not_act", reasons="They would be known.",
        )  # fmt: skip
    with pytest.raises(WrongState, match="other than its author"), runtime.unit(author) as unit:
        safety.review_action_assessment(unit, report.id, made.id, version=1)
    with runtime.unit(second) as unit:
        reviewed = safety.review_action_assessment(unit, report.id, made.id, version=1)
    assert (reviewed.author_id, reviewed.reviewer_id) == (author.id, second.id)
    with pytest.raises(WrongState, match="has been reviewed"), runtime.unit(second) as unit:
        safety.review_action_assessment(unit, report.id, made.id, version=2)
    assert ActionAssessment.content.target(made).group == "action_assessment"
    assert "They would be known." not in str(log_of(runtime))


def test_a_clients_assessment_is_reviewed_by_another_client(world: World, runtime: Runtime) -> None:
    one, two = (world.client(Scope.CASES_READ, Scope.CASES_WRITE)[2] for _ in range(2))
    report, _ = world.report()
    with runtime.unit(one) as unit:
        made = safety.assess_action(
            unit, report.id, risk_of_acting="low", risk_of_not_acting="high",
            corroboration="records_exist", decision="act", reasons="Others are at risk.",
        )  # fmt: skip
    with pytest.raises(WrongState), runtime.unit(one) as unit:
        safety.review_action_assessment(unit, report.id, made.id, version=1)
    with runtime.unit(two) as unit:
        assert safety.review_action_assessment(unit, report.id, made.id, version=1).reviewer_id
