"""The shapes that queries give: rows and selects of any columns."""

import json
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, Text, cast

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]


def as_dict(row: AnyRow) -> dict[str, Any]:
    """Give a row's values by column name."""
    return dict(row._mapping)  # noqa: SLF001 - the documented way, underscore and all


def has_code(column: Any, code: str) -> ColumnElement[bool]:
    """Give the filter for a JSON list of codes that holds a code."""
    # A JSON array's text holds each code in quotes, so this matches whole codes only.
    return cast(column, Text).contains(json.dumps(code), autoescape=True)
