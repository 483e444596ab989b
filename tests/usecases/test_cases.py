"""Working on a case: its steps, its people, and what closing it takes."""

from typing import Any

import pytest

from service.domain.actors import Actor, Scope
from service.domain.code_lists import CLOSE_REASONS, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Case, Note, Outcome, Party
from service.store.queries.cases import (
    case_row,
    notes_of,
    outcomes_of,
    parties_of,
)
from service.usecases import casework, messages
from service.usecases import parties as party_work
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


@pytest.fixture
def case(world: World, officer: Actor) -> Case:
    return world.case(officer)


def move(runtime: Runtime, by: Actor, case: Case, *actions: str, **values: Any) -> Case:
    for action in actions:
        with runtime.unit(by) as unit:
            case = casework.move_case(unit, case.id, action, **{"version": None, **values})
    return case


def parties(runtime: Runtime, officer: Actor, case: Case) -> list[Any]:
    with runtime.reading(officer) as reading:
        return list(parties_of(reading.connection, case.id))


def record(runtime: Runtime, by: Actor, case: Case, **values: Any) -> Outcome:
    with runtime.unit(by) as unit:
        return casework.record_outcome(unit, case.id, **{"outcome_type": "apology", **values})


@pytest.mark.parametrize(
    "stage", ["start_triage", "offer_support", "resolve_informally", "investigate"]
)
def test_a_hold_ends_in_the_state_it_began_in(
    runtime: Runtime, officer: Actor, case: Case, stage: str
) -> None:
    steps = dict.fromkeys(["start_triage", stage])
    before = move(runtime, officer, case, *steps).state
    held = move(runtime, officer, case, "hold", reason="Exams.")
    assert (held.state, held.held_from, held.due_at) == ("on_hold", before, None)
    with pytest.raises(WrongState):
        move(runtime, officer, case, "hold")
    resumed = move(runtime, officer, case, "resume")
    assert (resumed.state, resumed.held_from) == (before, None)
    assert resumed.due_at is not None
    assert log_of(runtime)[-1]["change"] == {"from": "on_hold", "to": before}


@pytest.mark.parametrize("action", ["decide", "appeal", "hold", "resume", "close", "reopen", "go"])
def test_a_new_case_begins_with_triage(
    runtime: Runtime, world: World, case: Case, action: str
) -> None:
    with pytest.raises(WrongState):
        move(runtime, world.officer(Role.CASE_MANAGER), case, action, reason="resolved")


def test_who_may_not_take_a_step(world: World, runtime: Runtime, case: Case) -> None:
    manager = world.officer(Role.CASE_MANAGER)
    investigator = world.officer(Role.INVESTIGATOR)
    with pytest.raises(NotFound):
        move(runtime, investigator, case, "start_triage")
    with runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    move(runtime, investigator, case, "start_triage", "investigate")
    with pytest.raises(NotAllowed):
        move(runtime, investigator, case, "decide")
    assert move(runtime, manager, case, "decide").state == "decision"
    refused = [e["change"]["permission"] for e in log_of(runtime) if e["verb"] == "access.refused"]
    assert refused == ["case.read", "case.decide"]


def test_closing_waits_for_an_outcome_and_for_every_party(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    case = world.case(officer, world.report(subjects=[{"type": "patient"}])[0].id)
    move(runtime, officer, case, "start_triage")
    reporting, responding = parties(runtime, officer, case)
    with pytest.raises(WrongState, match="outcome"):
        move(runtime, officer, case, "close", reason="resolved")
    with pytest.raises(WrongState, match="outcome"), runtime.unit(officer) as unit:
        party_work.tell_party(unit, case.id, reporting.id, "All well.", version=1)
    record(runtime, officer, case)
    with runtime.unit(officer) as unit:
        party_work.tell_party(unit, case.id, reporting.id, "They apologised.", version=1)
    with pytest.raises(WrongState, match="withholding"):
        move(runtime, officer, case, "close", reason="resolved")
    with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
        party_work.withhold_from_party(unit, case.id, responding.id, "busy", version=1)
    assert refused.value.faults[0].pointer == "/withholding_reason"
    with runtime.unit(officer) as unit:
        party_work.withhold_from_party(unit, case.id, responding.id, "not_identified", version=1)
    closed = move(runtime, officer, case, "close", reason="resolved")
    assert (closed.state, closed.close_reason, closed.due_at) == ("closed", "resolved", None)
    assert closed.closed_at is not None


def closed_case(world: World, runtime: Runtime, officer: Actor, case: Case) -> Case:
    move(runtime, officer, case, "start_triage")
    record(runtime, officer, case)
    for party in parties(runtime, officer, case):
        with runtime.unit(officer) as unit:
            party_work.tell_party(unit, case.id, party.id, "Told.", version=party.version)
    return move(runtime, officer, case, "close", reason=CLOSE_REASONS.values()[0])


@pytest.mark.parametrize(
    ("reason", "code"), [(None, "required"), ("", "required"), ("no_capacity", "unknown_code")]
)
def test_closing_needs_a_coded_reason(
    runtime: Runtime, officer: Actor, case: Case, reason: str | None, code: str
) -> None:
    move(runtime, officer, case, "start_triage")
    with pytest.raises(Invalid) as refused:
        move(runtime, officer, case, "close", reason=reason)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/reason", code)]


def test_a_closed_case_takes_nothing_on_until_it_is_reopened(
    world: World, runtime: Runtime, officer: Actor, case: Case
) -> None:
    closed_case(world, runtime, officer, case)
    other = world.report()[0]
    manager = world.officer(Role.CASE_MANAGER)
    late = {
        "outcome": lambda unit: casework.record_outcome(unit, case.id, outcome_type="apology"),
        "party": lambda unit: party_work.add_case_party(
            unit, case.id, role="witness", party_type="visitor", identity=None
        ),
        "report": lambda unit: casework.link_to_case(unit, case.id, other.id),
        "officer": lambda unit: casework.assign_officer(
            unit, case.id, manager.id, Role.CASE_MANAGER
        ),
    }
    for act in late.values():
        with pytest.raises(WrongState, match="closed"), runtime.unit(manager) as unit:
            act(unit)
    reopened = move(runtime, officer, case, "reopen")
    assert (reopened.state, reopened.closed_at, reopened.close_reason) == ("reopened", None, None)
    assert reopened.due_at is not None
    for act in late.values():
        with runtime.unit(manager) as unit:
            act(unit)


def test_disclosure_restricting_agreements_are_refused(
    runtime: Runtime, officer: Actor, case: Case
) -> None:
    """Nobody is made to keep quiet about what happened to them.

    Source: OfS, condition of registration E6 (England), with effect for agreements formed or
    varied from 1 September 2024: a provider may not prevent or restrict any student from
    disclosing information about an allegation of harassment or sexual misconduct.
    """
    with pytest.raises(Invalid) as refused:
        record(runtime, officer, case, restricts_disclosure=True)
    assert refused.value.faults[0].pointer == "/restricts_disclosure"
    assert "outcome.record" not in verbs_of(runtime)


def test_old_versions_are_refused(runtime: Runtime, officer: Actor, case: Case) -> None:
    move(runtime, officer, case, "start_triage", version=1)
    with pytest.raises(Stale):
        move(runtime, officer, case, "offer_support", version=1)
    with pytest.raises(Stale), runtime.unit(officer) as unit:
        casework.amend_case(unit, case.id, {"risk_level": "low"}, version=1)
    (party,) = parties(runtime, officer, case)
    with pytest.raises(Stale), runtime.unit(officer) as unit:
        party_work.withhold_from_party(unit, case.id, party.id, "data_protection", version=7)


def test_two_units_that_read_the_same_version_do_not_both_win(
    runtime: Runtime, officer: Actor, case: Case
) -> None:
    """The slower one finds the row changed, though it read the version its caller named."""
    if runtime.engine.dialect.name == "sqlite":
        return  # one writer at a time: the slower one would wait, then read the new version

    def slower() -> None:
        with runtime.unit(officer) as unit:
            assert unit.session.get(Case, case.id)
            move(runtime, officer, case, "start_triage", version=1)
            casework.amend_case(unit, case.id, {"risk_level": "low"}, version=1)

    with pytest.raises(Stale):
        slower()


def test_amending_changes_only_what_is_named(runtime: Runtime, officer: Actor, case: Case) -> None:
    for changes in ({"summary": "In words.", "risk_level": "high"}, {"risk_level": "low"}):
        with runtime.unit(officer) as unit:
            case = casework.amend_case(unit, case.id, changes, version=case.version)
    with runtime.reading(officer) as reading:
        row = case_row(reading.connection, case.id)
        with reading.scope([Case.summary.target(row)], purpose="casework"):
            assert Case.summary.open(row) == {"summary": "In words."}
    change = {"fields": ["risk_level"], "from": "high", "to": "low"}
    assert log_of(runtime)[-2]["change"] == change  # the last entry is the reading
    with runtime.unit(officer) as unit:
        emptied = casework.amend_case(unit, case.id, {"summary": None}, version=case.version)
    assert Case.summary.is_empty(emptied)


def test_notes_and_outcomes_are_kept_in_order_and_in_their_own_words(
    world: World, runtime: Runtime, officer: Actor, case: Case
) -> None:
    for text in ("First.", "Second."):
        with runtime.unit(officer) as unit:
            casework.write_note(unit, case.id, text)
        record(runtime, officer, case, finding="upheld", summary=text, reasons="Because.")
    client = world.client(Scope.CASES_READ, Scope.CASES_WRITE)[2]
    assert record(runtime, client, case).officer_id is None
    with runtime.reading(officer) as reading:
        notes = notes_of(reading.connection, officer, case.id)
        outcomes = outcomes_of(reading.connection, case.id)
        targets = [*map(Note.body.target, notes), *map(Outcome.content.target, outcomes)]
        with reading.scope(targets, purpose="casework", case_id=case.id):
            assert [Note.body.open(note)["text"] for note in notes] == ["First.", "Second."]
            assert [Outcome.content.open(outcome) for outcome in outcomes] == [
                {"summary": "First.", "reasons": "Because."},
                {"summary": "Second.", "reasons": "Because."},
                {},
            ]


def test_a_party_of_another_case_is_not_found(
    world: World, runtime: Runtime, officer: Actor, case: Case
) -> None:
    (stranger,) = parties(runtime, officer, world.case(officer))
    record(runtime, officer, case)
    for party_id in (stranger.id, new_id()):
        with pytest.raises(NotFound), runtime.unit(officer) as unit:
            party_work.tell_party(unit, case.id, party_id, "Told.", version=1)


def test_telling_replaces_an_earlier_withholding_and_back(
    runtime: Runtime, officer: Actor, case: Case
) -> None:
    record(runtime, officer, case)
    (row,) = parties(runtime, officer, case)
    with runtime.unit(officer) as unit:
        party = party_work.tell_party(unit, case.id, row.id, "Told.", version=1)
    assert (party.told, party.told_at is None, party.withholding_reason) == ("told", False, None)
    with runtime.unit(officer) as unit:
        party = party_work.withhold_from_party(unit, case.id, row.id, "data_protection", version=2)
    assert (party.told, party.told_at) == ("withheld", None)
    assert party.withholding_reason == "data_protection"
    assert Party.told_text.is_empty(party)


def test_a_further_outcome_has_to_be_told_too(world: World, runtime: Runtime) -> None:
    officer = world.officer()
    case = world.case(officer)
    with runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "start_triage", version=None)
        casework.record_outcome(unit, case.id, outcome_type="apology")
    with runtime.reading(officer) as reading:
        party = parties_of(reading.connection, case.id)[0]
    with runtime.unit(officer) as unit:
        party_work.tell_party(unit, case.id, party.id, "They apologised.", version=party.version)
        casework.record_outcome(unit, case.id, outcome_type="training")
    with pytest.raises(WrongState, match="Tell every party"), runtime.unit(officer) as unit:
        casework.move_case(unit, case.id, "close", reason="resolved", version=None)


def test_who_identifies_later_is_named_on_the_case(world: World, runtime: Runtime) -> None:
    officer = world.officer(Role.CASE_MANAGER)
    report, _ = world.report()
    case = world.case(officer, report.id)
    with runtime.unit(world.reporter(report)) as unit:
        messages.identify(unit, report.id, {"name": "Sam Example"})
    with runtime.reading(officer) as reading:
        party = parties_of(reading.connection, case.id)[0]
        target = Party.identity.target(party)
        with reading.scope([target], purpose="casework", case_id=case.id):
            assert Party.identity.open(party) == {"name": "Sam Example"}
