"""The shapes that queries give: rows and selects of any columns."""

from typing import Any, TypeAlias

from sqlalchemy import Row, Select

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def as_dict(row: AnyRow) -> dict[str, Any]:
    """Give a row's values by column name."""
    return dict(row._mapping)  # noqa: SLF001 - the documented way, underscore and all
