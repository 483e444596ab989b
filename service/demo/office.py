"""What else happens in a year: people sign in, systems fetch tokens, an auditor looks."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from random import Random
from uuid import UUID

import pyotp
from sqlalchemy import func, select

from service.demo.cast import CLIENTS, COLLECTOR, Cast
from service.demo.referring import Referring
from service.demo.services import COUNSELLING, FIRST_GENERATION, PEERS
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import SYSTEM, Actor, ActorKind
from service.domain.deadlines import add_months
from service.domain.errors import NotFound
from service.store.models import AuditEntry, Case, Referral, Report
from service.store.queries.people import client_row
from service.usecases import accounts, audit, casework, clients
from service.usecases.outcome_follow_up import follow_up_outcomes
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log

_SIGNS_IN_AFTER = 75
_COUNTED = {"reports": Report, "cases": Case, "referrals": Referral, "audit entries": AuditEntry}


class Office:
    """The background of the history."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast
        self._referring = Referring(runtime, clock, cast, rng)

    def months(self, say: Callable[[str], None]) -> Thread:
        """Sign the log once a month, and say how far the history has come."""
        calendar = self._runtime.rules.calendar
        while True:
            month = calendar.day_of(self._clock()).replace(day=1)
            yield calendar.start_of(add_months(month, 1))
            if self._clock() >= self._clock.end:
                return
            sequence_log(self._runtime, sign=True)
            say(f"    {month:%B %Y}: {counts(self._runtime)}")

    def weeks(self) -> Thread:
        """Ask reporters of closed cases how they are, as the worker does."""
        while self._clock() < self._clock.end:
            follow_up_outcomes(self._runtime)
            yield self._clock() + timedelta(weeks=1)

    def sign_ins(self) -> Thread:
        """Sign officers in, now and then with a wrong code, and fetch the collector's token."""
        for officer in cycle(self._cast.officers):
            self._sign_in(officer["username"], officer["password"], officer["totp_secret"])
            self._fetch_token()
            yield self._clock.at_work(_SIGNS_IN_AFTER)
            if self._clock() >= self._clock.end:
                return

    def walk_in(self, number: int, *, over: bool) -> Thread:
        """Refer somebody who made no report: support needs none."""
        yield self._clock.at_work(0.2)
        officer = self._cast.actors[("amina", "tomos", "grace")[number % 3]]
        service = _WALK_IN_SERVICES[number % len(_WALK_IN_SERVICES)]
        yield from self._referring.refer(officer, service, over=over)

    def refusal(self, case_of_another: Callable[[], UUID | None]) -> Thread:
        """Let an officer try a case that is not theirs: it does not exist for them."""
        yield self._clock.at_work(1)
        case_id = case_of_another()
        if case_id is not None:
            with suppress(NotFound), self._runtime.unit(self._cast.actors["ruth"]) as unit:
                casework.write_note(unit, case_id, "Opened by mistake.")

    def export(self) -> Thread:
        """Let the auditor export the log."""
        yield self._clock.at_work(1)
        sequence_log(self._runtime, sign=True)
        with self._runtime.unit(self._cast.actors["iris"]) as unit:
            audit.export_log(unit, self._runtime.rules.log_origin, purpose="quality_review")

    def _sign_in(self, username: str, password: str, secret: str) -> None:
        code = pyotp.TOTP(secret).at(self._clock())
        absolute = self._runtime.rules.session_absolute
        attempts = ["000000", code] if username == "tomos" else [code]
        for attempt in attempts:
            with self._runtime.unit(Actor(ActorKind.NOBODY, origin="192.0.2.0/24")) as unit:
                accounts.sign_in(
                    unit, username=username, password=password, code=attempt,
                    absolute=absolute, demo=True,
                )  # fmt: skip

    def _fetch_token(self) -> None:
        collector = next(c for c in self._cast.clients if c["name"] == COLLECTOR)
        with self._runtime.reading(SYSTEM) as reading:
            row = client_row(reading.connection, collector["client_id"])
        if row is not None:
            with self._runtime.unit(self._cast.actors[COLLECTOR]) as unit:
                clients.record_token(unit, row, CLIENTS[COLLECTOR][0])


_WALK_IN_SERVICES = (
    COUNSELLING, PEERS, FIRST_GENERATION, "Proud Medics", "Equal Ground Charity", PEERS,
    "Muslim Medics Circle", "Evening Wellbeing on Placement", PEERS,
    "Parents and Carers in Medicine", FIRST_GENERATION, "Northbridge Law Clinic",
)  # fmt: skip


def counts(runtime: Runtime) -> str:
    """Say how much there is by now."""
    with runtime.reading(SYSTEM) as reading:
        numbers = {
            name: reading.connection.scalar(select(func.count()).select_from(model))
            for name, model in _COUNTED.items()
        }
    return ", ".join(f"{number} {name}" for name, number in numbers.items())
