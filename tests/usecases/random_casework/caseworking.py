"""What is done on cases: steps, parties, findings, appeals, and bringing one to an end."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from service.domain.cases import CASE_MACHINE
from service.usecases import appeals, casework, investigation, joint_owners, parties, safety, triage
from tests.usecases.random_casework.play import Play, numbers, workers

REASONS = ("resolved", "not_upheld", "for_information")
BEFORE_TRIAGE = {"new": "start_triage", "reopened": "start_triage", "on_hold": "resume"}
"""What takes a case out of the states from which it cannot be closed."""
has_cases = precondition(lambda self: bool(self.now.cases))


class Caseworking(Play):
    """Rules about cases and what stands on them."""

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def step(self, n: int, m: int, who: str) -> None:
        """Take two steps that exist in the case's state, or now and then any."""
        for number in (m, m // 7):
            case = self.case(n)
            offered = CASE_MACHINE.from_state(case.state)
            steps = offered if offered and number % 8 else CASE_MACHINE.transitions
            self._move(case, self.pick(steps, number // 8).action, who, number)

    def _move(self, case: Any, action: str, who: str, n: int = 0) -> Any:
        reason = self.pick(REASONS, n) if action == "close" else None
        return self.act(who, casework.move_case, case.id, action, reason=reason, version=None)

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def go_formal(self, n: int, m: int, who: str) -> None:
        """Take the steps of a formal stage, as far as they go, and most often to the end."""
        case = self.case(n)
        for action in ("start_triage", "investigate", "decide"):
            self._move(case, action, who)
        if m % 3:
            self._settle(self.now.row("cases", case.id), m // 3, who)

    @has_cases
    @rule(n=numbers, m=numbers, who=st.sampled_from(["manager", "second", "portal", "decider"]))
    def settle(self, n: int, m: int, who: str) -> None:
        """Bring a case to an end; ``m`` says what is left undone, if anything."""
        self._settle(self.case(n), m, who)

    def _settle(self, case: Any, m: int, who: str) -> None:
        if case.state in BEFORE_TRIAGE:
            self._move(case, BEFORE_TRIAGE[case.state], who)
        if m % 7:
            self.record_outcome_on(case, who)
        findings = self.now.of_case("allegations", case.id) if m % 5 else []
        measures = self.now.of_case("interim_measures", case.id) if m % 4 else []
        for row in findings:
            self._find(case, row, who)
        for row in measures:
            self._measure(case, row, "lift", who)
        self._tell_all(case, who, m)
        self._move(case, "close", who, m)

    def _tell_all(self, case: Any, who: str, m: int) -> None:
        waiting = [p for p in self.now.of_case("parties", case.id) if p.told == "not_yet"]
        for number, party in enumerate(waiting):
            if (m + number) % 9:
                self._tell(case, party, who, m + number)

    @has_cases
    @rule(n=numbers, who=workers, refuse=st.integers(0, 5))
    def record_outcome(self, n: int, who: str, refuse: int) -> None:
        """Record an outcome; one that restricts disclosure is refused, whoever asks."""
        case = self.case(n)
        if refuse:
            self.record_outcome_on(case, who)
            return
        done, _ = self.house.act(
            self.by(who), casework.record_outcome, case.id, outcome_type="apology",
            restricts_disclosure=True,
        )  # fmt: skip
        assert not done, "an outcome that restricts disclosure"

    def record_outcome_on(self, case: Any, who: str) -> None:
        """Record an outcome on one case."""
        values = {"outcome_type": "apology", "finding": "upheld", "summary": "Sorry."}
        self.act(who, casework.record_outcome, case.id, **values)

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def tell(self, n: int, m: int, who: str) -> None:
        """Tell a party the outcome, say why not, or just tell them something."""
        case = self.case(n)
        party = self.part("parties", case, m)
        if m % 5 == 0:
            self.act(who, parties.notify_party, case.id, party.id, "It goes on.")
        else:
            self._tell(case, party, who, m)

    def _tell(self, case: Any, party: Any, who: str, n: int) -> None:
        version = self.now.row("parties", party.id).version
        if n % 3:
            done = self.act(who, parties.tell_party, case.id, party.id, "So.", version=version)
        else:
            done = self.act(
                who, parties.withhold_from_party, case.id, party.id, "no_safe_contact",
                version=version,
            )  # fmt: skip
        if done:
            self.model.told[party.id] = "told" if n % 3 else "withheld"

    @has_cases
    @rule(n=numbers, m=numbers, who=workers,
          named=st.sampled_from([None, "a@ward.example", "other", "decider"]))  # fmt: skip
    def party(self, n: int, m: int, who: str, named: str | None) -> None:
        """Add a party, or change one: perhaps it is an officer."""
        case = self.case(n)
        value = named if named is None or "@" in named else self.house.address(named)
        identity: dict[str, Any] = {"name": "Kit"}
        if value:
            identity["identifier"] = {"type": "email", "value": value}
        if m % 2:
            done = self.act(
                who, parties.add_case_party, case.id, role=["responding", "witness"][m % 4 // 2],
                party_type="nhs_staff", identity=identity,
            )  # fmt: skip
        else:
            one = self.part("parties", case, m)
            officer = self.house.cast[self.pick(["second", "welfare", "decider"], m)].id
            changes = {"contact_officer_id": officer} if m % 4 else {"identity": identity}
            done = self.act(who, parties.amend_party, case.id, one.id, changes, version=one.version)
            named = named if "identity" in changes else None
        if done and named and "@" not in named:
            self.model.bar(self.house.cast[named].id, self.now, ("cases", case.id))

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def allege(self, n: int, m: int, who: str) -> None:
        """Put an allegation on a case, change one, or find on one."""
        case = self.case(n)
        row = self.part("allegations", case, m)
        if row is None or m % 3 == 0:
            meant = [p for p in self.now.of_case("parties", case.id) if p.role == "responding"]
            party = self.pick(meant, m).id if meant else None
            self.act(who, investigation.add_allegation, case.id, wording="So.", party_id=party)
        elif m % 3 == 1:
            self.act(
                who, investigation.amend_allegation, case.id, row.id, {"wording": "Not so."},
                version=row.version,
            )  # fmt: skip
        else:
            self._find(case, row, who)

    def _find(self, case: Any, row: Any, who: str) -> None:
        self.act(
            who, investigation.record_finding, case.id, row.id, finding="upheld", reasons="So.",
            version=row.version,
        )  # fmt: skip

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def appeal(self, n: int, m: int, who: str) -> None:
        """Lodge an appeal, decide one, or record the letter that ends procedures."""
        found = [c for c in self.now.all("cases") if c.state in ("decision", "closed", "appeal")]
        case = self.pick(found or self.now.all("cases"), n)
        open_ones = [a for a in self.now.of_case("appeals", case.id) if a.result is None]
        if open_ones and m % 3:
            one = self.pick(open_ones, m)
            self.act(
                who, appeals.decide_appeal, case.id, one.id, result="dismissed", reasons="So.",
                version=one.version,
            )  # fmt: skip
        elif m % 2:
            party = self.part("parties", case, m)
            self.act(who, appeals.lodge_appeal, case.id, party.id, ["bias"], "Unfair.")
        else:
            today = self.house.now().date()
            self.act(
                who, investigation.record_completion_letter, case.id, today, version=case.version
            )

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def measure(self, n: int, m: int, who: str) -> None:
        """Start an interim measure, review one, or lift it."""
        case = self.case(n)
        row = self.part("interim_measures", case, m)
        if row is None or m % 3 == 0:
            self.act(
                who, safety.start_measure, case.id, measure_type="no_contact", text="Apart.",
                review_on=self.house.now().date() + timedelta(days=7),
            )  # fmt: skip
        else:
            self._measure(case, row, ["review", "lift"][m % 2], who)

    def _measure(self, case: Any, row: Any, action: str, who: str) -> None:
        self.act(
            who, safety.move_measure, case.id, row.id, action, version=row.version,
            review_on=self.house.now().date() + timedelta(days=7), reason="So.",
        )  # fmt: skip

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def amend_case(self, n: int, m: int, who: str) -> None:
        """Change a case, or write a note on it."""
        case = self.case(n)
        changes = [
            {"risk_level": "high"}, {"risk_level": "low"}, {"summary": "In short."},
            {"placement_provider_id": self.house.hospitals[0]},
        ]  # fmt: skip
        if m % 5 == 4:
            self.act(who, casework.write_note, case.id, "A note.")
            return
        self.act(who, casework.amend_case, case.id, changes[m % 5], version=case.version)

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def link(self, n: int, m: int, who: str) -> None:
        """Put one more report on a case, or take one off."""
        case = self.case(n)
        if m % 2:
            report = self.report(m, "submitted", "acknowledged", "triaged")
            self.act(who, casework.link_to_case, case.id, report.id)
        else:
            report = self.pick(self.now.of_case("reports", case.id), m)
            self.act(who, triage.unlink_report, case.id, report.id)

    @has_cases
    @rule(n=numbers, m=numbers, who=workers)
    def share(self, n: int, m: int, who: str) -> None:
        """Share a case with a hospital, or end that."""
        case = self.case(n)
        row = self.part("joint_owners", case, m)
        if m % 4 == 0:  # whoever reported is asked first
            for report in self.now.of_case("reports", case.id):
                self.answer_for(report, "reporter", "share_with_placement", "granted")
        if row is None or m % 2:
            hospital = self.pick(self.house.hospitals, m)
            self.act(who, joint_owners.add_joint_owner, case.id, hospital)
        else:
            self.act(who, joint_owners.end_joint_owner, case.id, row.id)
