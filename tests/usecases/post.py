"""A house that sends notices, at a moment that a test sets, with a mailer that only keeps them."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.errors import MailFault
from service.store.models import OutboxNotice, Report
from service.usecases import outbox
from service.usecases.notices import notify_officers, notify_reporter
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of
from tests.usecases.office import Now, at

ADDRESS = "sam@uni.example"
_AGREED = [{"scope": "contact", "state": "granted", "wording_version": "2026-09"}]


class Killed(BaseException):
    """The process ends."""


@dataclass
class FakeMailer:
    """Keeps what it sends; ``faults`` says what happens to the next messages, one after another."""

    sent: list[tuple[str, str, str, str]] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    tries: int = 0

    def send(self, to: str, subject: str, text: str, *, message_id: str) -> None:
        self.tries += 1
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, MailFault):
            raise fault
        self.sent.append((to, subject, text, message_id))
        if fault:
            raise fault


class Post:
    """The house, and what a test wants of its outbox."""

    def __init__(self, runtime: Runtime) -> None:
        self.now, self.mailer = Now(at("2026-07-06 10:00")), FakeMailer()
        self.house = replace(runtime, clock=self.now, mailer=self.mailer)
        self.world = World(self.house)

    def known(self, **values: Any) -> Report:
        """Make a report whose reporter wants mail."""
        if values.get("mode") != "anonymous":
            identity = {"name": "Sam Marker", "email": ADDRESS, **values.get("reporter", {})}
            values |= {"reporter": identity}
        given = {"mode": "named", "consents": _AGREED, **values}
        return self.world.report(**given)[0]

    def tell(self, report: Report) -> None:
        with self.house.unit(SYSTEM) as unit:
            notify_reporter(unit, unit.session.get_one(Report, report.id), "new_message")
            unit.record("message.automatic")

    def tell_officer(self, officer: Actor, **about: UUID) -> None:
        assert officer.id is not None
        with self.house.unit(SYSTEM) as unit:
            notify_officers(unit, "deadline", [officer.id, officer.id], **about)
            unit.record("reminder.send")

    def send(self, limit: int = 10, **changes: Any) -> dict[str, int]:
        """Let the worker send; ``changes`` are to the house."""
        house = replace(self.house, **changes)
        return dict(outbox.send_waiting(house, limit, jitter=lambda: 0.0))

    def rows(self) -> list[Any]:
        with self.house.engine.connect() as connection:
            table = OutboxNotice.__table__
            return list(connection.execute(select(table).order_by(table.c.id)))

    def ends(self) -> list[tuple[str, str | None]]:
        """Give what the log says became of notices."""
        return [
            (entry["verb"], entry["change"].get("reason"))
            for entry in log_of(self.house)
            if entry["verb"].startswith("notice.")
        ]
