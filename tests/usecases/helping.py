"""A service that has taken somebody on, and everybody who has to do with it, at a set moment."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import NOBODY, SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.store.models import Appointment, Referral, ServiceLink
from service.usecases import appointments, referrals, service_visits
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.runtime import Runtime
from tests.usecases.post import Post

MAILBOX = "office@helpers.example"
NAME = "Marlow Garden Trust"
LINK, CODE = "Something was passed on to you", "Your code"
NEED = "Quillfeather asks for somebody to talk to."
STEPS: dict[str, list[str]] = {
    "draft": [],
    "sent": ["send"],
    "waitlisted": ["send", "waitlist"],
    "accepted": ["send", "accept"],
    "in_progress": ["send", "accept", "start"],
    "completed": ["send", "accept", "complete"],
    "did_not_engage": ["send", "accept", "did_not_engage"],
    "declined": ["send", "decline"],
    "withdrawn": ["send", "withdraw"],
}
"""How a referral comes to a state."""


class Help(Post):
    """The house with a service in its directory that has an e-mail address, and a system or not."""

    def __init__(self, runtime: Runtime, *, with_system: bool = True, **service: Any) -> None:
        super().__init__(runtime)
        self.service = self.world.service(name=NAME, contact={"email": MAILBOX}, **service)
        self.officer = self.world.officer(Role.CASE_MANAGER)
        self.system: Actor | None = None
        if with_system:
            self.system = self.receiver(self.service.id)

    def receiver(self, service_id: UUID) -> Actor:
        """Make the system of a service."""
        return self.world.client(Scope.REFERRALS_RECEIVE, service_id=service_id)[2]

    def referral(self, state: str = "accepted", **values: Any) -> Referral:
        """Make a referral that has come to a state, agreed to by the person."""
        given = {"agreed": "referral", "need": NEED, "service_id": self.service.id, **values}
        made = self.world.referral(self.officer, **given)
        for action in STEPS[state]:
            self.move(made, action)
        return made

    def move(self, referral: Referral, action: str, by: Actor | None = None) -> None:
        reason = "no_capacity" if action == "decline" else None
        with self.house.unit(by or self.officer) as unit:
            referrals.move_referral(unit, referral.id, action, reason=reason, version=None)

    def take_consent_back(self, referral: Referral) -> None:
        with self.house.unit(self.officer) as unit:
            answer_referral_consent(
                unit, referral.id, scope="referral", state="withdrawn", wording_version="2026-09"
            )

    def book(self, referral: Referral, by: Actor | None = None, **values: Any) -> Appointment:
        """Book an appointment for tomorrow."""
        begins = self.now.moment + timedelta(days=1)
        given = {
            "kind": "in_person", "starts_at": begins, "ends_at": begins + timedelta(hours=1),
            "place": "Room 2", **values,
        }  # fmt: skip
        with self.house.unit(by or self.system or self.officer) as unit:
            return appointments.book_appointment(unit, referral.id, **given)

    def say(self, appointment: Appointment, action: str, by: Actor | None = None) -> Appointment:
        with self.house.unit(by or self.system or self.officer) as unit:
            return appointments.move_appointment(
                unit, appointment.referral_id, appointment.id, action, version=None
            )

    def read(self, model: Any, row_id: UUID) -> Any:
        """Read a row as it is now."""
        with self.house.reading(SYSTEM) as reading:
            table = model.__table__
            return reading.connection.execute(select(table).where(table.c.id == row_id)).one()

    def links(self, referral: Referral) -> list[Any]:
        with self.house.reading(SYSTEM) as reading:
            table = ServiceLink.__table__
            query = select(table).where(table.c.referral_id == referral.id).order_by(table.c.id)
            return list(reading.connection.execute(query))

    def later(self, **span: float) -> None:
        self.now.moment += timedelta(**span)

    def mailed(self, subject: str) -> str:
        """Send what waits, and give the text of the last mail of a subject."""
        self.send()
        return next(text for _, said, text, _ in self.mailer.sent[::-1] if said == subject)

    def token(self) -> str:
        """Read the last link that was mailed."""
        found = re.search(r"/service/([\w-]{43})$", self.mailed(LINK), re.MULTILINE)
        assert found
        return found[1]

    def ask(self, token: str) -> bool:
        with self.house.unit(NOBODY) as unit:
            return service_visits.ask_code(unit, token)

    def code(self) -> str:
        """Read the last code that was mailed."""
        found = re.search(r"^\d{6}$", self.mailed(CODE), re.MULTILINE)
        assert found
        return found[0]

    def enter(self, token: str, code: str) -> str | None:
        with self.house.unit(NOBODY) as unit:
            return service_visits.open_link(unit, token, code)

    def come(self, token: str) -> str:
        """Go all the way from a link to a visit; give its cookie."""
        assert self.ask(token)
        visit = self.enter(token, self.code())
        assert visit
        return visit

    def visitor(self, visit: str) -> Actor | None:
        with self.house.reading(NOBODY) as reading:
            return service_visits.resume_visit(self.house, reading, visit)
