"""An institution in which anybody may try anything, and every act is looked at when it is over."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.adapters.uk_holidays import uk_calendar
from service.domain.actors import SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.errors import DomainError, Refusal
from service.store.engine import reader
from service.store.models import OutboxNotice
from service.usecases import policies, providers
from service.usecases.access_reading import with_grants
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.office import START, Now, at
from tests.usecases.post import FakeMailer
from tests.usecases.random_casework.model import Model
from tests.usecases.random_casework.snapshot import Log, Snapshot
from tests.usecases.random_casework.the_log import Replay, check_done, check_refused

TEAM = {
    "manager": Role.CASE_MANAGER, "second": Role.CASE_MANAGER, "welfare": Role.WELFARE_OFFICER,
    "other": Role.WELFARE_OFFICER, "investigator": Role.INVESTIGATOR,
    "decider": Role.DECISION_MAKER, "custodian": Role.IDENTITY_CUSTODIAN,
    "liaison": Role.PLACEMENT_LIAISON, "protection": Role.DATA_PROTECTION_OFFICER,
    "analyst": Role.ANALYST,
}  # fmt: skip
LONDON = ZoneInfo("Europe/London")


class Collapse(Exception):
    """The process fails after an act and before its transaction is committed."""


class House:
    """The cast, the clock, what everybody has seen so far, and what must be true of it."""

    def __init__(self, runtime: Runtime) -> None:
        self.now, self.mailer = Now(at(START)), FakeMailer()
        rules = replace(runtime.rules, calendar=uk_calendar("england", LONDON))
        self.runtime = replace(runtime, clock=self.now, rules=rules, mailer=self.mailer)
        world = World(self.runtime)
        self.services = [world.service(), world.service(name="Peers", service_type="peer_network")]
        self.cast = {
            name: world.officer(role, username=name, email=self.address(name))
            for name, role in TEAM.items()
        }
        self.cast["provider"] = world.officer(
            Role.SERVICE_PROVIDER, username="provider", service_id=self.services[0].id
        )
        self.cast["booking"] = world.client(
            Scope.REFERRALS_RECEIVE, service_id=self.services[1].id
        )[2]
        self.cast["form"] = world.client(Scope.REPORTS_WRITE, Scope.REPORTS_READ)[2]
        self.cast["portal"] = world.client(
            Scope.CASES_READ, Scope.CASES_WRITE, Scope.REFERRALS_WRITE, Scope.REFERRALS_READ
        )[2]
        self._set_up()
        self.collapses = False
        self.model, self.log, self.replay = Model(), Log(), Replay()
        self.connection = reader(self.runtime.engine)
        self.seen = Snapshot(self.connection)
        self.replay.tell(self.look())
        self.acts = self.refusals = 0
        self.done: Counter[str] = Counter()
        """How often each verb was recorded."""

    def asked(self, referral: Any) -> str:
        """Name the consent without which a referral may not be sent."""
        peers = referral.service_id == self.services[1].id
        return "introduce_to_peers" if peers else "referral"

    def address(self, name: str) -> str:
        """Give an officer's own address: a report that names it shuts them out."""
        return f"{name}@staff.example"

    def _set_up(self) -> None:
        with self.runtime.unit(self.cast["manager"]) as unit:
            self.hospitals = [providers.add_provider(unit, name).id for name in ("Oak", "Elm")]
            policies.publish_policy(
                unit, label="1", title="Dignity", body="Be kind.",
                effective_from=self.runtime.rules.calendar.day_of(self.now()),
            )  # fmt: skip

    def look(self) -> list[Any]:
        """See what is there now; gives what was recorded since."""
        self.connection.rollback()
        self.seen = Snapshot(self.connection, self.seen)
        entries = self.log.new(self.connection)
        self.connection.rollback()
        return entries

    def close(self) -> None:
        """Check the whole log once more, and give back the connection."""
        self.replay.check(self.seen)
        self.connection.close()

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now.moment += timedelta(**time)

    def actor(self, name: str | Actor, report_id: UUID | None = None) -> Actor:
        """Give somebody, with what is granted to them just now."""
        if isinstance(name, Actor):
            return name
        if name == "reporter":
            return Actor(ActorKind.REPORTER, report_id=report_id)
        actor = self.cast[name]
        if not self.seen.access_requests:
            return actor
        with self.runtime.reading(actor) as reading:
            return with_grants(reading, actor)

    def act(
        self, by: Actor, function: Callable[..., Any], *args: Any, **values: Any
    ) -> tuple[bool, Any]:
        """Let somebody try something, and check what it left behind.

        Returns:
            Whether it was done, and what it gave.
        """
        before, collapses, given = self.seen, self.collapses, None
        self.collapses = False
        error: Exception | None = None
        try:
            with self.runtime.unit(by) as unit:
                given = function(unit, *args, **values)
                if collapses:
                    raise Collapse
        except (DomainError, Collapse) as caught:
            error = caught
        entries = self.look()
        self.acts, self.refusals = self.acts + 1, self.refusals + bool(error)
        if error is None:
            check_done(before, self.seen, entries)
            self.model.check_reach(before, by, entries)
            self.done.update(entry["verb"] for entry in entries)
            self.replay.tell(entries)
            self.model.follow(self.seen, entries)
            return True, given
        permission = error.permission if isinstance(error, Refusal) else None
        check_refused(before, self.seen, entries, permission)
        return False, None

    def upkeep(self, function: Callable[..., Any], *args: Any, **values: Any) -> None:
        """Let the worker do something that is several acts."""
        before, sent = self.seen, len(self.mailer.sent)
        function(self.runtime, *args, **values)
        entries = self.look()
        check_done(before, self.seen, entries)
        for to, *_, message_id in self.mailer.sent[sent:]:
            notice = self.seen.row(OutboxNotice.__tablename__, UUID(message_id))
            self.model.check_sent(before, notice, to)

    def read(self, targets: Any, function: Callable[[], Any]) -> Any:
        """Open something sealed, as the system, on record."""
        with self.runtime.reading(SYSTEM) as reading, reading.scope(targets, purpose="casework"):
            found = function()
        assert [entry["verb"] for entry in self.look()] == ["sealed.read"]
        return found
