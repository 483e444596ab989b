"""Who asked for access on a case, and who agreed.

To ask, decide, break the glass and review takes people: they do it at the console.
"""

from typing import Any
from uuid import UUID

from service.api.operation import Resource
from service.api.schemas.guard import AccessQuery, AccessRequestsOut
from service.api.v1.cases import READ, readable
from service.domain.access import state_at
from service.store.queries.guard import requests_of_case
from service.store.queries.rows import as_dict
from service.usecases.access_reading import open_reasons
from service.usecases.reading import Reading

access_requests = Resource("Access", "Access that takes two people, and broken glass.")


@access_requests.operation(
    "GET", "/v1/cases/<uuid:case_id>/access-requests", "listAccessRequests",
    "Who asked for access on a case", query=AccessQuery(), answer=AccessRequestsOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_access_requests(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """List them as they stand by now; the reasons only if asked."""
    readable(reading, case_id)
    rows = requests_of_case(reading.connection, case_id)
    wanted = rows if query["expand"] else []
    reasons = open_reasons(reading, wanted, purpose=query["purpose"])
    return {"data": [_shown(row, reading, reasons) for row in rows]}


def _shown(row: Any, reading: Reading, reasons: dict[UUID, str]) -> dict[str, Any]:
    said = {"reason": reasons[row.id]} if row.id in reasons else {}
    return {**as_dict(row), "state": state_at(row.state, row.expires_at, reading.now), **said}
