"""What stands on a case's page: read once, sealed until a purpose is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from admin import steps, timeline
from admin.case_people import reported
from admin.opened import Opened, Wanted
from service.domain.cases import CASE_MACHINE, Closing, check_closable
from service.domain.code_lists import CaseState
from service.domain.policy import permits
from service.domain.transitions import Transition
from service.store.models import (
    AuditOpening,
    Case,
    Message,
    Note,
    Outcome,
    Party,
    PartyNotice,
    Report,
)
from service.store.queries import audit, case_parts, cases, reports
from service.store.queries.providers import provider_names
from service.store.queries.referrals import referrals_about
from service.store.queries.rows import AnyRow
from service.usecases.access import actions_for, stands
from service.usecases.reading import Reading

_ASKED = (
    "case.read_content", "case.amend", "case.note", "case.assign", "outcome.record",
    "outcome.tell", "referral.create", "case.decide", "case.progress", "case.close",
    "outcome.write_letter", "learning.record", "learning.approve",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """A case and everything on it."""

    case: AnyRow
    officers: Sequence[AnyRow]
    parties: Sequence[AnyRow]
    notices: dict[UUID, Sequence[AnyRow]]
    """What each party was told, besides the outcome too."""
    notes: Sequence[AnyRow]
    outcomes: Sequence[AnyRow]
    closing: Closing
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
    referrals = [row for one in ids for row in referrals_about(connection, one)]
    before = [row.id for row in (*of_case, *messages, *referrals)]
    entries = audit.timeline(connection, reading.actor, case_id=case.id, subject_ids=before)
    parties = cases.parties_of(connection, case.id)
    return Parts(
        case=case,
        officers=cases.assignments_of(connection, case.id),
        parties=parties,
        notices={one.id: case_parts.notices_of(connection, case.id, one.id) for one in parties},
        notes=cases.notes_of(connection, reading.actor, case.id),
        outcomes=cases.outcomes_of(connection, case.id),
        closing=case_parts.closing_of(connection, case),
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
    wanted += [(PartyNotice.content, row) for rows in parts.notices.values() for row in rows]
    wanted += [(Party.told_text, row) for row in parts.parties]
    wanted += [(AuditOpening.content, row) for row in parts.openings]
    wanted += [(Party.identity, row) for row in parts.parties if _may_name(reading, row)]
    return [(group, row) for group, row in wanted if not group.is_empty(row)]


def _may_name(reading: Reading, party: AnyRow) -> bool:
    """Whether the officer may know who a party is: a reporter's identity is guarded further."""
    if not reported(party):
        return True
    held = stands(reading.connection, reading.actor, Report, party.report_id)
    return permits(reading.actor, "report.read_identity", held)


def timeline_of(
    reading: Reading, parts: Parts, opened: Opened, zone: ZoneInfo
) -> list[timeline.Entry]:
    """Tell what happened to the case and to what came before it."""
    things = [*parts.notes, *parts.messages, *parts.outcomes, *parts.parties, *parts.openings]
    things += [row for rows in parts.notices.values() for row in rows]
    return timeline.entries(reading, parts.entries, things, opened, zone)


def provider_of(reading: Reading, case: AnyRow) -> str:
    """Name where the student of a case was learning; nothing where it is not said."""
    names = provider_names(reading.connection, [case.placement_provider_id])
    return names.get(case.placement_provider_id, "")


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
    return steps.refusal_of(lambda: check_closable(parts.closing))
