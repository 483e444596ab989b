"""How the console says things: moments spelled out, ageing in words, codes by their labels."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _

from service.domain.casework_lists import MessageDirection
from service.domain.code_lists import CONSENT_SCOPES, CONSENT_STATES
from service.domain.codes import CodeList, words

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_RISK_TONES = {"medium": "warn", "high": "danger", "immediate": "danger"}
_STATE_TONES = {
    "proposed": "warn", "agreed": "info", "made": "good",
    "submitted": "warn", "new": "warn", "on_hold": "warn", "consent_pending": "warn",
    "investigation": "info", "decision": "info", "appeal": "info", "sent": "info",
    "accepted": "good", "completed": "good", "in_progress": "good",
    "declined": "danger", "revoked": "danger",
}  # fmt: skip
_PRIORITY_TONES = {"urgent": "danger", "raised": "warn"}


class Ageing(NamedTuple):
    """How near a deadline is: words, and the tone that gives shape and colour."""

    text: str
    tone: str


def spelled(moment: datetime, zone: ZoneInfo) -> str:
    """Spell a moment out: ``Monday 23 November 2026, 08:42``."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def spelled_day(moment: datetime, zone: ZoneInfo) -> str:
    """Spell a day out: ``23 November 2026``."""
    return spelled_date(moment.astimezone(zone))


def spelled_date(day: date) -> str:
    """Spell out a day that has no time of its own: ``23 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def spelled_month(day: date) -> str:
    """Spell out a month: ``November 2026``."""
    return f"{day:%B %Y}"


def ageing(due: datetime | None, now: datetime, near: datetime) -> Ageing:
    """Say how near a deadline is.

    Args:
        near: until when one counts as near; see `service.domain.clocks.soon`.
    """
    if due is None:
        return Ageing(_("No deadline"), "neutral")
    left = due - now
    if left < timedelta(0):
        return Ageing(_("%(length)s late", length=_length(-left)), "danger")
    return Ageing(
        _("Due in %(length)s", length=_length(left)), "warn" if due <= near else "neutral"
    )


def _length(span: timedelta) -> str:
    if span < _HOUR:
        return _("less than an hour")
    if span < 2 * _DAY:
        return _plural(span // _HOUR, _("1 hour"), _("hours"))
    return _plural(span // _DAY, _("1 day"), _("days"))


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def label(codes: CodeList, code: str | None) -> str:
    """Give a code's label; nothing where nothing was said."""
    return codes.label(code) if code else ""


def labels(codes: CodeList, given: list[str] | None) -> str:
    """Give several codes' labels as one line."""
    return ", ".join(codes.label(code) for code in given or ())


def in_words(code: str | None) -> str:
    """Turn a code that has no list into words."""
    return words(code) if code else ""


def state_tone(state: str) -> str:
    """Give a state's tone for its badge."""
    return _STATE_TONES.get(state, "neutral")


def risk_tone(level: str) -> str:
    """Give a risk level's tone for its badge."""
    return _RISK_TONES.get(level, "neutral")


def priority_tone(priority: str) -> str:
    """Give a priority's tone for its badge."""
    return _PRIORITY_TONES.get(priority, "neutral")


def unread(messages: Iterable[Any]) -> int:
    """Count the messages of a reporter that nobody has read."""
    return sum(
        row.direction == MessageDirection.FROM_REPORTER and row.read_at is None for row in messages
    )


def consent_items(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """List every consent scope with its latest answer, for the macro ``consent_list``."""
    return [
        {
            "label": label,
            "state": answers[scope].state if scope in answers else "not_asked",
            "state_text": (
                CONSENT_STATES.label(answers[scope].state) if scope in answers else _("Not asked")
            ),
        }
        for scope, label in CONSENT_SCOPES.choices()
    ]
