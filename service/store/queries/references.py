"""Naming what an audit entry points at by its reference: nothing else of it is read."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from service.store.models import Case, Referral, Report

_REFERRED = (Case, Report, Referral)


def references_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the references of the cases, reports and referrals among these ids."""
    wanted = set(ids)
    queries = [select(model.id, model.reference).where(model.id.in_(wanted)) for model in _REFERRED]
    return {row.id: row.reference for query in queries for row in connection.execute(query)}


def id_of_reference(connection: Connection, reference: str) -> UUID | None:
    """Find the case, report or referral of a reference."""
    for model in _REFERRED:
        found = connection.scalar(select(model.id).where(model.reference == reference))
        if found is not None:
            return found
    return None
