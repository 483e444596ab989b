"""What stands on a case's page: read once, sealed until a purpose is given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _

from admin import steps, timeline
from admin.context import spelled_day
from admin.opened import Opened, Wanted
from service.domain.cases import CASE_MACHINE, check_everybody_told
from service.domain.code_lists import (
    PARTY_ROLES,
    PARTY_TYPES,
    WITHHOLDING_REASONS,
    CaseState,
    PartyRole,
    Told,
)
from service.domain.errors import WrongState
from service.domain.policy import permits
from service.domain.transitions import Transition
from service.store.models import AuditOpening, Case, Message, Note, Outcome, Party, Report
from service.store.queries import audit, cases, reports, support
from service.store.queries.rows import AnyRow
from service.usecases.access import actions_for, stands
from service.usecases.reading import Reading

_ASKED = (
    "case.read_content", "case.amend", "case.note", "case.assign", "outcome.record",
    "outcome.tell", "referral.create",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """A case and everything on it."""

    case: AnyRow
    officers: Sequence[AnyRow]
    parties: Sequence[AnyRow]
    notes: Sequence[AnyRow]
    outcomes: Sequence[AnyRow]
    reports: Sequence[AnyRow]
    messages: Sequence[AnyRow]
    referrals: Sequence[AnyRow]
    consents: dict[UUID, dict[str, AnyRow]]
    entries: Sequence[AnyRow]
    openings: Sequence[AnyRow]

    @property
    def is_open(self) -> bool:
        """Whether work on it goes on."""
        return bool(self.case.state != CaseState.CLOSED)


def load(reading: Reading, case: AnyRow) -> Parts:
    """Read a case's parts."""
    connection = reading.connection
    of_case = reports.reports_of_case(connection, case.id)
    ids = [report.id for report in of_case]
    messages = reports.messages_of(connection, ids)
    referrals = [row for one in ids for row in support.referrals_about(connection, one)]
    before = [row.id for row in (*of_case, *messages, *referrals)]
    entries = audit.timeline(connection, case_id=case.id, subject_ids=before)
    return Parts(
        case=case,
        officers=cases.assignments_of(connection, case.id),
        parties=cases.parties_of(connection, case.id),
        notes=cases.notes_of(connection, case.id),
        outcomes=cases.outcomes_of(connection, case.id),
        reports=of_case,
        messages=messages,
        referrals=referrals,
        consents={one: reports.consents_of(connection, one) for one in ids},
        entries=entries,
        openings=audit.openings_of(connection, [entry.id for entry in entries]),
    )


def permitted(reading: Reading, case_id: UUID) -> set[str]:
    """Give what the officer may do to the case, by permission."""
    held = stands(reading.connection, reading.actor, Case, case_id)
    return {name for name in _ASKED if permits(reading.actor, name, held)}


def may_open(reading: Reading, parts: Parts) -> list[Wanted]:
    """List the sealed groups on the page that the officer may open."""
    if "case.read_content" not in permitted(reading, parts.case.id):
        return []
    wanted: list[Wanted] = [(Case.summary, parts.case)]
    wanted += [(Note.body, row) for row in parts.notes]
    wanted += [(Message.body, row) for row in parts.messages]
    wanted += [(Outcome.content, row) for row in parts.outcomes]
    wanted += [(Party.told_text, row) for row in parts.parties]
    wanted += [(AuditOpening.content, row) for row in parts.openings]
    wanted += [(Party.identity, row) for row in parts.parties if _may_name(reading, row)]
    return [(group, row) for group, row in wanted if not group.is_empty(row)]


def _may_name(reading: Reading, party: AnyRow) -> bool:
    """Whether the officer may know who a party is: a reporter's identity is guarded further."""
    if party.role != PartyRole.REPORTING or party.report_id is None:
        return True
    held = stands(reading.connection, reading.actor, Report, party.report_id)
    return permits(reading.actor, "report.read_identity", held)


def timeline_of(
    reading: Reading, parts: Parts, opened: Opened, zone: ZoneInfo
) -> list[timeline.Entry]:
    """Tell what happened to the case and to what came before it."""
    things = [*parts.notes, *parts.messages, *parts.outcomes, *parts.parties, *parts.openings]
    return timeline.entries(reading, parts.entries, things, opened, zone)


def summary_of(parts: Parts, opened: Opened) -> str | None:
    """Give the case's summary; None while it is sealed, nothing when there is none."""
    if Case.summary.is_empty(parts.case):
        return ""
    return opened.text(Case.summary, parts.case, "summary")


def actions(
    reading: Reading, parts: Parts, url: Callable[[UUID, str], str]
) -> list[dict[str, Any]]:
    """List the steps of the case, closing only once everybody is told."""
    found = actions_for(reading.connection, reading.actor, CASE_MACHINE, Case, parts.case)
    return steps.actions(
        found,
        lambda step: url(parts.case.id, step.action),
        refused=lambda step: _not_closable(step, parts),
    )


def _not_closable(step: Transition, parts: Parts) -> str:
    if step.target != CaseState.CLOSED:
        return ""
    try:
        check_everybody_told([party.told for party in parts.parties], outcomes=len(parts.outcomes))
    except WrongState as refusal:
        return refusal.message
    return ""


def parties_shown(parts: Parts, opened: Opened) -> list[dict[str, Any]]:
    """Describe the parties and what each was told."""
    return [
        {
            "row": party,
            "role": ", ".join((PARTY_ROLES.label(party.role), PARTY_TYPES.label(party.party_type))),
            "name": _name(party, opened),
            "told": [{"text": _told(party), "done": party.told != Told.NOT_YET}],
        }
        for party in parts.parties
    ]


def _name(party: AnyRow, opened: Opened) -> str:
    if Party.identity.is_empty(party):
        return _("Not named")
    held = opened.get(Party.identity, party)
    if held is None:
        return _("Name sealed")
    named: Iterable[Any] = (held.get("name"), held.get("email"), held.get("phone"))
    return ", ".join(str(part) for part in named if part) or _("Not named")


def _told(party: AnyRow) -> str:
    if party.told == Told.TOLD:
        return _("Told the outcome on %(day)s", day=spelled_day(party.told_at))
    if party.told == Told.WITHHELD:
        reason = WITHHOLDING_REASONS.label(party.withholding_reason).lower()
        return _("Not told: %(reason)s", reason=reason)
    return _("Not told the outcome yet")
