"""Match alerts: that several reports concern one person. Opening one takes two people."""

from typing import Any

from service.api.operation import PageResult, Resource, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PageQuery
from service.api.schemas.finding import MatchAlertOutPage
from service.domain.actors import Scope
from service.usecases.match_alerts import list_alerts
from service.usecases.reading import Reading

match_alerts = Resource("Match alerts", "That several reporters named one person; not whom.")


@match_alerts.operation(
    "GET", "/v1/match-alerts", "listMatchAlerts", "List repeat-respondent alerts",
    description="Counts and times only. The link itself is opened in the console, by two people.",
    query=PageQuery(), answer=MatchAlertOutPage(), scopes=[Scope.CASES_READ], paged=True,
)  # fmt: skip
def list_match_alerts(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listMatchAlerts", query["limit"], query["cursor"])
    rows = list_alerts(reading, page)
    return PageResult(rows.rows, rows.next_after)
