"""What stands on a case: finding a part of it, and whether the case still takes new ones."""

from typing import Any, TypeVar
from uuid import UUID

from service.domain.code_lists import CaseState
from service.domain.errors import NotFound, Stale, WrongState, invalid
from service.store.models import Case, Party
from service.usecases.access import load
from service.usecases.unit import Unit

P = TypeVar("P")


def open_case_for(unit: Unit, case_id: UUID, permission: str) -> Case:
    """Load a case to put something on it.

    Raises:
        WrongState: the case is closed.
    """
    case = load(unit, Case, case_id, permission)
    if case.state == CaseState.CLOSED:
        raise WrongState("The case is closed. Reopen it first.")
    return case


def part_of(
    unit: Unit,
    model: type[P],
    whole_id: UUID,
    part_id: UUID,
    *,
    version: int | None = None,
    whole: str = "case_id",
) -> P:
    """Load what stands on a case, or on a report; the caller has loaded that itself.

    Args:
        whole: the column of ``model`` that says what it stands on.

    Raises:
        NotFound: it stands on something else.
        Stale: it has changed since that version.
    """
    part: Any = unit.session.get(model, part_id)
    if part is None or getattr(part, whole) != whole_id:
        raise NotFound
    if version is not None and part.version != version:
        raise Stale
    found: P = part
    return found


def party_meant(unit: Unit, case_id: UUID, party_id: UUID | None, role: str | None = None) -> None:
    """Refuse a party that is not on the case; None stands for nobody in particular.

    Raises:
        Invalid: pointing at ``/party_id``.
    """
    if party_id is None:
        return
    party = unit.session.get(Party, party_id)
    if party is None or party.case_id != case_id or role not in (None, party.role):
        kind = f"{role} party" if role else "party"
        raise invalid("/party_id", "not_on_case", f"No {kind} of this case has this id.")
