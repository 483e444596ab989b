"""The formal stage: allegations, what was found on each, and the letter that ends procedures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.domain.appeals import check_findings_made, check_letter
from service.domain.code_lists import CaseState, PartyRole
from service.domain.errors import WrongState
from service.domain.ids import new_id
from service.store.models import Allegation, Case
from service.usecases.access import load
from service.usecases.parts import open_case_for, part_of, party_meant
from service.usecases.unit import Unit


def add_allegation(
    unit: Unit,
    case_id: UUID,
    *,
    wording: str,
    incident_types: Sequence[str] = (),
    party_id: UUID | None = None,
) -> Allegation:
    """Put an allegation on an open case.

    Args:
        party_id: the responding party; None while nobody is named.
    """
    case = open_case_for(unit, case_id, "case.amend")
    party_meant(unit, case.id, party_id, PartyRole.RESPONDING)
    allegation = Allegation(
        id=new_id(), case_id=case.id, party_id=party_id, incident_types=list(incident_types),
        created_at=unit.now,
    )  # fmt: skip
    unit.seal(allegation, Allegation.wording, {"wording": wording})
    unit.add(allegation)
    change = {"party": str(party_id) if party_id else None}
    unit.record("allegation.add", allegation, case_id=case.id, change=change)
    return allegation


def amend_allegation(
    unit: Unit, case_id: UUID, allegation_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Allegation:
    """Change an allegation on which nothing has been found yet.

    Args:
        changes: any of ``wording``, ``incident_types`` and ``party_id``.

    Raises:
        WrongState: there is a finding, which would then stand on other words.
    """
    case = open_case_for(unit, case_id, "case.amend")
    allegation = part_of(unit, Allegation, case.id, allegation_id, version=version)
    if allegation.finding is not None:
        raise WrongState("A finding has been recorded on this allegation.")
    if "party_id" in changes:
        party_meant(unit, case.id, changes["party_id"], PartyRole.RESPONDING)
        allegation.party_id = changes["party_id"]
    if "incident_types" in changes:
        allegation.incident_types = list(changes["incident_types"])
    if "wording" in changes:
        unit.seal(allegation, Allegation.wording, {"wording": changes["wording"]})
    unit.record("allegation.amend", allegation, case_id=case.id, change={"fields": sorted(changes)})
    return allegation


def record_finding(
    unit: Unit, case_id: UUID, allegation_id: UUID, *, finding: str, reasons: str, version: int
) -> Allegation:
    """Record what was found on an allegation; a later finding takes an earlier one's place.

    Raises:
        WrongState: the case has not come to a decision.
    """
    case = load(unit, Case, case_id, "case.decide")
    allegation = part_of(unit, Allegation, case.id, allegation_id, version=version)
    check_findings_made(case.state)
    before, allegation.finding = allegation.finding, finding
    allegation.found_at, allegation.found_by = unit.now, unit.actor.id
    unit.seal(allegation, Allegation.reasons, {"reasons": reasons})
    change = {"from": before, "to": finding}
    unit.record("allegation.find", allegation, case_id=case.id, change=change)
    return allegation


def record_completion_letter(unit: Unit, case_id: UUID, issued_on: date, *, version: int) -> Case:
    """Record the date of the Completion of Procedures letter.

    Raises:
        WrongState: the case is not closed after a formal stage.
        Invalid: it cannot be of that day.
    """
    case = load(unit, Case, case_id, "case.close", version=version)
    calendar = unit.rules.calendar
    formal_since = calendar.day_of(case.formal_since) if case.formal_since else None
    check_letter(
        issued_on=issued_on, formal_since=formal_since, closed=case.state == CaseState.CLOSED,
        today=calendar.day_of(unit.now),
    )  # fmt: skip
    case.completion_letter_on, case.updated_at = issued_on, unit.now
    unit.record("completion_letter.record", case, case_id=case.id)
    return case
