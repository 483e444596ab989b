"""Two reporters who may be asked whether they would like to meet, and an officer who asks."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.store.models import Introduction, IntroductionSide, Message, Report
from service.store.queries.introductions import own_sides
from service.store.queries.outbox import due_notices, notice_row
from service.store.queries.reports import messages_of
from service.usecases import duplicates, introductions, referrals, triage
from service.usecases.introduction_answers import answer_introduction
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of

AGREES = [{"scope": "introduce_to_peers", "state": "granted", "wording_version": "1"}]


class Two:
    """Acts as the officer and as each of the two."""

    def __init__(self, runtime: Runtime, world: World) -> None:
        self.runtime, self.world = runtime, world
        self.officer = world.officer(Role.CASE_MANAGER)
        self.one = self.report(incident_types=["harassment", "exclusion"], setting="online")
        self.other = self.report(incident_types=["exclusion", "bullying"], setting="online")

    def report(self, **values: Any) -> Report:
        return self.world.report(**{"consents": AGREES, **values})[0]

    def propose(self, *ids: UUID, by: Actor | None = None) -> Introduction:
        with self.runtime.unit(by or self.officer) as unit:
            return introductions.propose_introduction(unit, ids or (self.one.id, self.other.id))

    def move(
        self, introduction: Introduction, action: str, by: Actor | None = None
    ) -> Introduction:
        with self.runtime.unit(by or self.officer) as unit:
            return introductions.move_introduction(unit, introduction.id, action, version=None)

    def answer(self, report: Report, state: str, contact: str | None = None) -> None:
        with self.runtime.unit(self.world.reporter(report)) as unit:
            side = own_sides(unit.session.connection(), report.id)[0].id
            answer_introduction(
                unit, report.id, side, state=state, wording_version="1", contact=contact
            )

    def consent(self, report: Report, state: str) -> None:
        with self.runtime.unit(self.world.reporter(report)) as unit:
            referrals.answer_consent(
                unit, report.id, scope="introduce_to_peers", state=state, wording_version="1"
            )

    def withdraw(self, report: Report) -> None:
        with self.runtime.unit(self.world.reporter(report)) as unit:
            triage.move_report(unit, report.id, "withdraw", version=None)

    def duplicate(self, report: Report, original: Report) -> None:
        with self.runtime.unit(self.officer) as unit:
            duplicates.mark_duplicate(unit, report.id, original.id)

    def on_one_case(self) -> None:
        self.world.case(self.officer, self.one.id, self.other.id)

    def agreed(self) -> Introduction:
        introduction = self.propose()
        self.answer(self.one, "granted", "Write to one@example.org")
        self.answer(self.other, "granted", "Ring 01632 960 001")
        return introduction

    def state(self, introduction: Introduction) -> str:
        with self.runtime.reading(SYSTEM) as reading:
            query = select(Introduction.state).where(Introduction.id == introduction.id)
            return str(reading.connection.scalar(query))

    def sides(self, introduction: Introduction) -> dict[UUID, Any]:
        """Give the two sides by report, ciphertexts included."""
        with self.runtime.reading(SYSTEM) as reading:
            table = IntroductionSide.__table__
            query = select(table).where(table.c.introduction_id == introduction.id)
            return {row.report_id: row for row in reading.connection.execute(query)}

    def messages(self, report: Report, *, own: bool = True) -> list[str]:
        with self.runtime.reading(SYSTEM) as reading:
            rows = messages_of(reading.connection, [report.id], own=own)
            with reading.scope([Message.body.target(row) for row in rows], purpose="audit"):
                return [Message.body.open(row)["text"] for row in rows]


def notices(runtime: Runtime) -> list[tuple[str, UUID]]:
    """Give the notices that wait: their kinds and for whom."""
    with runtime.reading(SYSTEM) as reading:
        ids = due_notices(reading.connection, datetime.max.replace(tzinfo=UTC), 100)
        rows = [notice_row(reading.connection, one) for one in ids]
    return sorted((row.kind, row.recipient_id) for row in rows if row)


def said(runtime: Runtime, verb: str) -> list[dict[str, Any]]:
    """Give the log's entries of one verb."""
    return [entry for entry in log_of(runtime) if entry["verb"] == verb]
