"""Where a thing stands: on which case, and on which report."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from service.store.base import Base
from service.store.models import Case, Referral, Report
from service.store.queries.rows import AnySelect, as_dict

_PLACES = (Case.__tablename__, Report.__tablename__)
"""What things are on."""


class Place(NamedTuple):
    """The case and the report that a thing is on."""

    case_id: UUID | None = None
    report_id: UUID | None = None


def place_of(connection: Connection, table: str, row_id: UUID) -> Place:
    """Say what a thing known by its id is on, as far as its row says it.

    A referral is on its report's case, too, and what stands on a referral is on what that is on.
    """
    found = Base.metadata.tables.get(table)
    if found is None or table in _PLACES:
        return Place()
    query = _place(found)
    if query is None:
        return Place()
    row = connection.execute(query.where(found.c.id == row_id)).one_or_none()
    return Place(**as_dict(row)) if row else Place()


def _place(table: Table) -> AnySelect | None:
    if table is Referral.__table__:
        return _of_referrals().outerjoin(Report, Report.id == Referral.report_id)
    if "referral_id" in table.c:
        on_referral = _of_referrals().join(table, table.c.referral_id == Referral.id)
        return on_referral.outerjoin(Report, Report.id == Referral.report_id)
    columns = [table.c[name] for name in Place._fields if name in table.c]
    return select(*columns) if columns else None


def _of_referrals() -> AnySelect:
    on_case = func.coalesce(Referral.case_id, Report.case_id).label("case_id")
    return select(on_case, Referral.report_id).select_from(Referral)
