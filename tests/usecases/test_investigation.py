"""The formal stage: allegations and findings, appeals decided by somebody new, the last letter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import PartyRole, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Allegation, Appeal, Case
from service.store.queries.case_parts import allegations_of, appeals_of
from service.store.queries.cases import case_row, parties_of
from service.usecases import appeals, casework, investigation, parties
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of


class Office:
    """A case with a reporting and a responding party, and who works on it."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.world, self.runtime = world, runtime
        self.manager = world.officer(Role.CASE_MANAGER)
        report, _ = world.report(
            subjects=[{"type": "clinical_supervisor"}], occurred_from=date(2026, 8, 31),
            occurred_precision="day",
        )  # fmt: skip
        self.case = world.case(self.manager, report.id)
        listed = self.read(lambda c: parties_of(c, self.case.id))
        self.reporting = next(p.id for p in listed if p.role == PartyRole.REPORTING)
        self.responding = next(p.id for p in listed if p.role == PartyRole.RESPONDING)

    def act(
        self, use_case: Callable[..., Any], *args: Any, by: Actor | None = None, **kw: Any
    ) -> Any:
        with self.runtime.unit(by or self.manager) as unit:
            return use_case(unit, self.case.id, *args, **kw)

    def read(self, query: Callable[[Any], Any]) -> Any:
        with self.runtime.reading(self.manager) as reading:
            return query(reading.connection)

    def state(self) -> str:
        return str(self.read(lambda c: case_row(c, self.case.id)).state)

    def move(self, *actions: str, reason: str | None = None) -> Case:
        for action in actions:
            moved = self.act(casework.move_case, action, reason=reason, version=None)
        found: Case = moved
        return found

    def allege(self, **values: Any) -> Allegation:
        found: Allegation = self.act(
            investigation.add_allegation, **{"wording": "Mocked an accent.", **values}
        )
        return found

    def find(self, allegation: Allegation, finding: str = "upheld", **values: Any) -> Allegation:
        found: Allegation = self.act(
            investigation.record_finding, allegation.id, finding=finding, reasons="Heard by two.",
            **{"version": allegation.version, **values},
        )  # fmt: skip
        return found

    def settle(self) -> None:
        """Record an outcome and tell everybody."""
        self.act(casework.record_outcome, outcome_type="apology")
        for party in self.read(lambda c: parties_of(c, self.case.id)):
            self.act(parties.tell_party, party.id, "Told.", version=party.version)

    def appeal(self, party_id: Any = None) -> Appeal:
        found: Appeal = self.act(
            appeals.lodge_appeal, party_id or self.reporting, ["new_evidence"], "I was not asked."
        )
        return found

    def decide(self, appeal: Appeal, by: Actor | None = None, result: str = "upheld") -> Appeal:
        found: Appeal = self.act(
            appeals.decide_appeal, appeal.id, result=result, reasons="It was so.",
            version=appeal.version, by=by,
        )  # fmt: skip
        return found


@pytest.fixture
def office(world: World, runtime: Runtime) -> Office:
    return Office(world, runtime)


def test_a_formal_case_closes_once_every_allegation_has_a_finding(office: Office) -> None:
    office.move("start_triage", "investigate")
    first, second = office.allege(party_id=office.responding), office.allege()
    with pytest.raises(WrongState, match="decision or an appeal"):
        office.find(first)
    office.move("decide")
    office.settle()
    office.find(first)
    with pytest.raises(WrongState, match="finding on every allegation"):
        office.move("close", reason="resolved")
    office.find(second, "not_determined")
    before = office.read(lambda c: case_row(c, office.case.id)).version
    closed = office.move("close", reason="resolved")
    assert (closed.state, closed.version) == ("closed", before + 1)


def test_without_a_formal_stage_no_finding_is_asked_for(office: Office) -> None:
    office.allege()
    office.move("start_triage")
    office.settle()
    closed = office.move("close", reason="resolved")
    assert (closed.state, closed.formal_since) == ("closed", None)


def test_the_formal_stage_begins_once(office: Office) -> None:
    began = office.move("start_triage", "investigate").formal_since
    assert began is not None
    assert office.move("hold", "resume").formal_since == began


def test_a_changed_finding_is_kept_in_the_log_and_its_words_are_sealed(office: Office) -> None:
    office.move("start_triage", "investigate")
    allegation = office.allege(incident_types=["harassment"])
    office.move("decide")
    office.find(office.find(allegation), "partly_upheld")
    found = [e["change"] for e in log_of(office.runtime) if e["verb"] == "allegation.find"]
    assert found == [{"to": "upheld"}, {"from": "upheld", "to": "partly_upheld"}]
    (row,) = office.read(lambda c: allegations_of(c, office.case.id))
    assert (row.finding, row.found_by) == ("partly_upheld", office.manager.id)
    groups = (Allegation.wording, Allegation.reasons)
    with office.runtime.reading(office.manager) as reading:
        targets = [group.target(row) for group in groups]
        with reading.scope(targets, purpose="decision", case_id=office.case.id):
            opened = [group.open(row) for group in groups]
    assert opened == [{"wording": "Mocked an accent."}, {"reasons": "Heard by two."}]


def test_an_allegation_is_amended_until_something_is_found_on_it(office: Office) -> None:
    office.move("start_triage", "investigate")
    allegation = office.allege()
    changes = {"wording": "Said it twice.", "party_id": office.responding, "incident_types": []}
    amended = office.act(investigation.amend_allegation, allegation.id, changes, version=1)
    assert (amended.party_id, amended.incident_types, amended.version) == (office.responding, [], 2)
    with pytest.raises(Stale):
        office.act(investigation.amend_allegation, allegation.id, changes, version=1)
    office.move("decide")
    found = office.find(amended)
    with pytest.raises(WrongState, match="finding has been recorded"):
        office.act(investigation.amend_allegation, allegation.id, changes, version=found.version)


def test_an_allegation_is_against_a_responding_party_of_its_own_case(
    office: Office, world: World
) -> None:
    for party_id in (office.reporting, new_id(), Office(world, office.runtime).responding):
        with pytest.raises(Invalid) as refused:
            office.allege(party_id=party_id)
        assert [(f.pointer, f.code) for f in refused.value.faults] == [
            ("/party_id", "not_on_case")
        ]  # fmt: skip
    with pytest.raises(NotFound):
        office.act(investigation.amend_allegation, new_id(), {}, version=1)


def test_a_finding_is_for_whoever_decides(office: Office, world: World) -> None:
    office.move("start_triage", "investigate")
    allegation = office.allege()
    office.move("decide")
    investigator = world.officer(Role.INVESTIGATOR)
    office.act(casework.assign_officer, investigator.id, Role.INVESTIGATOR)
    with pytest.raises(NotAllowed):
        office.find(allegation, by=investigator)


@pytest.mark.parametrize("closed", [False, True])
def test_an_appeal_takes_the_case_back_to_a_decision(
    office: Office, world: World, closed: bool
) -> None:
    office.move("start_triage", "investigate", "decide")
    office.settle()
    if closed:
        office.move("close", reason="resolved")
    appeal = office.appeal()
    row = office.read(lambda c: case_row(c, office.case.id))
    assert (row.state, row.closed_at, row.close_reason) == ("appeal", None, None)
    decided = office.decide(appeal, world.officer(Role.CASE_MANAGER))
    assert decided.result == "upheld"
    assert office.state() == "decision"
    verbs = verbs_of(office.runtime)
    assert {"appeal.lodge", "case.appeal", "appeal.decide", "case.decide_appeal"} <= set(verbs)
    with pytest.raises(WrongState, match="been decided"):
        office.decide(decided)


def test_several_parties_may_appeal_and_the_last_decision_ends_it(
    office: Office, world: World
) -> None:
    office.move("start_triage", "investigate", "decide")
    other = world.officer(Role.CASE_MANAGER)
    one, two = office.appeal(), office.appeal(office.responding)
    office.decide(two, other, "dismissed")
    assert office.state() == "appeal"
    for action in ("decide", "close"):
        with pytest.raises(WrongState):
            office.move(action, reason="resolved")
    office.decide(one, other, "withdrawn")
    assert office.state() == "decision"
    listed = office.read(lambda c: appeals_of(c, office.case.id))
    assert [row.result for row in listed] == ["withdrawn", "dismissed"]


@pytest.mark.parametrize("part", ["outcome", "finding", "finding since changed"])
def test_nobody_decides_an_appeal_against_their_own_decision(
    office: Office, world: World, part: str
) -> None:
    decider, other = (world.officer(Role.CASE_MANAGER) for _ in range(2))
    office.move("start_triage", "investigate")
    allegation = office.allege()
    office.move("decide")
    if part == "outcome":
        office.act(casework.record_outcome, outcome_type="apology", by=decider)
    else:
        found = office.find(allegation, by=decider)
    if part == "finding since changed":
        office.find(found, "not_upheld")
    appeal = office.appeal()
    with pytest.raises(WrongState, match="Somebody else"):
        office.decide(appeal, decider)
    assert office.state() == "appeal"
    assert office.decide(appeal, other).decided_by == other.id


@pytest.mark.parametrize("steps", [[], ["start_triage"], ["start_triage", "investigate"]])
def test_there_is_no_appeal_before_a_decision(office: Office, steps: list[str]) -> None:
    if steps:
        office.move(*steps)
    with pytest.raises(WrongState):
        office.appeal()
    with pytest.raises(WrongState):
        office.move("appeal")


def test_there_is_no_appeal_without_a_formal_stage(office: Office) -> None:
    office.move("start_triage")
    office.settle()
    office.move("close", reason="resolved")
    with pytest.raises(WrongState, match="formal stage"):
        office.appeal()
    assert office.state() == "closed"


def test_only_a_party_of_the_case_appeals(office: Office) -> None:
    office.move("start_triage", "investigate", "decide")
    with pytest.raises(Invalid) as refused:
        office.appeal(new_id())
    assert refused.value.faults[0].pointer == "/party_id"
    assert office.state() == "decision"


def test_the_last_letter_is_sent_after_a_formal_stage(office: Office) -> None:
    today = office.runtime.clock().date()

    def letter(day: date) -> Case:
        row = office.read(lambda c: case_row(c, office.case.id))
        found: Case = office.act(investigation.record_completion_letter, day, version=row.version)
        return found

    office.move("start_triage")
    with pytest.raises(WrongState, match="after a formal stage"):
        letter(today)
    office.move("investigate", "decide")
    office.settle()
    office.move("close", reason="resolved")
    for day, code in (
        (today + timedelta(days=2), "in_the_future"),
        (today - timedelta(days=2), "before_formal_stage"),
    ):
        with pytest.raises(Invalid) as refused:
            letter(day)
        assert [(f.pointer, f.code) for f in refused.value.faults] == [("/issued_on", code)]
    assert letter(today).completion_letter_on == today
