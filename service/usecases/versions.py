"""Reading what a report said before it was amended."""

from typing import Any

from service.store.models import ReportVersion
from service.store.queries.reports import versions_of
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.reading import Reading

_IDENTITIES = ("reporter", "affected_person")


def opened_versions(reading: Reading, report: AnyRow, *, purpose: str) -> list[dict[str, Any]]:
    """Open a report's earlier versions, on record; who somebody is only to those who may know.

    Args:
        report: a row of `openable_report` whose content the actor may read.
    """
    rows = versions_of(reading.connection, report.id)
    hidden = () if report.may_open_identity else _IDENTITIES
    targets = [ReportVersion.content.target(row) for row in rows]
    with reading.scope(targets, purpose=purpose, case_id=report.case_id):
        return [{**as_dict(row), "content": _without(row, hidden)} for row in rows]


def _without(row: AnyRow, hidden: tuple[str, ...]) -> dict[str, Any]:
    content = ReportVersion.content.open(row)
    return {name: value for name, value in content.items() if name not in hidden}
