"""Mail, by SMTP. What a message says is decided elsewhere; here it only leaves the house."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Self
from urllib.parse import unquote, urlsplit

from service.domain.errors import MailAway, MailFault, MailRefused

_POLICY = SMTP.clone(cte_type="7bit")  # whatever the servers on the way can carry
# No comments, quoted names or literals: no such address can be told from an attack.
_ADDRESS = re.compile(r"(?P<user>[\w.!#$%&'*+/=?^`{|}~-]+)@(?P<domain>[\w.-]+)", re.ASCII)
_PERMANENT = range(500, 600)
_AWAY: tuple[tuple[type[OSError], str], ...] = (
    (smtplib.SMTPServerDisconnected, "disconnected"),
    (smtplib.SMTPException, "not_offered"),  # STARTTLS, or a way to sign in
    (ssl.SSLError, "tls"),
    (TimeoutError, "timeout"),
    (OSError, "unreachable"),
)


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"
    """From the first byte (RFC 8314), usually on port 465."""


_SCHEMES = {
    "smtp": (Security.STARTTLS, 587),
    "smtps": (Security.TLS, 465),
    "smtp+plain": (Security.NONE, 25),
}


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends through one server, over a connection of its own for each message.

    Raises:
        ValueError: if the sender is no address, or a password would travel unprotected.
    """

    host: str
    port: int
    sender: str
    """An address, or ``A name <address>``."""
    security: Security = Security.STARTTLS
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    """Seconds to wait for each answer of the server."""
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def __post_init__(self) -> None:
        _named_address(self.sender)
        if self.username and self.security is Security.NONE:
            raise ValueError("a password must not travel over an unprotected connection")

    @classmethod
    def from_url(cls, url: str, sender: str, password: str = "") -> Self:
        """Read ``smtp://user@host:587``; ``smtps`` for TLS at once, ``smtp+plain`` for none.

        Raises:
            ValueError: as the class does, or if the address of the server cannot be read.
        """
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise ValueError("give the mail server like smtp://user@mail.example.org:587")
        if parts.password:
            raise ValueError("give the password by itself, not in the address")
        security, port = _SCHEMES[parts.scheme]
        user = unquote(parts.username or "") or None
        return cls(parts.hostname, parts.port or port, sender, security, user, password or None)

    def send(self, to: str, subject: str, text: str, *, message_id: str) -> None:
        """Hand one message to the server.

        Args:
            to: the recipient's address.
            subject: never personal; a mail server logs it.
            text: the body, plain.
            message_id: what stays the same when a message is sent again, such as its notice's id;
                mail programs show such a message once.

        Raises:
            MailAway: when it is worth trying again.
            MailRefused: when it is not.
        """
        try:
            recipient = _address(to)
        except ValueError:
            raise MailRefused("bad_address") from None
        message = self._message(recipient, subject, text, message_id)
        # What smtplib raises quotes addresses and answers; none of it may reach a log.
        try:
            self._deliver(message, recipient.addr_spec)
        except smtplib.SMTPRecipientsRefused as error:
            raise _fault_of(error.recipients[recipient.addr_spec][0]) from None
        except smtplib.SMTPDataError as error:
            raise _fault_of(error.smtp_code) from None
        except smtplib.SMTPResponseException as error:
            raise MailAway(f"smtp_{error.smtp_code}") from None
        except OSError as error:  # smtplib's exceptions are of this kind, too
            raise MailAway(next(code for kind, code in _AWAY if isinstance(error, kind))) from None

    def _message(self, to: Address, subject: str, text: str, message_id: str) -> EmailMessage:
        sender = _named_address(self.sender)
        message = EmailMessage(_POLICY)
        message["From"] = sender
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = f"<{message_id}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday replies stay away
        message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
        message.set_content(text)
        return message

    def _deliver(self, message: EmailMessage, recipient: str) -> None:
        sender = _named_address(self.sender)
        server = self._connect(sender.domain)
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=self.tls)
            if self.username:
                server.login(self.username, self.password or "")
            server.send_message(message, sender.addr_spec, [recipient])
            # The server has the message: a farewell gone wrong must not have it sent again.
            with suppress(OSError):
                server.quit()
        finally:
            server.close()

    def _connect(self, name: str) -> smtplib.SMTP:
        if self.security is Security.TLS:
            return smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=self.timeout, context=self.tls
            )
        return smtplib.SMTP(self.host, self.port, name, timeout=self.timeout)


def _address(text: str, name: str = "") -> Address:
    """Read exactly one address; line breaks and other invisible characters make it none.

    Raises:
        ValueError: without quoting what was given.
    """
    match = _ADDRESS.fullmatch(text)
    if not match:
        raise ValueError("this is not one mail address")
    return Address(name, match["user"], match["domain"])


def _named_address(text: str) -> Address:
    """Read ``A name <address>`` or an address alone.

    Raises:
        ValueError: without quoting what was given.
    """
    name, bracket, rest = text.rpartition("<")
    if not bracket:
        return _address(text)
    return _address(rest.removesuffix(">"), name.strip())


def _fault_of(code: int) -> MailFault:
    """Tell a refusal of the recipient or the message from a request to wait."""
    return (MailRefused if code in _PERMANENT else MailAway)(f"smtp_{code}")
