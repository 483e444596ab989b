"""Reports as the API shows them: whole, opened where asked for, and never more than may be read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.api.operation import Result
from service.api.v1.shared import found, groups_of
from service.domain.actors import Actor
from service.store.models import Report
from service.store.queries import reports as queries
from service.store.queries.rows import as_dict
from service.store.sealed import Sealed
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

SEALED: Mapping[str, Sealed] = {
    "narrative": Report.narrative,
    "characteristics": Report.characteristics,
    "subjects": Report.subjects,
    "identity": Report.identity,
    "affected_person": Report.affected,
    "responder_preference": Report.preference,
}
"""The sealed groups by their names in the API."""
_IDENTITIES = ("identity", "affected_person")


def readable(reading: Reading, report_id: UUID, *permissions: str) -> Any:
    """Give a report the caller may read.

    Raises:
        NotFound: there is none, or the caller may not know of it.
    """
    row = found(queries.openable_report(reading.connection, reading.actor, report_id))
    allow_on(reading.connection, reading.actor, Report, report_id, *permissions)
    return row


def written(unit: Unit, report_id: UUID) -> Result:
    """Answer with a report as it now is."""
    row = found(queries.report_row(unit.session.connection(), report_id))
    return Result(shown(unit.session.connection(), unit.actor, [row])[0], row.version)


def shown(connection: Connection, actor: Actor, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Give reports with the others they refer to, as far as the actor may read those."""
    rows = list(rows)
    others = {i for row in rows for i in (row.original_id, row.duplicate_of_id) if i is not None}
    known = queries.readable_among(connection, actor, others) if others else set()
    return [
        {
            **as_dict(row),
            "retaliation_of": row.original_id if row.original_id in known else None,
            "duplicate_of": row.duplicate_of_id if row.duplicate_of_id in known else None,
        }
        for row in rows
    ]


def expanded(reading: Reading, rows: Iterable[Any], expand: str, purpose: str) -> list[Any]:
    """Open the groups asked for, each where the policy allows it; one entry for all."""
    rows = list(rows)
    data = shown(reading.connection, reading.actor, rows)
    names = groups_of(expand, SEALED)
    if not names:
        return data
    opened = [[name for name in names if _openable(row, name)] for row in rows]
    targets = [SEALED[n].target(row) for row, ns in zip(rows, opened, strict=True) for n in ns]
    case_id = rows[0].case_id if len(rows) == 1 else None
    with reading.scope(targets, purpose=purpose, case_id=case_id):
        return [
            {**values, **{name: SEALED[name].open(row) for name in names}}
            for row, values, names in zip(rows, data, opened, strict=True)
        ]


def _openable(row: Any, name: str) -> bool:
    allowed = row.may_open_identity if name in _IDENTITIES else row.may_open_content
    return bool(allowed) and not SEALED[name].is_empty(row)
