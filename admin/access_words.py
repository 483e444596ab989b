"""Access and conflicts of interest in words: what they are, and what follows from them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_admin.babel import gettext as _

from service.domain.casework_lists import AccessKind, AccessState

KINDS = {
    AccessKind.UNMASK: _("Know who reported"),
    AccessKind.BREAK_GLASS: _("Break the glass"),
    AccessKind.OPEN_MATCH: _("Open a match alert"),
    AccessKind.END_CONFLICT: _("End a conflict of interest"),
}
_STATES = {
    AccessState.REQUESTED: (_("Waits for a second person"), "warn"),
    AccessState.APPROVED: (_("In force"), "info"),
    AccessState.REFUSED: (_("Refused"), "danger"),
    AccessState.ENDED: (_("Ended"), "neutral"),
    AccessState.REVIEWED: (_("Reviewed"), "good"),
}


def state(row: Any, now_is: str) -> tuple[str, str]:
    """Give the words and the tone of a request's state as it is by now."""
    if row.kind == AccessKind.END_CONFLICT and now_is == AccessState.APPROVED:
        return _("Approved"), "good"
    if row.kind == AccessKind.BREAK_GLASS and now_is == AccessState.ENDED:
        return _("Waits for review"), "warn"
    return _STATES[AccessState(now_is)]


def span(length: timedelta) -> str:
    """Say a length of time: ``1 hour``, ``90 minutes``."""
    minutes = length // timedelta(minutes=1)
    if minutes % 60:
        return _("%(number)s minutes", number=str(minutes))
    hours = minutes // 60
    return _("1 hour") if hours == 1 else _("%(number)s hours", number=str(hours))


def recusing(*, on_case: bool) -> Sequence[str]:
    """Say what follows from declaring one's own conflict of interest."""
    gone = (
        _("The case disappears for you at once: its reports, its messages, its log, everything.")
        if on_case
        else _("The report disappears for you at once, and any case it comes onto.")
    )
    return (
        gone,
        _("What you had to do on it ends. Your open tasks go back to whoever looks after it."),
        _("You cannot take this back. Only two case managers together can end it."),
    )


def shutting_out(*, on_case: bool) -> Sequence[str]:
    """Say what follows from declaring somebody else's."""
    gone = (
        _("The case disappears for them at once: its reports, its messages, its log, everything.")
        if on_case
        else _("The report disappears for them at once, and any case it comes onto.")
    )
    return (
        gone,
        _("What they had to do on it ends. Their open tasks go back to whoever looks after it."),
        _("They are not told. Your colleagues see that you declared it."),
        _("Only two case managers together can end it, and you may not be the one who agrees."),
    )


def ending() -> Sequence[str]:
    """Say what follows from asking for the end of a conflict of interest."""
    return (
        _("Nothing changes yet: another case manager has to agree."),
        _("Whoever declared it cannot be the one who agrees."),
    )


def unmasking(lasts: timedelta) -> Sequence[str]:
    """Say what follows from asking who reported."""
    return (
        _("A case manager or an identity custodian decides. You cannot decide yourself."),
        _(
            "If they agree, you may read who reported, and how to reach them, for %(time)s.",
            time=span(lasts),
        ),
        _("That you asked, and everything you then read, stays on record."),
    )


def breaking(lasts: timedelta) -> Sequence[str]:
    """Say what follows from breaking the glass."""
    return (
        _(
            "You may read everything on the case at once, for %(time)s. You cannot change it.",
            time=span(lasts),
        ),
        _("Everybody on the case and the data protection officer are told straight away."),
        _("Somebody else reviews it afterwards: why you did it, and everything you read."),
        _("Only for an emergency, where nobody on the case can help in time."),
    )


def opening(lasts: timedelta) -> Sequence[str]:
    """Say what follows from asking to open a match alert."""
    return (
        _("Another case manager or identity custodian decides. You cannot decide yourself."),
        _(
            "If they agree, you may see which reports and cases are linked for %(time)s.",
            time=span(lasts),
        ),
        _("Nobody's name is shown. That you asked, and that you looked, stays on record."),
    )


def dismissing() -> Sequence[str]:
    """Say what follows from dismissing a match alert."""
    return (
        _("The alert is put away for everybody."),
        _("It comes back when another reporter names the same person."),
    )


def approving(kind: str, who: str, whom: str, lasts: timedelta) -> Sequence[str]:
    """Say what follows from approving a request.

    Args:
        whom: the officer whose conflict of interest would end.
    """
    if kind == AccessKind.END_CONFLICT:
        return (
            _("The conflict of interest of %(name)s ends at once, for good.", name=whom),
            _("They can see the case again if their role lets them. They are not put back on it."),
        )
    told = {"name": who, "time": span(lasts)}
    if kind == AccessKind.UNMASK:
        may = _("%(name)s may read who reported, and how to reach them, for %(time)s.", **told)
    else:
        may = _("%(name)s may see which reports and cases are linked for %(time)s.", **told)
    return may, _("What they read is recorded. Your name stands beside theirs.")


def refusing() -> Sequence[str]:
    """Say what follows from refusing a request."""
    return (
        _("They are given nothing. They may ask again, and somebody else may then decide."),
        _("That you refused stays on record."),
    )


def reviewing() -> Sequence[str]:
    """Say what follows from a review."""
    return (
        _("Your answer stands on the case with your name, and cannot be changed."),
        _("Nobody is told by this. What else has to happen, you arrange."),
    )
