"""Templates for writing to reporters, and what has been read."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource
from service.api.schemas.messages import TemplatesOut
from service.domain.actors import Scope
from service.store.queries.templates import templates_in_use
from service.usecases import messages as use_cases
from service.usecases.follow_up import own_report
from service.usecases.reading import Reading
from service.usecases.unit import Unit

messages = Resource("Messages", "Templates for writing to reporters, and what has been read.")


@messages.operation(
    "GET", "/v1/message-templates", "listMessageTemplates", "Read the templates in use",
    answer=TemplatesOut(), scopes=[Scope.CASES_READ, Scope.CASES_WRITE],
)  # fmt: skip
def list_templates(reading: Reading) -> dict[str, Any]:
    """Give all; an institution has dozens."""
    return {"data": templates_in_use(reading.connection)}


@messages.operation(
    "POST", "/v1/reports/<uuid:report_id>/messages/read", "markReportMessagesRead",
    "Note that the team has read what a reporter wrote", scopes=[Scope.CASES_WRITE],
    errors=["not_found"],
)  # fmt: skip
def team_has_read(unit: Unit, report_id: UUID) -> None:
    """Mark them."""
    use_cases.team_has_read(unit, report_id)


@messages.operation(
    "POST", "/v1/follow-up/messages/read", "markFollowUpMessagesRead",
    "Note that the reporter has read what was written to them", follow_up=True,
)  # fmt: skip
def reporter_has_read(unit: Unit) -> None:
    """Mark them."""
    use_cases.reporter_has_read(unit, own_report(unit.actor))
