"""What the sample's services do with referrals: they see people, and say how it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import support_texts as texts
from service.demo.cast import Cast
from service.demo.services import BY_LINK
from service.demo.timeline import StoryClock, Thread
from service.demo.work import day_in
from service.domain.actors import NOBODY, Actor
from service.domain.service_links import is_live
from service.store.models import Referral
from service.store.queries.receiving import link_row, links_of
from service.usecases.appointments import book_appointment, move_appointment
from service.usecases.link_secrets import link_code, link_token
from service.usecases.progress import record_progress
from service.usecases.referrals import amend_referral
from service.usecases.runtime import Runtime
from service.usecases.service_links import offer_link
from service.usecases.service_visits import ask_code, open_link, resume_visit

_SESSION = timedelta(minutes=50)
_WAIT_DAYS = 24


@dataclass(slots=True)
class Request:
    """One referral on its way, and whom it takes to move it."""

    officer: Actor
    """Who sent it."""
    service: str
    referral_id: UUID
    asked: Actor
    """Who answers about consent."""
    scope: str
    """The consent without which nothing is sent."""
    to_come: bool = False
    """Whether an appointment lies after the end of the history."""


class Receiving:
    """Acts for the services: by their accounts, their systems, or by the links they were sent."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._turns = 0
        self._progress, self._places = cycle(texts.PROGRESS), cycle(texts.PLACES)
        self.words: dict[str, Callable[[Request], Thread]] = {
            "book": self._book_ahead, "meet": self._meet, "miss": self._miss,
            "note": self._note, "expect": self._expect, "wait": self._wait,
        }  # fmt: skip
        """What a service does besides moving a referral on."""

    def by(self, request: Request) -> Actor:
        """Give who acts for the service: with no way in of its own, it tells who sent it."""
        speakers = self._cast.speakers(request.service)
        if speakers:
            self._turns += 1
            return speakers[self._turns % len(speakers)]
        return self._visit(request) if request.service in BY_LINK else request.officer

    def _visit(self, request: Request) -> Actor:
        """Come by the link in an e-mail, with the code that was sent to the service's mailbox."""
        provider, link_id = self._runtime.provider, self._live_link(request)
        token = link_token(provider, link_id)
        with self._runtime.unit(NOBODY) as unit:
            ask_code(unit, token)
        with self._runtime.reading(NOBODY) as reading:
            link = link_row(reading.connection, link_id)
        with self._runtime.unit(NOBODY) as unit:
            code = link_code(provider, link_id, link.code_asked_at) if link else ""
            visit = open_link(unit, token, code) or ""
        with self._runtime.reading(NOBODY) as reading:
            visitor = resume_visit(self._runtime, reading, visit)
        if visitor is None:
            raise LookupError(link_id)
        return visitor

    def _live_link(self, request: Request) -> UUID:
        """Give the link that was sent last, or another where it has run out."""
        with self._runtime.reading(NOBODY) as reading:
            links = links_of(reading.connection, request.referral_id)
            live = [link.id for link in links if is_live(link, reading.now)]
        if live:
            found: UUID = live[-1]
            return found
        with self._runtime.unit(request.officer) as unit:
            return offer_link(unit, request.referral_id).id

    def _meet(self, request: Request) -> Thread:
        yield from self._see(request, "attend")

    def _miss(self, request: Request) -> Thread:
        yield from self._see(request, "miss")

    def _see(self, request: Request, action: str) -> Thread:
        """Book a time, let it come, and say what became of it."""
        appointment_id, ends_at = self._book(request)
        if ends_at > self._clock.end:
            request.to_come = True
            return
        yield ends_at
        with self._runtime.unit(self.by(request)) as unit:
            move_appointment(unit, request.referral_id, appointment_id, action, version=None)

    def _book_ahead(self, request: Request) -> Thread:
        self._book(request)
        yield self._clock.at_work(0.2)

    def _book(self, request: Request) -> tuple[UUID, datetime]:
        starts_at = self._clock.at_work(4).replace(minute=0, second=0, microsecond=0)
        kind, content = next(self._places)
        with self._runtime.unit(self.by(request)) as unit:
            made = book_appointment(
                unit, request.referral_id, kind=kind, starts_at=starts_at,
                ends_at=starts_at + _SESSION, **content,
            )  # fmt: skip
        return made.id, made.ends_at

    def _note(self, request: Request) -> Thread:
        """Say how it goes, in words only where the service says it itself."""
        yield self._clock.at_work(0.5)
        by, (kind, note) = self.by(request), next(self._progress)
        with self._runtime.unit(by) as unit:
            words = note if by.service_id else None
            record_progress(unit, request.referral_id, kind=kind, note=words)

    def _expect(self, request: Request) -> Thread:
        """Say by when the waiting will probably end; then some of it passes."""
        yield self._clock.at_work(0.5)
        with self._runtime.unit(self.by(request)) as unit:
            version = unit.session.get_one(Referral, request.referral_id).version
            expected = {"expected_on": day_in(unit, _WAIT_DAYS)}
            amend_referral(unit, request.referral_id, expected, version=version)
        yield self._clock.at_work(self._rng.uniform(0.4, 0.9) * _WAIT_DAYS)

    def _wait(self, request: Request) -> Thread:
        """Put the day off whenever it comes near."""
        while self._clock() < self._clock.end:
            yield from self._expect(request)
