"""Blind indexes: an exact identifier finds its records, without being readable in the database."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from service.crypto.blind_index import index_info, index_token, normalise_identifier, plan_bits
from service.domain.ids import new_id
from service.store.models import IndexEntry
from service.store.queries.finding import Bucket
from service.store.sealed import Sealed
from service.usecases.identifiers import identifiers_of
from service.usecases.ports import Instance
from service.usecases.unit import Unit

INDEX_VERSION = 1
"""Of the keys and the bits together; another version is a second index beside this one."""
_BITS = plan_bits(20_000)
"""For twenty thousand values in a group: some 80 candidates a search, each opened on record."""


def index_identifiers(
    unit: Unit,
    group: Sealed,
    record_id: UUID,
    identities: Iterable[Mapping[str, Any] | None],
) -> None:
    """Make a record findable by the identifiers in one of its sealed groups, and by no others.

    Args:
        identities: all that the group holds: a reporter or an affected person (``email``,
            ``student_number``), or named people (``identifier``).
    """
    unit.session.execute(
        delete(IndexEntry).where(
            IndexEntry.record_table == group.table,
            IndexEntry.record_id == record_id,
            IndexEntry.record_group == group.group,
        )
    )
    buckets = {
        bucket(unit.instance, group, kind, value)
        for identity in identities
        if identity
        for kind, value in identifiers_of(identity)
        if normalise_identifier(kind, value)
    }
    if buckets:
        unit.session.execute(
            insert(IndexEntry),
            [{"id": new_id(), "record_id": record_id, **asdict(one)} for one in buckets],
        )


def bucket(instance: Instance, group: Sealed, kind: str, value: str) -> Bucket:
    """Give the bucket in which a group's records are if they hold this identifier."""
    info = index_info(group.table, group.column, "identifier", INDEX_VERSION)
    token = index_token(instance.keystore.derive("index", info), kind, value, _BITS)
    return Bucket(group.table, group.group, INDEX_VERSION, token)
