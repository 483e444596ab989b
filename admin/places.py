"""Where a page of a list starts, as its address says it: the key of the last row before it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from flask import request

from admin import lists
from service.store.queries.rows import AnyRow

First = TypeVar("First")

_RANKS = ("0", "1", "2")
"""The urgent reports, the raised ones, and the rest: see `waiting_reports`."""
_NO_DATE = "none"
"""Where a page starts among the rows without a deadline, which come last."""


def cut(
    rows: Sequence[AnyRow], size: int = lists.PAGE_SIZE
) -> tuple[Sequence[AnyRow], AnyRow | None]:
    """Give the rows of this page, and the last of them when more follow."""
    shown = rows[:size]
    return shown, shown[-1] if len(rows) > len(shown) else None


def place(name: str, read: Callable[[str], First]) -> tuple[First, UUID] | None:
    """Read where a page starts; whatever is not a place of the list is the start."""
    first, _, second = request.args.get(name, "").partition("~")
    last = lists.as_uuid(second)
    try:
        return (read(first), last) if last else None
    except (ValueError, OverflowError):
        return None


def rank(text: str) -> int:
    """Read how urgent the last report was."""
    if text not in _RANKS:
        raise ValueError("There is no such rank.")
    return int(text)


def moment(text: str) -> datetime:
    """Read when the last row was due."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    # Here, where it may fail: near the first and last year there are moments that UTC cannot name.
    return found.astimezone(UTC)


def moment_or_none(text: str) -> datetime | None:
    """Read when the last row was due, if it had a deadline."""
    return None if text == _NO_DATE else moment(text)


def by_due(row: AnyRow) -> str:
    """Write the place of a row in a list by deadline."""
    return f"{row.due_at.isoformat() if row.due_at else _NO_DATE}~{row.id}"


def by_rank(row: AnyRow) -> str:
    """Write the place of a row in the list of waiting reports."""
    return f"{row.rank}~{row.id}"
