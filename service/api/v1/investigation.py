"""The formal stage of a case: allegations and findings, appeals, the letter at the end."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.cases import CaseOut
from service.api.schemas.investigation import (
    AllegationIn,
    AllegationOut,
    AllegationPatch,
    AllegationsOut,
    AppealDecisionIn,
    AppealIn,
    AppealOut,
    AppealsOut,
    CaseDatesOut,
    CompletionLetterIn,
    FindingIn,
)
from service.api.v1.cases import READ, WRITE, readable, written
from service.api.v1.shared import with_text
from service.domain.limitation import advisory_dates
from service.store.models import Allegation, Appeal
from service.store.queries import case_parts as queries
from service.usecases import appeals
from service.usecases import investigation as acts
from service.usecases.reading import Reading
from service.usecases.unit import Unit

investigation = Resource("Investigation", "Allegations, findings, appeals and the last letter.")

_AN_ID = "01890000-0000-7000-8000-000000000000"
_ALLEGATION = ("id", "version", "party_id", "incident_types", "finding", "found_at", "found_by",
               "created_at")  # fmt: skip
_APPEAL = ("id", "version", "party_id", "grounds", "lodged_at", "result", "decided_at",
           "decided_by")  # fmt: skip


@investigation.operation(
    "GET", "/v1/cases/<uuid:case_id>/allegations", "listAllegations",
    "Read the allegations of a case", query=PurposeQuery(), answer=AllegationsOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def list_allegations(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open the wordings, and the reasons of what was found."""
    readable(reading, case_id, "case.read_content")
    rows = queries.allegations_of(reading.connection, case_id)
    groups = (Allegation.wording, Allegation.reasons)
    return {"data": with_text(reading, rows, *groups, purpose=query["purpose"], case_id=case_id)}


@investigation.operation(
    "POST", "/v1/cases/<uuid:case_id>/allegations", "addAllegation",
    "Put an allegation on a case", scopes=WRITE, body=AllegationIn(), answer=AllegationOut(),
    creates=True, errors=["not_found", "wrong_state"],
    example={"wording": "The supervisor mocked an accent.", "incident_types": ["harassment"]},
)  # fmt: skip
def add_allegation(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Add one."""
    return _shown(acts.add_allegation(unit, case_id, **body), _ALLEGATION)


@investigation.operation(
    "PATCH", "/v1/cases/<uuid:case_id>/allegations/<uuid:allegation_id>", "amendAllegation",
    "Change an allegation", description="Possible until something was found on it.",
    scopes=WRITE, body=AllegationPatch(), answer=AllegationOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"incident_types": ["harassment"]},
)  # fmt: skip
def amend_allegation(
    unit: Unit, body: dict[str, Any], case_id: UUID, allegation_id: UUID, version: int
) -> Result:
    """Change one."""
    found = acts.amend_allegation(unit, case_id, allegation_id, body, version=version)
    return _shown(found, _ALLEGATION)


@investigation.operation(
    "POST", "/v1/cases/<uuid:case_id>/allegations/<uuid:allegation_id>/finding", "recordFinding",
    "Record what was found on an allegation",
    description="At a decision or an appeal. A later finding takes the place of an earlier one.",
    scopes=WRITE, body=FindingIn(), answer=AllegationOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"],
    example={"finding": "upheld", "reasons": "Two people heard it."},
)  # fmt: skip
def record_finding(
    unit: Unit, body: dict[str, Any], case_id: UUID, allegation_id: UUID, version: int
) -> Result:
    """Record one."""
    found = acts.record_finding(unit, case_id, allegation_id, **body, version=version)
    return _shown(found, _ALLEGATION)


@investigation.operation(
    "GET", "/v1/cases/<uuid:case_id>/appeals", "listAppeals", "Read the appeals on a case",
    query=PurposeQuery(), answer=AppealsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_appeals(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open what was written, and the reasons of what was decided."""
    readable(reading, case_id, "case.read_content")
    rows = queries.appeals_of(reading.connection, case_id)
    groups = (Appeal.content, Appeal.reasons)
    return {"data": with_text(reading, rows, *groups, purpose=query["purpose"], case_id=case_id)}


@investigation.operation(
    "POST", "/v1/cases/<uuid:case_id>/appeals", "lodgeAppeal", "Record a party's appeal",
    description="Moves a case that is at a decision, or closed, to appeal.",
    scopes=WRITE, body=AppealIn(), answer=AppealOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"party_id": _AN_ID, "grounds": ["new_evidence"], "text": "A witness came forward."},
)  # fmt: skip
def lodge_appeal(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Record one."""
    return _shown(appeals.lodge_appeal(unit, case_id, **body), _APPEAL)


@investigation.operation(
    "POST", "/v1/cases/<uuid:case_id>/appeals/<uuid:appeal_id>/decision", "decideAppeal",
    "Decide an appeal",
    description="Not by whoever recorded a finding or an outcome of the case.",
    scopes=WRITE, body=AppealDecisionIn(), answer=AppealOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"],
    example={"result": "dismissed", "reasons": "The new evidence changes nothing."},
)  # fmt: skip
def decide_appeal(
    unit: Unit, body: dict[str, Any], case_id: UUID, appeal_id: UUID, version: int
) -> Result:
    """Decide one."""
    return _shown(appeals.decide_appeal(unit, case_id, appeal_id, **body, version=version), _APPEAL)


@investigation.operation(
    "POST", "/v1/cases/<uuid:case_id>/completion-letter", "recordCompletionLetter",
    "Record the Completion of Procedures letter",
    description="Once a case is closed after a formal stage.",
    scopes=WRITE, body=CompletionLetterIn(), answer=CaseOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"issued_on": "2026-11-23"},
)  # fmt: skip
def record_letter(unit: Unit, body: dict[str, Any], case_id: UUID, version: int) -> Result:
    """Record its date."""
    acts.record_completion_letter(unit, case_id, **body, version=version)
    return written(unit, case_id)


@investigation.operation(
    "GET", "/v1/cases/<uuid:case_id>/dates", "getCaseDates",
    "The last days for a court, the letter and the ombudsman, as advice",
    answer=CaseDatesOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def case_dates(reading: Reading, case_id: UUID) -> Result:
    """Reckon them."""
    case = readable(reading, case_id)
    ended = case.closed_at if case.formal_since else None
    dates = advisory_dates(
        queries.dated_acts(reading.connection, case_id),
        procedures_ended=reading.instance.rules.calendar.day_of(ended) if ended else None,
        letter=case.completion_letter_on,
    )
    return Result(dates)


def _shown(row: Any, names: tuple[str, ...]) -> Result:
    """Answer with a row's open columns: what is sealed is not read on the way."""
    return Result({name: getattr(row, name) for name in names}, row.version)
