"""Searches: finding records by what identifies somebody exactly."""

from typing import Any

from service.api.operation import Resource
from service.api.schemas.finding import HitsOut, IdentifierSearchIn
from service.domain.actors import Scope
from service.usecases.reading import Reading
from service.usecases.searching import search_identifier

searches = Resource("Searches", "Finding records by what identifies somebody exactly.")


@searches.operation(
    "POST", "/v1/searches/identifier", "searchIdentifier",
    "Find the reports and cases of whoever has an identifier",
    description="Exact, in any spelling. Nothing is created: it is a POST because an identifier "
    "may not stand in an address. Each search is recorded, without what was looked for.",
    scopes=[Scope.CASES_READ], body=IdentifierSearchIn(), answer=HitsOut(), reads=True,
    example={"type": "student_number", "value": "S1234567", "purpose": "casework"},
)  # fmt: skip
def search(reading: Reading, body: dict[str, Any]) -> dict[str, Any]:
    """Search."""
    return {"data": search_identifier(reading, body["type"], body["value"], body["purpose"])}
