"""What peers do together: activities of a support service, and their sessions.

Who comes is nobody's business: a session knows how many there were, and nothing else about them.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from service.domain.errors import WrongState, invalid
from service.domain.support_lists import SessionState as S
from service.domain.transitions import Machine, Transition

MOST_PEOPLE = 10_000
"""How many can be expected, or have come."""
MOST_WEEKS = 26
"""How many sessions a weekly series has at most: half a year."""
LONGEST = timedelta(hours=24)
LAST_YEAR = 2199
"""Beyond, calendars of other programs give up."""

SESSION_MACHINE = Machine(
    "session",
    (
        Transition(
            action="hold", label="Record that it took place", source=(S.PLANNED,), target=S.HELD,
            permission="activity.write", verb="activity_session.hold",
        ),
        Transition(
            action="cancel", label="Cancel", source=(S.PLANNED,), target=S.CANCELLED,
            permission="activity.write", verb="activity_session.cancel",
            confirm="Everybody who looks at the directory or its calendar sees that it is off.",
        ),
    ),
)  # fmt: skip


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse a session that is over before it starts, or that nobody can come to.

    Raises:
        Invalid: pointing at ``/starts_at`` or ``/ends_at``.
    """
    if starts_at < now:
        raise invalid("/starts_at", "in_the_past", "A session cannot be planned in the past.")
    if starts_at.year > LAST_YEAR:
        raise invalid("/starts_at", "too_far", f"Plan until the year {LAST_YEAR} at most.")
    check_length(starts_at, ends_at)


def check_planned(state: str) -> None:
    """Refuse to change what took place or was cancelled.

    Raises:
        WrongState: it did, or was.
    """
    if state != S.PLANNED:
        raise WrongState("Only a session that is planned can be changed.")


def check_length(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a session that does not end after it starts, and within a day.

    Raises:
        Invalid: pointing at ``/ends_at``.
    """
    if ends_at <= starts_at:
        raise invalid("/ends_at", "before_start", "A session ends after it starts.")
    if ends_at - starts_at > LONGEST:
        raise invalid("/ends_at", "too_long", "A session lasts at most 24 hours.")


def weekly(starts_at: datetime, weeks: int, zone: tzinfo) -> list[datetime]:
    """Give the starts, in UTC, of so many weekly sessions, at the same time on the zone's clocks.

    A time that the clocks skip in spring is reckoned as if they had not yet gone forward.

    Raises:
        Invalid: there are none, or more than fit half a year, pointing at ``/repeat/weeks``.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise invalid("/repeat/weeks", "out_of_range", f"Give 1 to {MOST_WEEKS} weeks.")
    first = starts_at.astimezone(zone)  # adding to it moves the hands of its clock
    later = [first + timedelta(weeks=week) for week in range(1, weeks)]
    return [moment.astimezone(UTC) for moment in (starts_at, *later)]


def check_capacity(capacity: int | None) -> None:
    """Refuse a room for nobody; None is for whoever comes.

    Raises:
        Invalid: pointing at ``/capacity``.
    """
    if capacity is not None and not 1 <= capacity <= MOST_PEOPLE:
        raise invalid("/capacity", "out_of_range", f"Give 1 to {MOST_PEOPLE}, or nothing.")


def check_held(starts_at: datetime, attended: int | None, now: datetime) -> int:
    """Give how many came; more than there was room for may have.

    Raises:
        WrongState: the session has not begun.
        Invalid: how many came is missing or cannot be, pointing at ``/attended``.
    """
    if now < starts_at:
        raise WrongState("This session has not begun yet.")
    if attended is None:
        raise invalid("/attended", "required", "Say how many came; nothing else is recorded.")
    if not 0 <= attended <= MOST_PEOPLE:
        raise invalid("/attended", "out_of_range", f"Give 0 to {MOST_PEOPLE}.")
    return attended
