"""What every use case runs on: databases, keys and settings, made once when the process starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from service.crypto.provider import KeyProvider
from service.domain.actors import Actor
from service.store.keystore import Keystore
from service.usecases.ports import Clock
from service.usecases.reading import Reading
from service.usecases.unit import Unit


def utc_now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rules:
    """What an institution sets for itself."""

    log_origin: str = "redress.invalid/log"
    """The audit log's name in its checkpoints (C2SP tlog-checkpoint): a schema-less URL."""
    issuer: str = "http://127.0.0.1:8000"
    """Where tokens say they come from (RFC 9068 ``iss`` and ``aud``)."""
    token_seconds: int = 900
    session_idle: timedelta = timedelta(minutes=30)
    session_absolute: timedelta = timedelta(hours=10)
    checkpoint_every: timedelta = timedelta(minutes=1)
    demo: bool = False
    """Only a demo instance accepts sample credentials."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The running instance, as use cases see it."""

    engine: Engine
    keystore: Keystore
    provider: KeyProvider
    rules: Rules = field(default_factory=Rules)
    clock: Clock = utc_now

    @contextmanager
    def unit(self, actor: Actor) -> Iterator[Unit]:
        """Do something in one transaction. See `Unit`."""
        with Unit(self.engine, self.keystore, self.provider, actor, self.clock) as unit:
            yield unit

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Reading]:
        """Read something. See `Reading`."""
        with Reading(self.engine, self.keystore, self.provider, actor, self.clock) as reading:
            yield reading
