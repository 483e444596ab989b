"""Requests for access and conflicts of interest, as pages show them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _

from admin import access_words as words
from admin import steps
from admin.opened import Opened
from service.domain.access import ACCESS_MACHINE, DECIDED_BY, state_at
from service.domain.casework_lists import AccessKind, AccessState
from service.domain.code_lists import READ_PURPOSES
from service.domain.policy import permits
from service.domain.transitions import Transition
from service.store.models import AccessRequest
from service.store.queries.guard import conflict_row
from service.store.queries.people import names_of
from service.store.queries.references import references_of
from service.store.queries.rows import AnyRow
from service.usecases.access_kinds import brought_about, held_on
from service.usecases.reading import Reading

_LIVE = (AccessState.REQUESTED, AccessState.APPROVED)


def is_live(reading: Reading, row: AnyRow) -> bool:
    """Whether a request waits, or what it gave still lasts."""
    return state_at(row.state, row.expires_at, reading.now) in _LIVE


def asked_for(reading: Reading, rows: Iterable[AnyRow]) -> set[UUID]:
    """Give what the officer has asked for already, so that it cannot be asked for anew."""
    mine = (row for row in rows if row.requester_id == reading.actor.id)
    return {row.subject_id for row in mine if is_live(reading, row)}


def conflicts(reading: Reading, rows: Sequence[AnyRow], asked: set[UUID]) -> list[dict[str, Any]]:
    """Describe conflicts of interest, those in force first."""
    people = [row.declared_by for row in rows] + [row.removed_by for row in rows]
    names = names_of(reading.connection, [one for one in people if one])
    reports = references_of(
        reading.connection, reading.actor, [row.report_id for row in rows if row.report_id]
    )
    return [
        {
            "row": row,
            "by": names.get(row.declared_by, _("Somebody")) if row.declared_by else _("The system"),
            "ended_by": names.get(row.removed_by, _("Somebody")),
            "report": reports.get(row.report_id, ""),
            "asked": row.id in asked,
        }
        for row in sorted(rows, key=lambda row: row.removed_at is not None)
    ]


def requests(
    reading: Reading, rows: Sequence[AnyRow], opened: Opened | None = None
) -> list[dict[str, Any]]:
    """Describe requests for access; the reasons where they are open."""
    people = {one for row in rows for one in (row.requester_id, row.decided_by, row.reviewed_by)}
    names = names_of(reading.connection, [one for one in people if one])
    things = [one for row in rows for one in (row.subject_id, row.owner_id)]
    references = references_of(reading.connection, reading.actor, things)
    return [_request(reading, row, names, references, opened or Opened()) for row in rows]


def _request(
    reading: Reading, row: AnyRow, names: dict[UUID, str], references: dict[UUID, str],
    opened: Opened,
) -> dict[str, Any]:  # fmt: skip
    now_is = state_at(row.state, row.expires_at, reading.now)
    state, tone = words.state(row, now_is)
    mine = row.requester_id == reading.actor.id
    return {
        "row": row, "kind": words.KINDS[AccessKind(row.kind)], "state": state, "tone": tone,
        "who": names.get(row.requester_id, _("Somebody")), "mine": mine,
        "about": references.get(row.subject_id) or references.get(row.owner_id, ""),
        "purpose": READ_PURPOSES.label(row.purpose),
        "decided_by": names.get(row.decided_by), "reviewed_by": names.get(row.reviewed_by),
        "live": now_is in _LIVE, "in_force": now_is == AccessState.APPROVED,
        "may_end": mine and _can(row, "end", now_is),
        "may_decide": _can(row, "approve", now_is) and not why_not(reading, row, "approve"),
        "reason": opened.text(AccessRequest.reason, row, "reason"),
        "has_reason": not AccessRequest.reason.is_empty(row),
    }  # fmt: skip


def _can(row: AnyRow, action: str, now_is: str) -> bool:
    """Whether a step exists in a state: what ended a conflict of interest cannot be ended."""
    done = row.kind == AccessKind.END_CONFLICT and now_is == AccessState.APPROVED
    return not done and now_is in step_of(action).source


def step_of(action: str) -> Transition:
    """Give a step of a request for access."""
    return steps.on_its_own_page(ACCESS_MACHINE, action)


def why_not(reading: Reading, row: AnyRow, action: str) -> str:
    """Say why the officer may not be the second person; nothing where they may."""
    reviewed = action == "review"
    permission = "access.review" if reviewed else DECIDED_BY.get(row.kind, "access.decide")
    if row.requester_id == reading.actor.id:
        if reviewed:
            return _("It was you who broke it: somebody else has to review it.")
        return _("You asked for this yourself: somebody else has to decide.")
    if brought_about(reading.connection, reading.actor, row):
        return _("You declared this conflict of interest: somebody else has to decide.")
    held = held_on(reading.connection, reading.actor, row)
    return "" if permits(reading.actor, permission, held) else steps.needs(permission)


def actions(reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
    """List what may be done about a request, and why the rest may not."""
    now_is = state_at(row.state, row.expires_at, reading.now)
    glass = row.kind == AccessKind.BREAK_GLASS
    if glass and now_is == AccessState.APPROVED:
        found = [_refused(_("Review"), _("It goes on still. It is reviewed once it is over."))]
    else:
        names = ("review",) if glass else ("approve", "refuse")
        found = [_step(reading, row, name) for name in names if _can(row, name, now_is)]
    if row.requester_id == reading.actor.id and _can(row, "end", now_is):
        url = url_for("console_access.index", request_id=row.id)
        found.append(steps.action(_("Withdraw or end it"), url, post=True))
    return found


def _step(reading: Reading, row: AnyRow, action: str) -> dict[str, Any]:
    url = url_for(f"console_approvals.{action}", request_id=row.id)
    return steps.action(step_of(action).label, url, why_not=why_not(reading, row, action))


def _refused(label: str, why: str) -> dict[str, Any]:
    return steps.action(label, "", why_not=why)


def whose_conflict(reading: Reading, row: AnyRow) -> str:
    """Give the officer whose conflict of interest a request would end; nothing for others."""
    if row.kind != AccessKind.END_CONFLICT:
        return ""
    conflict = conflict_row(reading.connection, row.subject_id)
    return conflict.display_name if conflict else _("Somebody")
