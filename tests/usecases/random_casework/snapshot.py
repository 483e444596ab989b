"""What is in the database at one moment, cheaply: only tables that changed are read with types."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.store.base import Base
from service.store.models import AuditEntry

TABLES = (
    "reports", "report_versions", "messages", "consents", "supporters", "feedback", "cases",
    "assignments", "parties", "party_notices", "joint_owners", "notes", "outcomes", "allegations",
    "appeals", "risk_assessments", "interim_measures", "action_assessments", "clocks", "tasks",
    "outbox_notices", "conflicts", "access_requests", "referrals", "referral_consents", "matches",
    "match_alerts", "index_entries",
)  # fmt: skip
"""Everything that casework writes, but the log."""
OWN_CASE = ("clocks", "tasks", "conflicts", "outbox_notices")
"""What says itself which case it is on; everything else follows its report."""

Rows = dict[UUID, Any]
Change = tuple[str, UUID, Any, Any]
"""A table, a row's id, the row before and after; None where it was not there."""


class Snapshot:
    """The rows of every table by id."""

    def __init__(self, connection: Connection, before: "Snapshot | None" = None) -> None:
        self._raw: dict[str, list[Any]] = {}
        self._rows: dict[str, Rows] = {}
        self.changed: set[str] = set()
        for name in TABLES:
            table = Base.metadata.tables[name]
            raw = connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id").fetchall()
            self._raw[name] = list(raw)
            if before is not None and before._raw[name] == self._raw[name]:
                self._rows[name] = before._rows[name]
            else:
                self.changed.add(name)
                found = connection.execute(select(table).order_by(table.c.id))
                self._rows[name] = {row.id: row for row in found}

    def __getattr__(self, name: str) -> Rows:
        return self._rows[name]

    def all(self, name: str) -> list[Any]:
        """Give the rows of a table, oldest first."""
        return list(self._rows[name].values())

    def row(self, name: str, row_id: UUID) -> Any:
        """Give one row, or None."""
        return self._rows.get(name, {}).get(row_id)

    def of_case(self, name: str, case_id: UUID) -> list[Any]:
        """Give the rows of a table that are on a case."""
        return [row for row in self._rows[name].values() if row.case_id == case_id]

    def case_of(self, name: str, row_id: UUID) -> UUID | None:
        """Say which case a row is on."""
        row = self.row(name, row_id)
        if row is None or name == "cases":
            return row_id if row else None
        found: UUID | None = getattr(row, "case_id", None)
        report_id = getattr(row, "report_id", None)
        if found is None and report_id is not None and name not in OWN_CASE:
            return self.case_of("reports", report_id)
        return found

    def same_as(self, other: "Snapshot") -> bool:
        """Whether nothing at all differs."""
        return self._raw == other._raw

    def changes_since(self, before: "Snapshot") -> Iterator[Change]:
        """Give every row that is new, different or gone."""
        for name in sorted(self.changed):
            old, new = before._rows[name], self._rows[name]
            for row_id in old.keys() | new.keys():
                was, now = old.get(row_id), new.get(row_id)
                if was != now:
                    yield name, row_id, was, now


class Log:
    """The entries of the audit log, read on from where it was read last."""

    def __init__(self) -> None:
        self._last: UUID | None = None

    def new(self, connection: Connection) -> list[Any]:
        """Give what was recorded since the last call: leaves, with their ``report`` column."""
        query = select(AuditEntry.id, AuditEntry.leaf, AuditEntry.report_id).order_by(AuditEntry.id)
        if self._last is not None:
            query = query.where(AuditEntry.id > self._last)
        rows = connection.execute(query).all()
        self._last = rows[-1].id if rows else self._last
        return [_entry(row) for row in rows]


def _entry(row: Any) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(row.leaf)
    subject = entry.get("subject") or {}
    return {
        "verb": entry["verb"], "result": entry["result"], "change": entry.get("change", {}),
        "actor": entry["actor"], "digest": subject.get("digest"),
        "subject": (subject["kind"], UUID(subject["id"])) if subject else None,
        "case": UUID(entry["case"]) if "case" in entry else None, "report": row.report_id,
    }  # fmt: skip
