"""A town of many reports, cases and referrals, to count in.

Figures need more rows than use cases can make in a test's time. They read plain columns only, so
the rows are written as they are: nothing is sealed in them, and nobody acts.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from service.domain.ids import new_id
from service.store.models import (
    Activity,
    ActivitySession,
    Assignment,
    Case,
    Consent,
    Fact,
    Message,
    Party,
    Referral,
    Report,
    SupportService,
)
from service.usecases.runtime import Runtime
from tests.usecases.office import LONDON, at

FIRST, END = at("2026-08-01 00:00"), at("2026-11-01 00:00")
Row = dict[str, Any]
_MODELS = (SupportService, Case, Report, Consent, Message, Party, Referral, Assignment, Fact,
           Activity, ActivitySession)  # fmt: skip
_SETTINGS = ("online", "online", "research", None)
_CONSENTS: Sequence[Sequence[str]] = (
    (), (), (), ("granted",), ("refused",), ("granted", "withdrawn"), ("refused", "granted"),
)  # fmt: skip


@dataclass
class Town:
    """Rows of every table, as they stand in the database."""

    runtime: Runtime
    officer_id: UUID

    def __post_init__(self) -> None:
        self.chance = random.Random(20261123)
        self.rows: dict[Any, list[Row]] = {model: [] for model in _MODELS}
        self._services()
        for number in range(500):
            self._report(number)
        for _ in range(120):
            self._referral(None)
        self._facts()
        self._meetings()
        with self.runtime.engine.begin() as connection:
            for model in _MODELS:
                connection.execute(insert(model.__table__), self.rows[model])

    def put(self, model: Any, **values: Any) -> Row:
        row = {"id": new_id(), **values}
        if "version" in model.__table__.c:
            row["version"] = 1
        self.rows[model].append(row)
        return row

    def of(self, model: Any, name: str, value: object) -> list[Row]:
        return [row for row in self.rows[model] if row[name] == value]

    def moment(self) -> datetime:
        """Give a moment from June to the end of October, sometimes on the edge of the period."""
        edges = (FIRST, END, FIRST - timedelta(seconds=1), END - timedelta(seconds=1))
        if self.chance.random() < 0.1:
            return self.chance.choice(edges)
        return at("2026-06-01 09:00") + timedelta(minutes=self.chance.randrange(220_000))

    def after(self, moment: datetime) -> datetime:
        return moment + timedelta(hours=self.chance.randrange(1, 1500))

    def maybe(self, likely: float, moment: Callable[[], datetime]) -> datetime | None:
        return moment() if self.chance.random() < likely else None

    def _services(self) -> None:
        for kind in ("counselling", "peer_network", "crisis"):
            self.put(
                SupportService, name=kind, service_type=kind, description="", characteristics=[],
                settings=[], sites=[], languages=["en"], urgent=False, self_referral=True,
                contact={}, active=True, updated_at=FIRST,
            )  # fmt: skip

    def _report(self, number: int) -> None:
        chance, sent = self.chance, self.moment()
        case = self._case(sent) if number % 3 else None
        report = self.put(
            Report, reference=f"R-{number}", mode="anonymous", relationship="affected_person",
            incident_types=["other"], setting=chance.choice(_SETTINGS), priority="normal",
            subject_assesses_reporter=False, receipt_mac=number.to_bytes(4),
            state="withdrawn" if chance.random() < 0.1 else "triaged",
            submitted_at=None if chance.random() < 0.05 else sent, created_at=sent,
            updated_at=sent, case_id=case and case["id"],
        )  # fmt: skip
        for state in chance.choice(_CONSENTS):
            self._consent(report, "statistics", state, sent)
        self._consent(report, "contact", "refused", sent)
        for direction in chance.sample(("automatic", "from_reporter", "to_reporter"), k=3):
            if chance.random() < 0.7:
                self._message(report, direction, self.after(sent))
        if chance.random() < 0.7:
            self._referral(report)

    def _consent(self, report: Row, scope: str, state: str, at: datetime) -> None:
        self.put(
            Consent, report_id=report["id"], scope=scope, state=state, wording_version="1",
            recorded_at=at,
        )  # fmt: skip

    def _message(self, report: Row, direction: str, at: datetime) -> None:
        for later in (at, self.after(at)):
            self.put(Message, report_id=report["id"], direction=direction, created_at=later)

    def _case(self, opened: datetime) -> Row:
        chance = self.chance
        if self.rows[Case] and chance.random() < 0.1:
            return self.rows[Case][-1]
        closed = self.maybe(0.8, lambda: self.after(opened))
        case = self.put(
            Case, reference=f"C-{len(self.rows[Case])}", state="closed" if closed else "triage",
            risk_level="low", opened_at=opened, closed_at=closed, updated_at=opened,
        )  # fmt: skip
        self.put(
            Party, case_id=case["id"], role="reporting", party_type="student", created_at=opened,
            support_offered_at=self.maybe(0.3, lambda: self.after(opened)),
        )  # fmt: skip
        self.put(
            Assignment, case_id=case["id"], officer_id=self.officer_id, role="welfare_officer",
            assigned_at=self.moment(), wishes_met={},
            preference=chance.choice((None, "met", "met", "partly_met", "not_met")),
        )  # fmt: skip
        return case

    def _referral(self, report: Row | None) -> None:
        chance, made = self.chance, self.moment()
        sent = self.maybe(0.9, lambda: self.after(made))
        accepted = self.maybe(0.7, lambda: self.after(sent)) if sent else None
        status, ended, reason = "accepted" if accepted else "sent", None, None
        if not sent:
            status, ended = "withdrawn", self.after(made)
        if sent and chance.random() < 0.9:
            ended = self.after(accepted or sent)
            ends = ("completed", "completed", "did_not_engage", "revoked") if accepted else (
                "declined", "declined", "withdrawn",
            )  # fmt: skip
            status = chance.choice(ends)
        if status == "declined":
            reason = chance.choice(("not_accessible", "not_accessible", "no_capacity"))
        self.put(
            Referral, reference=f"S-{len(self.rows[Referral])}", status=status,
            report_id=report and report["id"],
            case_id=report["case_id"] if report and chance.random() < 0.5 else None,
            service_id=chance.choice(self.rows[SupportService])["id"], decline_reason=reason,
            created_at=made, sent_at=sent, accepted_at=accepted, ended_at=ended, updated_at=made,
            shared_groups=[], taken_back=[],
        )  # fmt: skip

    def _facts(self) -> None:
        kinds = ("belonging_closure", "belonging_follow_up", "satisfaction")
        for number in range(240):
            day = self.moment().astimezone(LONDON).date().replace(day=1)
            before = None if number % 5 == 0 else self.chance.randint(1, 5)
            self.put(
                Fact, kind=kinds[number % 3], month=day, setting=self.chance.choice(_SETTINGS),
                before=before, value=self.chance.randint(1, 5),
            )  # fmt: skip

    def _meetings(self) -> None:
        for kind in ("group", "drop_in"):
            activity = self.put(
                Activity, service_id=self.rows[SupportService][1]["id"], kind=kind, name=kind,
                description="", characteristics=[], languages=["en"], online=False, active=True,
                updated_at=FIRST,
            )  # fmt: skip
            for number in range(40):
                held, starts = number % 4 > 0, self.moment()
                self.put(
                    ActivitySession, activity_id=activity["id"], starts_at=starts,
                    ends_at=self.after(starts), state="held" if held else "planned",
                    attended=self.chance.randint(0, 12) if held else None,
                )  # fmt: skip
