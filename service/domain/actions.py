"""Actions after an outcome: what is to be done, by whom, by when; a remedy is for a party."""

from datetime import MAXYEAR, date
from uuid import UUID

from service.domain.errors import invalid
from service.domain.support_lists import REMEDIES, ActionState
from service.domain.transitions import Machine, Transition

ACTION_MACHINE = Machine(
    "action",
    (
        Transition(
            action="done", label="Mark as done", source=(ActionState.PLANNED,),
            target=ActionState.DONE, permission="outcome.record", verb="action.done",
        ),
        Transition(
            action="cancel", label="Cancel the action", source=(ActionState.PLANNED,),
            target=ActionState.CANCELLED, permission="outcome.record", verb="action.cancel",
        ),
    ),
)  # fmt: skip


def check_for_whom(kind: str, party_id: UUID | None) -> None:
    """Refuse a remedy for nobody, and a party for whom an action is no remedy.

    Raises:
        Invalid: pointing at ``/party_id``.
    """
    is_remedy = kind in REMEDIES
    if is_remedy and party_id is None:
        raise invalid("/party_id", "required", "A remedy is for a party: say for which.")
    if party_id is not None and not is_remedy:
        raise invalid("/party_id", "not_a_remedy", "Only a remedy is for a party.")


def check_due_on(due_on: date, today: date) -> date:
    """Give the day by which an action is to be done.

    Raises:
        Invalid: it has passed, or is at the end of the calendar, pointing at ``/due_on``.
    """
    if due_on < today:
        raise invalid("/due_on", "in_the_past", "The day cannot be in the past.")
    if due_on.year == MAXYEAR:
        raise invalid("/due_on", "invalid", "Give a day that is nearer.")
    return due_on
