"""What every use case runs on: databases, keys and settings, made once when the process starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine

from service.crypto.provider import KeyProvider
from service.domain.actors import Actor
from service.store.keystore import Keystore
from service.usecases.ports import Blobs, Clock, LetterPrinter, Mailer, Scanner
from service.usecases.reading import Reading
from service.usecases.rules import Rules
from service.usecases.unit import Unit


def utc_now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    """The running instance, as use cases see it."""

    engine: Engine
    keystore: Keystore
    provider: KeyProvider
    rules: Rules = field(default_factory=Rules)
    clock: Clock = utc_now
    blobs: Blobs | None = None
    """Where attachments are kept; without it none are taken."""
    scanner: Scanner | None = None
    """What looks for malware; without it files are marked as not scanned."""
    mailer: Mailer | None = None
    """What sends notices; without it they wait in the outbox."""
    printer: LetterPrinter | None = None
    """What prints letters; without it none can be taken."""

    @contextmanager
    def unit(self, actor: Actor) -> Iterator[Unit]:
        """Do something in one transaction. See `Unit`."""
        with Unit(self, actor) as unit:
            yield unit

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Reading]:
        """Read something. See `Reading`."""
        with Reading(self, actor) as reading:
            yield reading
