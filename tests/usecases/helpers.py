"""Looking at what use cases left behind."""

import json
from typing import Any

from sqlalchemy import func, select

from service.domain.actors import SYSTEM
from service.store.base import Base
from service.store.models import AuditEntry
from service.usecases.runtime import Runtime


def log_of(runtime: Runtime) -> list[dict[str, Any]]:
    """Give every committed audit entry, as its leaf says it, oldest first."""
    with runtime.reading(SYSTEM) as reading:
        leaves = reading.connection.scalars(select(AuditEntry.leaf).order_by(AuditEntry.id)).all()
    return [json.loads(leaf) for leaf in leaves]


def verbs_of(runtime: Runtime) -> list[str]:
    """Give the verbs of the log, oldest first."""
    return [entry["verb"] for entry in log_of(runtime)]


def counts(runtime: Runtime) -> dict[str, int]:
    """Count the rows of every table."""
    with runtime.reading(SYSTEM) as reading:
        return {
            table.name: reading.connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
