"""Actions after an outcome: what is to be done, by whom and by when."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.outcomes import (
    ActionIn,
    ActionOut,
    ActionPatch,
    ActionsOut,
    ActionStepIn,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found, with_text
from service.store.models import Action
from service.store.queries.outcomes import actions_of
from service.usecases import actions as acts
from service.usecases.reading import Reading
from service.usecases.unit import Unit

actions = Resource("Actions", "What is done after an outcome; remedies are for a party.")

_AN_ID = "01890000-0000-7000-8000-000000000000"
_ONE = "/v1/cases/<uuid:case_id>/actions/<uuid:action_id>"
_OPEN = ("id", "version", "kind", "state", "outcome_id", "party_id", "officer_id", "due_on",
         "created_at", "ended_at")  # fmt: skip


@actions.operation(
    "GET", "/v1/cases/<uuid:case_id>/actions", "listActions", "Read the actions of a case",
    query=PurposeQuery(), answer=ActionsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_actions(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open what is to be done."""
    return {"data": _opened(reading, case_id, query["purpose"])}


@actions.operation(
    "POST", "/v1/cases/<uuid:case_id>/actions", "addAction", "Put an action on a case",
    description="A task for its owner comes with it. Both outlive the closing of the case.",
    scopes=WRITE, body=ActionIn(), answer=ActionOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={
        "kind": "training_given", "due_on": "2099-12-31", "officer_id": _AN_ID,
        "what": "The ward's supervisors are trained.",
    },
)  # fmt: skip
def add_action(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Put one."""
    action = acts.add_action(unit, case_id, **body)
    return _shown(action, f"/v1/cases/{case_id}/actions/{action.id}")


@actions.operation(
    "GET", _ONE, "getAction", "Read an action", query=PurposeQuery(), answer=ActionOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_action(reading: Reading, query: dict[str, Any], case_id: UUID, action_id: UUID) -> Result:
    """Open one."""
    (action,) = _opened(reading, case_id, query["purpose"], action_id)
    return Result(action, action["version"])


@actions.operation(
    "PATCH", _ONE, "amendAction", "Change by when an action is to be done, or by whom",
    scopes=WRITE, body=ActionPatch(), answer=ActionOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"due_on": "2099-12-30"},
)  # fmt: skip
def amend_action(
    unit: Unit, body: dict[str, Any], case_id: UUID, action_id: UUID, version: int
) -> Result:
    """Change one."""
    return _shown(acts.amend_action(unit, case_id, action_id, body, version=version))


@actions.operation(
    "POST", f"{_ONE}/transitions", "moveAction", "End an action",
    scopes=WRITE, body=ActionStepIn(), answer=ActionOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "done"},
)  # fmt: skip
def move_action(
    unit: Unit, body: dict[str, Any], case_id: UUID, action_id: UUID, version: int
) -> Result:
    """Note that it is done, or need not be."""
    return _shown(acts.move_action(unit, case_id, action_id, version=version, **body))


def _opened(
    reading: Reading, case_id: UUID, purpose: str, action_id: UUID | None = None
) -> list[dict[str, Any]]:
    """Give the actions of a case with their words, or the one that is meant."""
    readable(reading, case_id, "case.read_content")
    rows = actions_of(reading.connection, case_id)
    if action_id is not None:
        rows = [found(next((row for row in rows if row.id == action_id), None))]
    return with_text(reading, rows, Action.content, purpose=purpose, case_id=case_id)


def _shown(action: Action, location: str | None = None) -> Result:
    """Answer with the open columns: what is sealed is not read on the way."""
    return Result({name: getattr(action, name) for name in _OPEN}, action.version, location)
