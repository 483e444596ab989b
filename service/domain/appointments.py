"""When a support service sees somebody: for how long, when it is booked, what becomes of it."""

from datetime import datetime, timedelta

from service.domain.code_lists import ReferralStatus
from service.domain.errors import WrongState, invalid
from service.domain.support_lists import AppointmentState as S
from service.domain.transitions import Machine, Transition

TAKEN_ON = (ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS)
"""While the service has taken a referral on: it sees the person, and says how it goes."""
LONGEST = timedelta(hours=24)

APPOINTMENT_MACHINE = Machine(
    "appointment",
    (
        Transition(
            action="attend", label="Took place", source=(S.BOOKED,), target=S.ATTENDED,
            permission="referral.receive", verb="appointment.attend",
        ),
        Transition(
            action="miss", label="Missed", source=(S.BOOKED,), target=S.MISSED,
            permission="referral.receive", verb="appointment.miss",
        ),
        Transition(
            action="cancel", label="Cancel", source=(S.BOOKED,), target=S.CANCELLED,
            permission="referral.receive", verb="appointment.cancel",
            tells="An appointment with the support service was cancelled.",
        ),
    ),
)  # fmt: skip


def check_taken_on(status: str) -> None:
    """Refuse what only a service that has taken a referral on may do.

    Raises:
        WrongState: it has not accepted it, or has come to an end with it.
    """
    if status not in TAKEN_ON:
        raise WrongState("The support service has to accept the referral first.")


def check_to_come(starts_at: datetime, now: datetime) -> None:
    """Refuse a time that has passed.

    Raises:
        Invalid: pointing at ``/starts_at``.
    """
    if starts_at < now:
        raise invalid("/starts_at", "in_the_past", "Give a time that is still to come.")


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse an appointment that ends before it starts, or is too long to be one.

    Raises:
        Invalid: pointing at ``/ends_at``.
    """
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise invalid("/ends_at", "out_of_range", "End it after it starts, within 24 hours.")


def check_begun(action: str, starts_at: datetime, now: datetime) -> None:
    """Refuse to say that somebody missed what is still to come.

    Raises:
        WrongState: it has not begun.
    """
    if action == "miss" and now < starts_at:
        raise WrongState("This appointment has not begun yet.")
