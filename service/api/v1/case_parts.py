"""What stands on a case: notes, messages, assignments, outcomes."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PageQuery, PurposeQuery
from service.api.schemas.cases import (
    AssignmentIn,
    AssignmentOut,
    AssignmentsOut,
    CaseMessageIn,
    NoteIn,
    NoteOut,
    NotesOut,
    OutcomeIn,
    OutcomeOut,
    OutcomeOutPage,
    OutcomesOut,
)
from service.api.schemas.reports import MessageOut, MessagesOut
from service.api.schemas.representation import SuggestedOfficersOut
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import with_text
from service.domain.actors import Scope
from service.store.models import Message, Note, Outcome
from service.store.queries import cases as queries
from service.store.queries.reports import messages_of, reports_of_case
from service.usecases import casework, messages, representation
from service.usecases.reading import Reading
from service.usecases.unit import Unit

case_parts = Resource("Casework", "Notes, messages, assignments and outcomes of a case.")


@case_parts.operation(
    "GET", "/v1/cases/<uuid:case_id>/notes", "listNotes", "Read the notes on a case",
    query=PurposeQuery(), answer=NotesOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_notes(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open the notes."""
    readable(reading, case_id, "case.read_content")
    rows = queries.notes_of(reading.connection, reading.actor, case_id)
    purpose = query["purpose"]
    return {"data": with_text(reading, rows, Note.body, purpose=purpose, case_id=case_id)}


@case_parts.operation(
    "POST", "/v1/cases/<uuid:case_id>/notes", "writeNote", "Write a note on a case",
    scopes=WRITE, body=NoteIn(), answer=NoteOut(), creates=True, errors=["not_found"],
    example={"text": "Spoke with the placement lead.", "visibility": "case_team"},
)  # fmt: skip
def write_note(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Write one."""
    return Result(casework.write_note(unit, case_id, **body))


@case_parts.operation(
    "GET", "/v1/cases/<uuid:case_id>/messages", "listCaseMessages",
    "Read the conversations with the reporters of a case", query=PurposeQuery(),
    answer=MessagesOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_messages(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open the conversations of every report on the case."""
    readable(reading, case_id, "case.read_content")
    reports = [row.id for row in reports_of_case(reading.connection, case_id)]
    rows = messages_of(reading.connection, reports)
    purpose = query["purpose"]
    return {"data": with_text(reading, rows, Message.body, purpose=purpose, case_id=case_id)}


@case_parts.operation(
    "POST", "/v1/cases/<uuid:case_id>/messages", "writeToCaseReporter",
    "Write to the reporter of a case",
    description="The reporter sees exactly this, with their receipt. "
    "Name the report where the case has several.",
    scopes=WRITE, body=CaseMessageIn(), answer=MessageOut(), creates=True, errors=["not_found"],
    example={"text": "We have spoken with the placement. May we call you?"},
)  # fmt: skip
def write_message(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Write a message."""
    return Result(messages.write_about_case(unit, case_id, **body))


@case_parts.operation(
    "GET", "/v1/cases/<uuid:case_id>/assignments", "listAssignments", "Who works on a case",
    answer=AssignmentsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_assignments(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them."""
    readable(reading, case_id)
    return {"data": queries.assignments_of(reading.connection, case_id)}


@case_parts.operation(
    "POST", "/v1/cases/<uuid:case_id>/assignments", "assignOfficer", "Put an officer on a case",
    scopes=WRITE, body=AssignmentIn(), answer=AssignmentOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"officer_id": "01890000-0000-7000-8000-000000000000", "role": "welfare_officer"},
)  # fmt: skip
def assign(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Assign."""
    return Result(casework.assign_officer(unit, case_id, **body))


@case_parts.operation(
    "GET", "/v1/cases/<uuid:case_id>/suggested-officers", "listSuggestedOfficers",
    "Who could look after a case, and why",
    description="Welfare officers who may be put on the case, those who fit its reporters' wishes "
    "best first, then those with the fewest open cases. Wishes, and how officers describe "
    "themselves, are opened for it on record; nothing is where no reporter has a wish. Needs "
    "`cases:read` and `cases:write`.",
    answer=SuggestedOfficersOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def suggested_officers(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """Suggest them."""
    found = representation.suggest_officers(reading, case_id)
    return {"data": [_suggested(one) for one in found.officers]}


def _suggested(one: representation.Suggestion) -> dict[str, Any]:
    candidate = one.candidate
    return {
        "officer_id": candidate.officer_id,
        "display_name": candidate.name,
        "open_cases": candidate.open_cases,
        "preference": candidate.preference,
        "fits": [
            {"report_id": report_id, "preference": fit.preference, "reasons": fit.reasons}
            for report_id, fit in candidate.fits.items()
        ],
        "words": one.words,
    }


@case_parts.operation(
    "POST", "/v1/cases/<uuid:case_id>/assignments/<uuid:assignment_id>/end", "endAssignment",
    "Take an officer off a case", scopes=WRITE, status=204, errors=["not_found"],
)  # fmt: skip
def end_assignment(unit: Unit, case_id: UUID, assignment_id: UUID) -> None:
    """End the assignment; it is kept."""
    casework.end_assignment(unit, case_id, assignment_id)


@case_parts.operation(
    "GET", "/v1/cases/<uuid:case_id>/outcomes", "listCaseOutcomes", "The outcomes of a case",
    query=PurposeQuery(), answer=OutcomesOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def case_outcomes(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open the outcomes."""
    readable(reading, case_id, "case.read_content")
    rows = queries.outcomes_of(reading.connection, case_id)
    purpose = query["purpose"]
    return {"data": with_text(reading, rows, Outcome.content, purpose=purpose, case_id=case_id)}


@case_parts.operation(
    "POST", "/v1/cases/<uuid:case_id>/outcomes", "recordOutcome", "Record an outcome",
    scopes=WRITE, body=OutcomeIn(), answer=OutcomeOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"outcome_type": "apology", "finding": "upheld", "reasons": "It happened as told."},
)  # fmt: skip
def record_outcome(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Record one."""
    outcome = casework.record_outcome(unit, case_id, **body)
    names = ("id", "case_id", "outcome_type", "finding", "recorded_at")
    return Result({name: getattr(outcome, name) for name in names})


@case_parts.operation(
    "GET", "/v1/outcomes", "listOutcomes", "List outcomes across cases",
    query=PageQuery(), answer=OutcomeOutPage(), scopes=[Scope.OUTCOMES_READ], paged=True,
)  # fmt: skip
def list_outcomes(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page, without what was written."""
    page = page_of(runtime().provider, "listOutcomes", query["limit"], query["cursor"])
    rows = queries.list_outcomes(reading.connection, reading.actor, page)
    return PageResult(rows.rows, rows.next_after)
