"""What is said without anybody writing it: automatic answers, and notices by e-mail.

An automatic answer stands in a reporter's conversation and ends with where to turn in a crisis. A
notice leaves the house, where anybody may read it: it names no case, no person and no reason, and
leads to the front door only; a support service's leads to a door that asks for a code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

URGENT_HELP = (
    "This is not watched around the clock. In danger, call 999. "
    "To talk to somebody at any hour, call Samaritans on 116 123 (free)."
)
"""Said with every status a reporter reads: a message must never be the only way to get help."""

RECEIVED, OUT_OF_HOURS, FOLLOW_UP = "received", "out_of_hours", "follow_up"
ASKED = "asked"

AUTOMATIC_ANSWERS: dict[str, str] = {
    RECEIVED: """\
Thank you for telling us. Your report has reached us.

Somebody on the team will read it within {review}. What happens next stands here, and you can \
answer and ask at any time.

Keep your receipt. With its sixteen digits you come back here; we cannot give them to you a \
second time.

If you have not said who you are, you can stay anonymous: the receipt is enough for us to talk \
with each other.""",
    OUT_OF_HOURS: """\
Nobody is here to read just now. The team is back on {opening}, and will read what you wrote \
then.""",
    FOLLOW_UP: """\
Some weeks ago your case was closed. How are you now?

If you like, tell us with your receipt how you feel about belonging here and how all this went for \
you. It helps the university to see what it has to do better. You do not have to.

If anybody treats you badly for having spoken, or if something that was promised has not been \
done, write to us here: we can look at your case again.""",
    ASKED: """\
We would like to ask you something. It stands beside your messages, and only you can see it with \
your receipt. You are free to say no, and nothing else changes if you do.""",
}
"""What each automatic answer says, but for its end."""


def automatic_answer(
    kinds: Iterable[str], facts: Mapping[str, str], urgent: Iterable[tuple[str, str]]
) -> str:
    """Write an automatic answer; whatever it says, it ends with where to turn in a crisis.

    Args:
        kinds: which of `AUTOMATIC_ANSWERS`, one after the other.
        facts: ``review`` and ``opening``, in words, for the answers that say them.
        urgent: the directory's urgent services by name, with their telephone numbers.
    """
    said = [AUTOMATIC_ANSWERS[kind].format_map(facts) for kind in kinds]
    services = [f"{name}: {phone}" for name, phone in urgent]
    return "\n\n".join([*said, "\n".join([URGENT_HELP, *services])])


def working_days(number: int) -> str:
    """Say so many working days."""
    return "1 working day" if number == 1 else f"{number} working days"


def spelled_out(moment: datetime, zone: tzinfo) -> str:
    """Write a moment as people say it, in local time: ``Monday 4 January at 09:00``."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"


class Recipient(StrEnum):
    """To whom a notice goes."""

    REPORTER = "reporter"
    OFFICER = "officer"
    SERVICE = "service"
    """Whoever reads the mailbox of a support service; the notice is about its link."""


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice by e-mail, the same for everybody who gets it."""

    recipient: Recipient
    subject: str
    lines: tuple[str, ...]

    def text(self, shown: str) -> str:
        """Give the body, which leads to the front door and no further.

        Args:
            shown: the address of that door, or what opens it.
        """
        return "\n".join([*self.lines, "", shown, "", _NO_ANSWER, ""])


_NO_ANSWER = "This message was sent by a machine that cannot read answers."
_WHEN_READY = "You can see it here, whenever you are ready:"
_SIGN_IN = "Sign in to see it:"
SERVICE_LINK, SERVICE_CODE = "service_link", "service_code"

NOTICES: dict[str, Notice] = {
    "new_message": Notice(
        Recipient.REPORTER, "You have a new message", ("You have a new message.", _WHEN_READY)
    ),
    "status_changed": Notice(
        Recipient.REPORTER, "There is news for you", ("There is news for you.", _WHEN_READY)
    ),
    "question": Notice(
        Recipient.REPORTER,
        "We would like to ask you something",
        ("We would like to ask you something.", _WHEN_READY),
    ),
    "assigned": Notice(
        Recipient.OFFICER, "You have new work", ("Something was given to you.", _SIGN_IN)
    ),
    "directory_review": Notice(
        Recipient.OFFICER,
        "An entry is due for review",
        ("An entry of the directory of support is due to be looked at again.", _SIGN_IN),
    ),
    "deadline": Notice(
        Recipient.OFFICER, "Something is due", ("Something of yours is due.", _SIGN_IN)
    ),
    "access_request": Notice(
        Recipient.OFFICER, "Your decision is needed", ("A request waits for you.", _SIGN_IN)
    ),
    "break_glass": Notice(
        Recipient.OFFICER, "Your review is needed", ("Something waits for your review.", _SIGN_IN)
    ),
    "match_alert": Notice(
        Recipient.OFFICER, "Your attention is needed", ("Something waits for you.", _SIGN_IN)
    ),
    "both_agreed": Notice(
        Recipient.OFFICER, "Something waits for you", ("Something waits for you.", _SIGN_IN)
    ),
    SERVICE_LINK: Notice(
        Recipient.SERVICE,
        "Something was passed on to you",
        ("Somebody asks for your help.", "Ask for a code here; it comes to this mailbox:"),
    ),
    SERVICE_CODE: Notice(
        Recipient.SERVICE,
        "Your code",
        ("Type this code on the page where you asked for it, within 15 minutes:",),
    ),
}
"""Every notice by kind."""

FIRST_WAIT = timedelta(minutes=5)
"""Longer than any attempt lasts: until then nobody else tries."""
LONGEST_WAIT = timedelta(hours=6)
_DOUBLINGS = 10  # beyond, every wait is the longest


def wait_after(attempts: int, jitter: float) -> timedelta:
    """Give how long to wait after so many attempts: twice as long each time, but for a limit.

    Args:
        attempts: at least 1.
        jitter: from 0 to 1; it lengthens the wait by up to a quarter, so that what failed
            together is not tried again together.
    """
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, _DOUBLINGS)), LONGEST_WAIT)
    return wait * (1 + jitter / 4)
