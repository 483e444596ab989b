"""What use cases need of the outside world, as Protocols that adapters implement."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from sqlalchemy import Engine

from service.crypto.provider import KeyProvider
from service.domain.letters import Letter
from service.store.keystore import Keystore
from service.usecases.rules import Rules


class Clock(Protocol):
    """Tells the time, in UTC."""

    def __call__(self) -> datetime:
        """Give the present moment."""
        ...


class Instance(Protocol):
    """The running instance, as a unit of work and a reading see it."""

    @property
    def engine(self) -> Engine:
        """The main database."""
        ...

    @property
    def keystore(self) -> Keystore:
        """Where data keys come from."""
        ...

    @property
    def provider(self) -> KeyProvider:
        """What guards the roots of all keys."""
        ...

    @property
    def rules(self) -> Rules:
        """What the institution set for itself."""
        ...

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        ...


class Mailer(Protocol):
    """Sends e-mail."""

    def send(self, to: str, subject: str, text: str, *, message_id: str) -> None:
        """Send one message, outside any transaction.

        Raises:
            MailAway: when it is worth trying again (`service.domain.errors`).
            MailRefused: when it is not.
        """
        ...


class Blobs(Protocol):
    """Keeps sealed bytes by name."""

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write a blob whole or not at all, and give its size."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Open a blob for reading."""
        ...

    def delete(self, name: str) -> None:
        """Delete a blob; nothing happens when there is none."""
        ...

    def names_older_than(self, moment: datetime) -> Iterator[str]:
        """Give the names last written before a moment."""
        ...


class Scanner(Protocol):
    """Looks for malware."""

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        """Give the name of what was found; None when clean."""
        ...


class LetterPrinter(Protocol):
    """Gives letters their final form, with nothing from anywhere but the letter itself."""

    def html(self, letter: Letter) -> str:
        """Give a letter as a whole page, which needs nothing beside it."""
        ...

    def pdf(self, letter: Letter) -> bytes:
        """Give a letter as a PDF that can be read aloud.

        Raises:
            PrinterAway: when no PDF can be made here (`service.domain.errors`).
        """
        ...
