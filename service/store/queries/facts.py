"""Reading the numbers that are kept for the figures: nobody is in them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from service.store.models import Fact
from service.store.queries.rows import AnyRow


def facts_of(
    connection: Connection, kind: str, since: date | None = None, until: date | None = None
) -> Sequence[AnyRow]:
    """Read the ``month``, ``setting``, ``before`` and ``value`` of the facts of a kind.

    Args:
        since: the first day that counts.
        until: the first day that counts no more. Of a fact only the month is known: it counts
            as of that month's first day.
    """
    query = select(Fact.month, Fact.setting, Fact.before, Fact.value).where(Fact.kind == kind)
    if since is not None:
        query = query.where(Fact.month >= since)
    if until is not None:
        query = query.where(Fact.month < until)
    # Not by anything that would tell the order in which they came.
    order = (Fact.month, Fact.setting, Fact.before, Fact.value)
    return connection.execute(query.order_by(*order)).all()


def belonging_pairs(
    connection: Connection, kind: str, since: date | None = None, until: date | None = None
) -> Sequence[AnyRow]:
    """Read how belonging was before and after, where both are known; see `facts_of`.

    Args:
        kind: ``belonging_closure`` or ``belonging_follow_up``.
    """
    return [row for row in facts_of(connection, kind, since, until) if row.before is not None]
