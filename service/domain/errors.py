"""What a rule says when it refuses. The front ends turn these into problems and messages.

No message may carry personal data: these texts reach logs, answers and screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


class DomainError(Exception):
    """A rule refused; ``code`` is stable and published, the message is for people."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refusal(DomainError):
    """An actor was refused; ``permission`` and ``subject`` are what the log records."""

    def __init__(
        self,
        message: str,
        *,
        permission: str | None = None,
        subject: tuple[str, UUID] | None = None,
    ) -> None:
        super().__init__(message)
        self.permission, self.subject = permission, subject


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it: both look alike.

    ``permission`` is set only in the second case, so that the refusal reaches the log.
    """

    code = "not_found"

    def __init__(
        self, *, permission: str | None = None, subject: tuple[str, UUID] | None = None
    ) -> None:
        message = "There is nothing here, or nothing you may see."
        super().__init__(message, permission=permission, subject=subject)


class NotAllowed(Refusal):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"

    def __init__(self, permission: str, *, subject: tuple[str, UUID] | None = None) -> None:
        super().__init__("You are not allowed to do this.", permission=permission, subject=subject)


class SignInFailed(DomainError):
    """The credentials were not right; which part was wrong is never said."""

    code = "sign_in_failed"

    def __init__(self) -> None:
        super().__init__("These sign-in details are not right.")


class WrongState(DomainError):
    """The action does not exist in the thing's present state."""

    code = "wrong_state"


class Stale(DomainError):
    """Somebody else changed the thing since it was read."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__("This was changed by somebody else since you read it.")


class TooLarge(DomainError):
    """What was sent is larger than is taken."""

    code = "too_large"


class UnsupportedFile(DomainError):
    """A file's content is of no type that is taken."""

    code = "unsupported_media_type"

    def __init__(self) -> None:
        super().__init__("The content of this file is of no type that is taken.")


class Unavailable(DomainError):
    """Something that is needed for this is away, or is not set up here."""

    code = "unavailable"


class PrinterAway(Unavailable):
    """No PDF can be made here: the extra ``pdf`` or the library Pango is not installed."""

    code = "printer_away"

    def __init__(self) -> None:
        super().__init__("No PDF can be made here. Take the letter as HTML.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: a JSON pointer, a stable code, a sentence."""

    pointer: str
    code: str
    detail: str


class Invalid(DomainError):
    """The input breaks a rule; ``faults`` says where and how."""

    code = "invalid"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Some of what was sent cannot be accepted.")
        self.faults = tuple(faults)


class UnknownReceipt(Invalid):
    """A receipt that opens nothing was given with something else; the try goes on record."""


class PointsToSomebody(Invalid):
    """Words that must point to nobody point to somebody; what was opened to see it goes on record.

    Otherwise names could be tried out, one refused text after the other, and nobody would know.
    """

    def __init__(
        self, what: Sequence[str], case_id: UUID, reads: Sequence[tuple[str, UUID, str]]
    ) -> None:
        detail = f"Nobody may be recognised by it, but it holds {', '.join(what)}."
        super().__init__([Fault("/text", "names_somebody", detail)])
        self.case_id, self.reads = case_id, reads


def invalid(pointer: str, code: str, detail: str) -> Invalid:
    """Build an `Invalid` with a single fault."""
    return Invalid([Fault(pointer, code, detail)])


class MailFault(Exception):
    """A message did not leave; ``code`` says why, without a word of the message or an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailAway(MailFault):
    """The server cannot take the message now, or not as it is set up: try again later."""


class MailRefused(MailFault):
    """The server will never take this message for this recipient: do not try again."""
