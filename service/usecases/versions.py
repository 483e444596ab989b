"""Reading what a report said before it was amended, and what that became."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from service.store.models import Report, ReportVersion
from service.store.queries.reports import versions_of
from service.store.queries.rows import AnyRow, as_dict
from service.store.sealed import Sealed
from service.usecases.amendments import WHOLE, Groups, said_in
from service.usecases.reading import Reading

_CONTENT = {
    "narrative": Report.narrative,
    "characteristics": Report.characteristics,
    "subjects": Report.subjects,
    "preference": Report.preference,
}
_IDENTITIES = {"identity": Report.identity, "affected": Report.affected}


class Change(NamedTuple):
    """What one field said before an amendment, and what it said after it."""

    field: str
    before: Any
    after: Any


class Amendment(NamedTuple):
    """One amendment of a report."""

    version: AnyRow
    changes: Sequence[Change]


def opened_versions(reading: Reading, report: AnyRow, *, purpose: str) -> list[dict[str, Any]]:
    """Open a report's earlier versions, on record; who somebody is only to those who may know.

    Args:
        report: a row of `openable_report` whose content the actor may read.
    """
    rows = versions_of(reading.connection, report.id)
    targets = [ReportVersion.content.target(row) for row in rows]
    with reading.scope(targets, purpose=purpose, case_id=report.case_id):
        return [{**as_dict(row), "content": _content(row, report)} for row in rows]


def opened_amendments(reading: Reading, report: AnyRow, *, purpose: str) -> list[Amendment]:
    """Open what each amendment of a report changed, on record, the latest amendment first.

    Args:
        report: a row of `openable_report` whose content the actor may read.
    """
    rows = versions_of(reading.connection, report.id)
    groups = _readable(report)
    targets = [ReportVersion.content.target(row) for row in rows]
    targets += [group.target(report) for group in groups.values()]
    with reading.scope(targets, purpose=purpose, case_id=report.case_id):
        contents = [_content(row, report) for row in rows]
        now: Groups = {name: group.open(report) for name, group in groups.items()}
    fields = {field for content in contents for field in content}
    later = {field: said_in(report, field, now) for field in fields}
    found = []
    for row, content in reversed(list(zip(rows, contents, strict=True))):
        changes = [Change(field, was, later[field]) for field, was in sorted(content.items())]
        found.append(Amendment(row, changes))
        later |= content
    return found


def _readable(report: AnyRow) -> dict[str, Sealed]:
    groups = {**_CONTENT, **_IDENTITIES} if report.may_open_identity else _CONTENT
    return {name: group for name, group in groups.items() if not group.is_empty(report)}


def _content(row: AnyRow, report: AnyRow) -> dict[str, Any]:
    """Open what a version kept, but for who somebody is where the actor may not know that."""
    closed = () if report.may_open_identity else _IDENTITIES
    hidden = [field for field, group in WHOLE.items() if group in closed]
    content = ReportVersion.content.open(row)
    return {name: value for name, value in content.items() if name not in hidden}
