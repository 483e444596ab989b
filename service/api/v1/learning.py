"""Learning points: drafted on a case, and read by others without it once two people agree."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.outcomes import (
    AllLearnedOut,
    LearningPointIn,
    LearningPointOut,
    LearningPointsOut,
    LearningQuery,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import with_text
from service.domain.actors import Scope
from service.store.models import LearningPoint
from service.store.queries.outcomes import approved_learning_points, learning_points_of
from service.usecases.access import allow
from service.usecases.learning import record_learning_point
from service.usecases.reading import Reading
from service.usecases.unit import Unit

learning = Resource("Learning points", "What is learned from cases, in words that name nobody.")

_OPEN = ("id", "version", "theme", "state", "author_id", "recorded_at", "approved_by",
         "approved_on", "text")  # fmt: skip


@learning.operation(
    "GET", "/v1/learning-points", "listLearningPoints", "Read what was learned from cases",
    description="Only what a second person approved, without anything that leads to a case.",
    query=LearningQuery(), answer=AllLearnedOut(),
    scopes=[Scope.CASES_READ, Scope.STATISTICS_READ],
)  # fmt: skip
def list_learned(reading: Reading, query: dict[str, Any]) -> dict[str, Any]:
    """Give all: they are read together, and a page would say how long ago one was written."""
    allow(reading.actor, "learning.read")
    rows = approved_learning_points(reading.connection, **query)
    return {
        "data": [{"theme": row.theme, "text": row.text, "month": row.approved_on} for row in rows]
    }


@learning.operation(
    "GET", "/v1/cases/<uuid:case_id>/learning-points", "listCaseLearningPoints",
    "Read the learning points of a case", query=PurposeQuery(), answer=LearningPointsOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_of_case(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open them."""
    readable(reading, case_id, "case.read_content")
    rows = learning_points_of(reading.connection, case_id)
    content, purpose = LearningPoint.content, query["purpose"]
    return {"data": with_text(reading, rows, content, purpose=purpose, case_id=case_id)}


@learning.operation(
    "POST", "/v1/cases/<uuid:case_id>/learning-points", "recordLearningPoint",
    "Draft a learning point",
    description="Refused where it holds a name of the case, an address, a number, a reference or "
    "a day. Somebody else approves it, at the console.",
    scopes=WRITE, body=LearningPointIn(), answer=LearningPointOut(), creates=True,
    errors=["not_found"],
    example={"theme": "placements", "text": "Students did not know whom to turn to on a ward."},
)  # fmt: skip
def record(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Draft one."""
    point = record_learning_point(unit, case_id, **body)
    return Result({name: getattr(point, name) for name in _OPEN}, point.version)
