"""Blind indexes: an exact identifier finds its records, without being readable in the database."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from service.usecases.unit import Unit


def index_identifiers(
    unit: Unit, record_table: str, record_id: UUID, identities: Iterable[Mapping[str, Any] | None]
) -> None:
    """Make a record findable by the identifiers in these identities.

    Args:
        identities: reporters (``email``, ``student_number``) and named people (``identifier``).
    """
