"""Who is on a case, who is shut out of it, and who gets in by two people or by breaking in."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from service.domain.actors import Actor
from service.domain.errors import DomainError
from service.usecases import access_requests, casework, conflicts, match_alerts
from tests.usecases.random_casework.house import TEAM
from tests.usecases.random_casework.play import Play, anybody, numbers, workers

has_cases = precondition(lambda self: bool(self.now.cases))
officers = st.sampled_from(list(TEAM))
deciders = st.sampled_from(["manager", "second", "custodian", "protection", "welfare"])
MOST_CONFLICTS = 6
"""With more, everybody is shut out of everything before long."""
WHY = {"purpose": "casework", "reason": "I have to know."}


class Guarding(Play):
    """Rules about assignments, conflicts of interest and access."""

    @has_cases
    @rule(n=numbers, m=numbers, who=workers, officer=officers)
    def assign(self, n: int, m: int, who: str, officer: str) -> None:
        """Put an officer on a case, or take one off."""
        case = self.case(n)
        live = [a for a in self.now.of_case("assignments", case.id) if a.ended_at is None]
        if live and m % 4 == 0:
            self.act(who, casework.end_assignment, case.id, self.pick(live, m).id)
        else:
            role = TEAM[officer]
            self.act(who, casework.assign_officer, case.id, self.house.cast[officer].id, role)

    @rule(n=numbers, who=anybody, officer=officers)
    def declare(self, n: int, who: str, officer: str) -> None:
        """Declare somebody's conflict of interest, perhaps one's own."""
        live = [row for row in self.now.all("conflicts") if row.removed_at is None]
        if len(live) < MOST_CONFLICTS:
            self._declare("report", self.report(n, "triaged").id, who, officer)

    @has_cases
    @rule(n=numbers, who=workers)
    def declare_of_somebody_on_it(self, n: int, who: str) -> None:
        """Declare the conflict of interest of an officer who works on the case."""
        case = self.case(n)
        on_case = [a for a in self.now.of_case("assignments", case.id) if a.ended_at is None]
        if on_case:
            officer = self.name_of(self.pick(on_case, n).officer_id)
            self._declare("case", case.id, who if n % 4 else officer, officer)

    def _declare(self, kind: str, about: UUID, who: str, officer: str) -> None:
        officer_id = self.house.cast[officer].id
        done = self.act(
            who, conflicts.declare_conflict, officer_id=officer_id, kind="supervises_party",
            **{f"{kind}_id": about},
        )  # fmt: skip
        if done:
            self.model.bar(officer_id, self.now, (f"{kind}s", about))

    @rule(n=numbers, who=st.sampled_from(["manager", "second", "welfare"]), second=officers)
    def ask_to_end(self, n: int, who: str, second: str) -> None:
        """Ask that a conflict of interest be ended, and have somebody decide about it."""
        live = [row for row in self.now.all("conflicts") if row.removed_at is None]
        if live:
            self._ask("end_conflict", self.pick(live, n).id, who, second if n % 3 else "second")

    @rule(n=numbers, who=officers, second=officers)
    def ask_to_unmask(self, n: int, who: str, second: str) -> None:
        """Ask to know who made a report, most often as somebody who is on its case."""
        report = self.report(n, "linked_to_case")
        on_case = [a for a in self.now.all("assignments") if a.case_id == report.case_id]
        if on_case and n % 4:
            who = self.name_of(self.pick(on_case, n).officer_id)
        self._ask("unmask", report.id, who, second if n % 3 else "second")

    def _ask(self, kind: str, subject: UUID, who: str, second: str) -> None:
        made = self.act(who, access_requests.request_access, kind=kind, subject=subject, **WHY)
        if made:
            self._decide(self.now.row("access_requests", made.id), second, approve=True)

    def name_of(self, officer_id: UUID) -> str:
        """Give the name of an officer."""
        return next(name for name, one in self.house.cast.items() if one.id == officer_id)

    @has_cases
    @rule(n=numbers, who=officers)
    def break_glass(self, n: int, who: str) -> None:
        """Break into a case."""
        case = self.case(n)
        barred = self.model.is_barred(self.house.cast[who].id, self.now, ("cases", case.id))
        done = self.act(who, access_requests.break_glass, case.reference, **WHY)
        assert not (done and barred), "broke into what they are shut out of"

    @precondition(lambda self: bool(self.now.access_requests))
    @rule(n=numbers, m=numbers, who=deciders)
    def decide(self, n: int, m: int, who: str) -> None:
        """Decide about a request, end it, or review it."""
        row = self.pick(self.now.all("access_requests"), n)
        if m % 5 == 0:
            self.act(self.name_of(row.requester_id), access_requests.end_access, row.id)
        elif m % 5 == 1:
            self.act(who, access_requests.review_access, row.id, "justified", version=row.version)
        else:
            self._decide(row, who, approve=m % 5 < 4)

    def _decide(self, request: Any, who: str, *, approve: bool) -> None:
        officer_id, conflict = (
            self.house.cast[who].id,
            self.now.row("conflicts", request.subject_id),
        )
        done = self.act(
            who, access_requests.decide_access, request.id, approve=approve,
            version=request.version,
        )  # fmt: skip
        assert not done or request.requester_id != officer_id, "one person alone"
        if done and approve and conflict:
            assert conflict.declared_by != officer_id, "ended by who declared it"
            self.model.unbar(conflict, self.now)

    @rule(n=numbers, who=officers)
    def look_at_alerts(self, n: int, who: str) -> None:
        """Ask to open a match alert, open it, or put it away."""
        alerts = self.now.all("match_alerts")
        if not alerts:
            return
        alert, actor = self.pick(alerts, n), self.by(who)
        if n % 3 == 0:
            self._ask("open_match", alert.id, who, "custodian")
        elif n % 3 == 1:
            self.act(who, match_alerts.dismiss_alert, alert.id, version=alert.version)
        else:
            self._open(actor, alert.id)

    def _open(self, actor: Actor, alert_id: UUID) -> None:
        try:
            with self.house.runtime.reading(actor) as reading:
                linked = match_alerts.open_alert(reading, alert_id, purpose="casework")
        except DomainError:
            linked = []
        self.house.look()
        about = [("reports", row.report_id) for row in linked]
        assert not self.model.is_barred(actor.id, self.now, *about), "opened by who is shut out"
        assert all(self.model.agreed(report_id, "match") for _, report_id in about)
