"""Conflicts of interest: declaring them, and who has one.

They are ended by two case managers at the console: that takes people, so no client can.
"""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.guard import ConflictIn, ConflictOut, ConflictsOut
from service.api.v1.cases import READ, WRITE, readable
from service.store.models import Report
from service.store.queries import guard as queries
from service.usecases.access import allow_on
from service.usecases.conflicts import declare_conflict
from service.usecases.reading import Reading
from service.usecases.unit import Unit

conflicts = Resource("Conflicts", "Who is shut out of a case because of a conflict of interest.")

_DESCRIPTION = (
    "From then on the case does not exist for the officer: not in lists, search, messages or the "
    "log. What they had to do on it ends at once."
)
_EXAMPLE = {"officer_id": "01890000-0000-7000-8000-000000000000", "kind": "supervises_party"}


@conflicts.operation(
    "GET", "/v1/cases/<uuid:case_id>/conflicts", "listConflicts",
    "Who is shut out of a case", answer=ConflictsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_conflicts(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them, ended ones too."""
    readable(reading, case_id)
    return {"data": queries.conflicts_of(reading.connection, case_id=case_id)}


@conflicts.operation(
    "POST", "/v1/cases/<uuid:case_id>/conflicts", "declareConflict",
    "Shut an officer out of a case", description=_DESCRIPTION, scopes=WRITE, body=ConflictIn(),
    answer=ConflictOut(), creates=True, errors=["not_found"], example=_EXAMPLE,
)  # fmt: skip
def declare(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Declare one."""
    return Result(declare_conflict(unit, case_id=case_id, **body))


@conflicts.operation(
    "GET", "/v1/reports/<uuid:report_id>/conflicts", "listReportConflicts",
    "Who is shut out of a report", answer=ConflictsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_report_conflicts(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """List them, those that a report itself gave rise to among them."""
    allow_on(reading.connection, reading.actor, Report, report_id)
    return {"data": queries.conflicts_of(reading.connection, report_id=report_id)}


@conflicts.operation(
    "POST", "/v1/reports/<uuid:report_id>/conflicts", "declareReportConflict",
    "Shut an officer out of a report", description=_DESCRIPTION, scopes=WRITE, body=ConflictIn(),
    answer=ConflictOut(), creates=True, errors=["not_found"], example=_EXAMPLE,
)  # fmt: skip
def declare_on_report(unit: Unit, body: dict[str, Any], report_id: UUID) -> Result:
    """Declare one; it goes with the report onto its case."""
    return Result(declare_conflict(unit, report_id=report_id, **body))
