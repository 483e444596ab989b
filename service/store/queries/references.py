"""Naming what an audit entry points at by its reference: nothing else of it is read.

A conflict of interest keeps even the reference from whoever has it.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.domain.actors import Actor
from service.store.models import Case, Referral, Report
from service.store.queries.standing import CASE, REFERRAL, REPORT, Clauses, visible

_REFERRED: tuple[tuple[Any, Clauses], ...] = ((Case, CASE), (Report, REPORT), (Referral, REFERRAL))


def references_of(connection: Connection, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Give the references of the cases, reports and referrals among these ids."""
    wanted = set(ids)
    queries = [
        select(model.id, model.reference).where(model.id.in_(wanted), clauses.not_shut_out(actor))
        for model, clauses in _REFERRED
    ]
    return {row.id: row.reference for query in queries for row in connection.execute(query)}


def id_of_reference(connection: Connection, actor: Actor, reference: str) -> UUID | None:
    """Find the case, report or referral of a reference."""
    for model, clauses in _REFERRED:
        query = select(model.id).where(model.reference == reference, clauses.not_shut_out(actor))
        found: UUID | None = connection.scalar(query)
        if found is not None:
            return found
    return None


def readable_reference(
    connection: Connection, actor: Actor, reference: str
) -> tuple[str, UUID] | None:
    """Find what has a reference, if the actor may read it: ``case``, ``report`` or ``referral``."""
    for model, clauses in _REFERRED:
        kind = model.__tablename__.removesuffix("s")
        meant = visible(clauses, actor, f"{kind}.read")
        found = connection.scalar(select(model.id).where(model.reference == reference, meant))
        if found is not None:
            return kind, found
    return None
