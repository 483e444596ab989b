"""What the investigation page of a case shows: read once, sealed until a purpose is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _

from admin import case_page, steps
from admin.case_people import labels_of
from admin.opened import Opened, Wanted
from service.domain.appeals import check_findings_made, check_letter
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import CaseState
from service.domain.limitation import AdvisoryDates, advisory_dates
from service.store.models import Allegation, Appeal
from service.store.queries import case_parts
from service.store.queries.cases import parties_of
from service.store.queries.people import names_of
from service.store.queries.providers import provider_names
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading

_GROUPS = (
    (Allegation.wording, "allegations"),
    (Allegation.reasons, "allegations"),
    (Appeal.content, "appeals"),
    (Appeal.reasons, "appeals"),
)


@dataclass(frozen=True, slots=True)
class Investigation:
    """The formal side of a case."""

    case: AnyRow
    can: set[str]
    parties: Mapping[UUID, str]
    """What each party is called."""
    allegations: Sequence[AnyRow]
    appeals: Sequence[AnyRow]
    owners: Sequence[AnyRow]
    officers: Mapping[UUID, str]
    """The names of who found and who decided."""
    providers: Mapping[UUID, str]
    policy: AnyRow | None
    dates: AdvisoryDates

    @property
    def is_open(self) -> bool:
        """Whether work on the case goes on."""
        return bool(self.case.state != CaseState.CLOSED)


def load(reading: Reading, case: AnyRow) -> Investigation:
    """Read the formal side of a case."""
    connection = reading.connection
    allegations = case_parts.allegations_of(connection, case.id)
    appeals = case_parts.appeals_of(connection, case.id)
    owners = case_parts.joint_owners_of(connection, case.id)
    people = [row.found_by for row in allegations] + [row.decided_by for row in appeals]
    policy_id = case.policy_version_id
    return Investigation(
        case=case,
        can=case_page.permitted(reading, case.id),
        parties=labels_of(parties_of(connection, case.id)),
        allegations=allegations,
        appeals=appeals,
        owners=owners,
        officers=names_of(connection, [one for one in people if one]),
        providers=provider_names(
            connection, [case.placement_provider_id, *(row.provider_id for row in owners)]
        ),
        policy=case_parts.policy_row(connection, policy_id) if policy_id else None,
        dates=_dates(reading, case),
    )


def _dates(reading: Reading, case: AnyRow) -> AdvisoryDates:
    ended = case.closed_at if case.formal_since else None
    return advisory_dates(
        case_parts.dated_acts(reading.connection, case.id),
        procedures_ended=reading.instance.rules.calendar.day_of(ended) if ended else None,
        letter=case.completion_letter_on,
    )


def may_open(found: Investigation) -> list[Wanted]:
    """List the sealed groups on the page that the officer may open."""
    if "case.read_content" not in found.can:
        return []
    wanted = [(group, row) for group, name in _GROUPS for row in getattr(found, name)]
    return [(group, row) for group, row in wanted if not group.is_empty(row)]


def allegations_shown(found: Investigation, opened: Opened) -> list[dict[str, Any]]:
    """Describe each allegation, and what may be done about it."""
    return [
        {
            "row": row,
            "party": found.parties.get(row.party_id, _("Nobody is named yet")),
            "by": found.officers.get(row.found_by, _("Somebody")),
            "wording": opened.text(Allegation.wording, row, "wording"),
            "reasons": opened.text(Allegation.reasons, row, "reasons"),
            "actions": _allegation_actions(found, row),
        }
        for row in found.allegations
    ]


def appeals_shown(found: Investigation, opened: Opened) -> list[dict[str, Any]]:
    """Describe each appeal, and what may be done about it."""
    return [
        {
            "row": row,
            "party": found.parties.get(row.party_id, _("A party no longer on the case")),
            "by": found.officers.get(row.decided_by, _("Somebody")),
            "text": opened.text(Appeal.content, row),
            "reasons": opened.text(Appeal.reasons, row, "reasons"),
            "actions": [] if row.result else [_action(
                found, _("Decide the appeal"), "decide_appeal", "case.decide", appeal_id=row.id
            )],
        }
        for row in found.appeals
    ]  # fmt: skip


def actions(reading: Reading, found: Investigation) -> list[dict[str, Any]]:
    """List what may be done on the page as a whole."""
    return [
        _action(found, _("Add an allegation"), "add_allegation", "case.amend", _closed(found)),
        _action(found, _("Record an appeal"), "lodge", "case.progress", _no_appeal(found)),
        _action(
            found, _("Record the Completion of Procedures letter"), "letter", "case.close",
            _no_letter(reading, found),
        ),
        _action(found, _("Share with a placement"), "share", "case.amend", _closed(found)),
    ]  # fmt: skip


def owners_shown(found: Investigation) -> list[dict[str, Any]]:
    """Describe who shares the case, or did."""
    return [
        {
            "row": row,
            "name": found.providers.get(row.provider_id, _("A placement provider")),
            "actions": [] if row.ended_at else [
                _action(found, _("End sharing"), "end_share", "case.amend", owner_id=row.id)
            ],
        }
        for row in found.owners
    ]  # fmt: skip


def _allegation_actions(found: Investigation, row: AnyRow) -> list[dict[str, Any]]:
    fixed = _("A finding stands on it, so it stays as it is.") if row.finding else _closed(found)
    label = _("Change the finding") if row.finding else _("Record a finding")
    early = steps.refusal_of(lambda: check_findings_made(found.case.state))
    return [
        _action(
            found, _("Change the allegation"), "amend_allegation", "case.amend", fixed,
            allegation_id=row.id,
        ),
        _action(found, label, "finding", "case.decide", early, allegation_id=row.id),
    ]  # fmt: skip


def _action(
    found: Investigation, label: str, name: str, permission: str, why_not: str = "", **ids: UUID
) -> dict[str, Any]:
    url = url_for(f".{name}", case_id=found.case.id, **ids)  # type: ignore[arg-type] # ids
    return steps.action(
        label, url, why_not=why_not if permission in found.can else steps.needs(permission)
    )


def _closed(found: Investigation) -> str:
    return "" if found.is_open else _("The case is closed. Reopen it first.")


def _no_appeal(found: Investigation) -> str:
    """Say why no appeal can be lodged; a second one can while the first is being decided."""
    state = found.case.state
    if state == CaseState.APPEAL:
        return ""
    if steps.refusal_of(lambda: CASE_MACHINE.step("appeal", state, internal=True)):
        return _("There is no decision to appeal against yet.")
    return ""


def _no_letter(reading: Reading, found: Investigation) -> str:
    calendar = reading.instance.rules.calendar
    since, today = found.case.formal_since, calendar.day_of(reading.now)
    return steps.refusal_of(
        lambda: check_letter(
            issued_on=today, formal_since=calendar.day_of(since) if since else None,
            closed=not found.is_open, today=today,
        )
    )  # fmt: skip
