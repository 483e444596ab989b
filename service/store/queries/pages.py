"""Keyset pages: any depth costs the same, because the next page starts from the last row's key."""

from collections.abc import Callable, Sequence
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


def kept_of(
    read: Callable[[Page], Rows], keep: Callable[[Sequence[AnyRow]], Sequence[AnyRow]], page: Page
) -> Rows:
    """Fill a page with rows of which no query can tell whether the actor may know of them.

    Where the next page starts is said by a row that is shown: no other shows that it exists.

    Args:
        read: gives a page of all rows, of which ``keep`` leaves those that are to be shown.
    """
    kept: list[AnyRow] = []
    after = page.after
    while len(kept) <= page.limit:
        found = read(Page(page.limit, after))
        kept += keep(found.rows)
        after = found.next_after
        if after is None:
            break
    shown = kept[: page.limit]
    return Rows(shown, shown[-1].id if len(kept) > page.limit else None)
