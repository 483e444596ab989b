"""What several resources do alike."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from service.domain.codes import CodeList
from service.domain.errors import NotFound, invalid
from service.domain.transitions import Machine, Transition
from service.store.queries.rows import as_dict
from service.store.sealed import Sealed
from service.usecases.access import actions_for, allow_on
from service.usecases.reading import Reading


def found(row: Any) -> Any:
    """Give a row, or say that there is nothing.

    Raises:
        NotFound: it is None.
    """
    if row is None:
        raise NotFound
    return row


def transitions(reading: Reading, machine: Machine, model: type, row: Any) -> dict[str, Any]:
    """List the steps of a thing's present state, for this caller."""
    allow_on(reading.connection, reading.actor, model, row.id)
    return steps_out(actions_for(reading.connection, reading.actor, machine, model, row))


def steps_out(steps: Iterable[tuple[Transition, bool]]) -> dict[str, Any]:
    """Say of each step what it does, and whether the caller may take it."""
    return {
        "data": [
            {
                "action": step.action,
                "label": step.label,
                "target": step.target,
                "allowed": allowed,
                "reason_list": step.reasons.name if isinstance(step.reasons, CodeList) else None,
                "confirm": step.confirm,
            }
            for step, allowed in steps
        ]
    }


def groups_of(expand: str, known: Iterable[str]) -> list[str]:
    """Read which sealed groups are asked for.

    Raises:
        Invalid: there is no such group.
    """
    asked = [name for name in expand.split(",") if name]
    if not set(asked) <= set(known):
        raise invalid("?/expand", "unknown_code", "There is no such sealed group.")
    return asked


def days_asked(reading: Reading, query: dict[str, Any], what: str) -> dict[str, Any]:
    """Take the days ``<what>_from`` and ``<what>_to`` out of a query, as the institution's moments.

    The second day belongs to them, so its moment is the first one after it.

    Raises:
        Invalid: a day is beyond what a calendar holds.
    """
    calendar = reading.instance.rules.calendar
    asked = {}
    for name, moment in ((f"{what}_from", calendar.start_of), (f"{what}_to", calendar.end_of)):
        if (day := query.pop(name)) is not None:
            try:
                asked[name] = moment(day)
            except OverflowError:
                raise invalid(f"?/{name}", "invalid", "Not a day of our calendar.") from None
    return asked


def with_text(
    reading: Reading,
    rows: Iterable[Any],
    *groups: Sealed,
    purpose: str,
    case_id: UUID | None,
) -> list[dict[str, Any]]:
    """Open groups of many rows, on record, and merge what they hold into each row."""
    filled = [(row, [group for group in groups if not group.is_empty(row)]) for row in rows]
    targets = [group.target(row) for row, found in filled for group in found]
    with reading.scope(targets, purpose=purpose, case_id=case_id):
        return [
            reduce(or_, (group.open(row) for group in found), as_dict(row)) for row, found in filled
        ]
