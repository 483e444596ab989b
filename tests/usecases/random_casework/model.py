"""What must be true whatever happens, kept from what people asked for and was done.

Nothing here asks the code under test: consents, conflicts of interest, who was told and which
check-ins are due follow from the acts alone.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.domain.actors import Actor, ActorKind
from tests.usecases.random_casework.snapshot import Snapshot

LONDON = ZoneInfo("Europe/London")
Entries = list[dict[str, Any]]


class Model:
    """Facts by the acts that made them."""

    def __init__(self) -> None:
        self.answers: dict[UUID, dict[str, str]] = defaultdict(dict)
        """For each report, the latest answer about each scope."""
        self.said: list[tuple[UUID, str, str]] = []
        """Every answer in order: about which report or which referral, which scope, and what."""
        self.asked_anew: dict[UUID, int] = {}
        """For a referral that takes the place of another, how many answers there were before."""
        self.named: dict[UUID, list[str]] = {}
        """For each report that was sent, the identifiers of those it names."""
        self.contact: dict[UUID, dict[str, str]] = {}
        """For each report, who reported."""
        self.barred: set[tuple[UUID, tuple[str, UUID]]] = set()
        """Which officers must not know of which reports and cases."""
        self.told: dict[UUID, str] = {}
        self.investigated: set[UUID] = set()
        self.check_ins: dict[UUID, list[datetime]] = {}
        """For each report that was ever on a case, when its check-ins are due."""

    def agreed(self, report_id: UUID | None, scope: str) -> bool:
        """Whether a reporter agrees at this moment."""
        return self.answers[report_id].get(scope) == "granted" if report_id else False

    def hear(self, about: UUID, scope: str, state: str) -> None:
        """Keep an answer, about a report and all its referrals or about one of them."""
        self.said.append((about, scope, state))

    def agrees(self, referral: Any, scope: str) -> bool:
        """Whether whoever is referred agrees at this moment.

        What they said last counts, but agreeing in general does not overrule a word about this
        one. Whoever is referred again is asked anew.
        """
        own: tuple[int, str | None] = (-1, None)
        general = own
        for number, (one, of, state) in enumerate(self.said):
            if of == scope and one == referral.id:
                own = (number, state)
            elif of == scope and one == referral.report_id:
                general = (number, state)
        if general[0] < self.asked_anew.get(referral.id, 0):
            general = (-1, None)
        refused_since = general[0] > own[0] and general[1] != "granted"
        return (general if own[1] is None or refused_since else own)[1] == "granted"

    def bar(self, officer_id: UUID, snap: Snapshot, *things: tuple[str, UUID]) -> None:
        """Keep an officer from reports and cases, and from the cases of those reports."""
        for thing in things:
            case_id = snap.case_of(*thing)
            self.barred.add((officer_id, thing))
            if case_id is not None:
                self.barred.add((officer_id, ("cases", case_id)))

    def unbar(self, conflict: Any, snap: Snapshot) -> None:
        """Let an officer back in, as far as one conflict of interest goes."""
        things = {("reports", conflict.report_id), ("cases", conflict.case_id)}
        things |= {("reports", row.id) for row in snap.of_case("reports", conflict.case_id)}
        things |= {("cases", snap.case_of(*thing)) for thing in list(things) if thing[1]}
        self.barred -= {(conflict.officer_id, thing) for thing in things}

    def is_barred(self, officer_id: UUID | None, snap: Snapshot, *things: tuple[str, Any]) -> bool:
        """Whether an officer must not know of one of these."""
        for thing in things:
            also = ("cases", snap.case_of(*thing)) if thing[1] else thing
            if {(officer_id, thing), (officer_id, also)} & self.barred:
                return True
        return False

    def check_reach(self, before: Snapshot, by: Actor, entries: Entries) -> None:
        """Check that nobody did anything to what they must not know of."""
        if by.kind != ActorKind.OFFICER:
            return
        for entry in entries:
            if entry["verb"] == "conflict.declare":
                continue  # whoever recuses themselves is barred by their own act
            about = [("cases", entry["case"]), ("reports", entry["report"])]
            assert not self.is_barred(by.id, before, *about), (entry["verb"], "by who is shut out")

    def follow(self, after: Snapshot, entries: Entries) -> None:
        """Draw from an act what follows for everybody: what is linked, told or investigated."""
        for entry in entries:
            verb, (_, row_id) = entry["verb"], entry["subject"] or (None, None)
            if verb == "case.investigate":
                self.investigated.add(row_id)
            elif verb == "report.link":
                self._linked(after, row_id)
            elif verb == "outcome.record":
                for party in after.of_case("parties", entry["case"]):
                    self.told.pop(party.id, None)

    def _linked(self, after: Snapshot, report_id: UUID) -> None:
        report = after.row("reports", report_id)
        for officer_id, thing in list(self.barred):
            if thing == ("reports", report_id):
                self.bar(officer_id, after, thing)
        if report_id not in self.check_ins:
            self.check_ins[report_id] = _check_ins(report.submitted_at, report.updated_at)

    def check_sent(self, before: Snapshot, notice: Any, to: str) -> None:
        """Check that whoever was written to still wanted it, or may still know of it."""
        about = [("cases", notice.case_id), ("reports", notice.report_id)]
        if notice.recipient_kind == "officer":
            assert not self.is_barred(notice.recipient_id, before, *about), "told who is shut out"
            return
        report = before.row("reports", notice.recipient_id)
        assert self.agreed(report.id, "contact"), "written to without consent"
        assert report.state != "withdrawn"
        assert to == self.contact[report.id].get("email")
        assert self.contact[report.id].get("safe_to_contact") in (None, "any", "email_only")


def _check_ins(submitted: datetime, linked: datetime) -> list[datetime]:
    """Reckon 2, 6 and 12 weeks on London's clocks; of those that have passed, one at once."""
    local = submitted.astimezone(LONDON).replace(tzinfo=None)
    planned = [local + timedelta(weeks=weeks) for weeks in (2, 6, 12)]
    due = [moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in planned]
    ahead = [moment for moment in due if moment > linked]
    return ahead if len(ahead) == len(due) else [linked, *ahead]
