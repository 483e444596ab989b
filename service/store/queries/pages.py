"""Keyset pages: any depth costs the same, because the next page starts from the last row's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection

from service.store.queries.rows import AnyRow, AnySelect

MAX_LIMIT = 100
DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Page:
    """What to fetch: at most ``limit`` rows whose key comes after ``after``."""

    limit: int = DEFAULT_LIMIT
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows; ``next_after`` is None on the last page."""

    rows: Sequence[AnyRow]
    next_after: UUID | None


def newest_first(connection: Connection, query: AnySelect, key: Any, page: Page) -> Rows:
    """Run a query as a page, newest first by a UUIDv7 column, which must be selected as ``id``."""
    query = query.order_by(key.desc()).limit(page.limit + 1)
    if page.after is not None:
        before: ColumnElement[bool] = key < page.after
        query = query.where(before)
    rows = connection.execute(query).all()
    more = len(rows) > page.limit
    rows = rows[: page.limit]
    return Rows(rows, rows[-1].id if more else None)
