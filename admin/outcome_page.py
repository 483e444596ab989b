"""What the outcome page of a case shows: outcomes, actions, who is told by which letter, learning.

Read once; what is written stays sealed until a purpose is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _

from admin import case_page, steps
from admin.case_people import labels_of
from admin.opened import Opened, Wanted
from service.domain.actions import ACTION_MACHINE
from service.domain.code_lists import CaseState
from service.domain.errors import WrongState
from service.domain.learning import LEARNING_MACHINE, check_approver
from service.domain.support_lists import ActionState, LearningState
from service.domain.transitions import Transition
from service.store.models import Action, LearningPoint
from service.store.queries import outcomes as queries
from service.store.queries.cases import outcomes_of, parties_of
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading


@dataclass(frozen=True, slots=True)
class Ending:
    """What comes of a case."""

    case: AnyRow
    can: set[str]
    officer_id: UUID | None
    parties: Sequence[AnyRow]
    labels: Mapping[UUID, str]
    """What each party is called."""
    outcomes: Sequence[AnyRow]
    actions: Sequence[AnyRow]
    letters: Sequence[AnyRow]
    points: Sequence[AnyRow]
    names: Mapping[UUID, str]
    """The names of who owns, wrote and approved."""


def load(reading: Reading, case: AnyRow) -> Ending:
    """Read what comes of a case."""
    connection = reading.connection
    parties = parties_of(connection, case.id)
    actions = queries.actions_of(connection, case.id)
    letters = queries.letters_of(connection, case.id)
    points = queries.learning_points_of(connection, case.id)
    people = [row.officer_id for row in (*actions, *letters)]
    people += [row.author_id for row in points]
    return Ending(
        case=case,
        can=case_page.permitted(reading, case.id),
        officer_id=reading.actor.id,
        parties=parties,
        labels=labels_of(parties),
        outcomes=outcomes_of(connection, case.id),
        actions=actions,
        letters=letters,
        points=points,
        names=names_of(connection, [one for one in people if one]),
    )


def may_open(found: Ending) -> list[Wanted]:
    """List the sealed groups on the page that the officer may open."""
    if "case.read_content" not in found.can:
        return []
    wanted: list[Wanted] = [(Action.content, row) for row in found.actions]
    wanted += [(LearningPoint.content, row) for row in found.points]
    return [(group, row) for group, row in wanted if not group.is_empty(row)]


def actions_shown(found: Ending, opened: Opened) -> list[dict[str, Any]]:
    """Describe the actions, those that are planned first, and what may be done about each."""
    return [
        {
            "row": row,
            "planned": row.state == ActionState.PLANNED,
            "party": found.labels.get(row.party_id),
            "owner": found.names.get(row.officer_id, _("Whoever looks after the case")),
            "what": "" if Action.content.is_empty(row)
            else opened.text(Action.content, row, "what"),
            "actions": _action_actions(found, row),
        }
        for row in sorted(found.actions, key=lambda row: row.state != ActionState.PLANNED)
    ]  # fmt: skip


def letters_shown(found: Ending) -> list[dict[str, Any]]:
    """Describe each party, the letters to it, and whether another may be written."""
    early = "" if found.outcomes else _("Record an outcome first.")
    return [
        {
            "row": party,
            "label": found.labels[party.id],
            "letters": [
                {"row": row, "by": found.names.get(row.officer_id, _("Somebody")),
                 "url": url_for(".letter", case_id=found.case.id, letter_id=row.id)}
                for row in found.letters if row.party_id == party.id
            ],
            "actions": [_action(
                found, _("Write a letter"), "write", "outcome.write_letter", early,
                party_id=party.id,
            )],
        }
        for party in found.parties
    ]  # fmt: skip


def points_shown(found: Ending, opened: Opened) -> list[dict[str, Any]]:
    """Describe the learning points, and what may be done about each."""
    shown = []
    for row in found.points:
        text = row.text or opened.text(LearningPoint.content, row)
        by = found.names.get(row.author_id, _("Somebody"))
        listed = _point_actions(found, row, text)
        shown.append({"row": row, "by": by, "text": text, "actions": listed})
    return shown


def actions(found: Ending) -> list[dict[str, Any]]:
    """List what may be done on the page as a whole."""
    is_closed = found.case.state == CaseState.CLOSED
    closed = _("The case is closed. Reopen it first.") if is_closed else ""
    may_record = "outcome.record" in found.can
    record = url_for("console_cases.outcome", case_id=found.case.id)
    return [
        steps.action(
            _("Record an outcome"), record,
            why_not=closed if may_record else steps.needs("outcome.record"),
        ),
        _action(found, _("Add an action or a remedy"), "add_action", "outcome.record", closed),
        _action(found, _("Record a learning point"), "add_point", "learning.record"),
    ]  # fmt: skip


def _action_actions(found: Ending, row: AnyRow) -> list[dict[str, Any]]:
    if row.state != ActionState.PLANNED:
        return []
    ids = {"case_id": found.case.id, "action_id": row.id}
    allowed = [
        (step, step.permission in found.can) for step in ACTION_MACHINE.from_state(row.state)
    ]
    return [
        _action(found, _("Change"), "amend_action", "outcome.record", action_id=row.id),
        *steps.actions(allowed, lambda step: url_for(".end_action", action=step.action, **ids)),
    ]


def _point_actions(found: Ending, row: AnyRow, text: str | None) -> list[dict[str, Any]]:
    ids = {"case_id": found.case.id, "point_id": row.id}
    allowed = [
        (step, step.permission in found.can) for step in LEARNING_MACHINE.from_state(row.state)
    ]
    return steps.actions(
        allowed, lambda step: url_for(".decide_point", action=step.action, **ids),
        refused=lambda step: _not_approvable(found, row, step, text),
    )  # fmt: skip


def _not_approvable(found: Ending, row: AnyRow, step: Transition, text: str | None) -> str:
    """Say why words cannot be approved: one's own, or words one has not read."""
    if step.target != LearningState.APPROVED:
        return ""
    try:
        check_approver(author_id=row.author_id, officer_id=found.officer_id)
    except WrongState as refusal:
        return refusal.message
    return "" if text else _("Give a purpose above, and read it first.")


def _action(
    found: Ending, label: str, name: str, permission: str, why_not: str = "", **ids: UUID
) -> dict[str, Any]:
    url = url_for(f".{name}", case_id=found.case.id, **ids)  # type: ignore[arg-type] # ids
    return steps.action(
        label, url, why_not=why_not if permission in found.can else steps.needs(permission)
    )
