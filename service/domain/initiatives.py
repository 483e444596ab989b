"""What may happen to an initiative: it is written, published, and may be taken back."""

from collections.abc import Collection
from datetime import date, datetime

from service.domain.deadlines import add_months
from service.domain.errors import WrongState, invalid
from service.domain.support_lists import InitiativeState as S
from service.domain.transitions import Machine, Transition

INITIATIVE_MACHINE = Machine(
    "initiative",
    (
        Transition(
            action="publish", label="Publish", source=(S.DRAFT,), target=S.PUBLISHED,
            permission="initiative.write", verb="initiative.publish",
            confirm="Anybody can read it. How many reports are behind it is counted now, once.",
        ),
        Transition(
            action="withdraw", label="Withdraw", source=(S.PUBLISHED,), target=S.DRAFT,
            permission="initiative.write", verb="initiative.withdraw",
            confirm="It is a draft again. Feed readers may have kept what it said.",
        ),
    ),
)  # fmt: skip

FIXED = ("people_reached", "themes")
"""What its figures rest on: watched from day to day, a change would show a single person."""
MOST_REACHED = 1_000_000
"""How many people it can have reached."""
_MONTHS_BEHIND = 12


def state_of(published_at: datetime | None) -> S:
    """Say whether an initiative is public."""
    return S.DRAFT if published_at is None else S.PUBLISHED


def check_may_change(state: str, fields: Collection[str]) -> None:
    """Refuse to change what the figures of a published initiative rest on.

    Raises:
        WrongState: it is public.
    """
    if state == S.PUBLISHED and set(fields) & set(FIXED):
        raise WrongState("Its figures were fixed when it was published. Withdraw it first.")


def check_days(started_on: date | None, ended_on: date | None) -> None:
    """Refuse an end before the start.

    Raises:
        Invalid: pointing at ``/ended_on``.
    """
    if started_on is not None and ended_on is not None and ended_on < started_on:
        raise invalid("/ended_on", "before_start", "It cannot have ended before it started.")


def months_behind(today: date) -> tuple[date, date]:
    """Give the twelve full months before this one: their first day, and the day after them.

    The month that runs is left out, so that publishing again tomorrow counts the same reports.
    """
    end = today.replace(day=1)
    return add_months(end, -_MONTHS_BEHIND), end
