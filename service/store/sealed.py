"""Sealed groups: values that are read together, encrypted together, and opened only in a scope.

A model declares ``narrative = Sealed("narrative", owner="id")`` beside a ``narrative_ct`` column.
The ciphertext is bound to its table, column and row, so moved bytes do not open. Plaintext is only
to be had inside a `ReadScope` that names the row and the group — and use cases open a scope only
after its audit entry has been committed. Works on entities and on Core rows alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from service.crypto.envelope import Dek, generation_of
from service.crypto.errors import CryptoError


class OutsideReadScope(RuntimeError):
    """Code asked for plaintext that no committed audit entry covers."""


class Damaged(Exception):
    """A sealed group did not open: it was altered, moved, or its key is gone."""

    def __init__(self, table: str, record: UUID, group: str) -> None:
        super().__init__(f"{table} {record}: the group {group} does not open")
        self.table, self.record, self.group = table, record, group


class Keys(Protocol):
    """Where data keys come from."""

    def dek(self, table: str, owner: UUID, generation: int | None = None) -> Dek:
        """Give an owner's data key of a generation, by default the newest.

        Raises:
            CryptoError: the key is gone (shredded), or cannot be unwrapped.
        """
        ...


class Target(NamedTuple):
    """One group of one row, as read audits name it."""

    table: str
    record: UUID
    group: str


class Sealed:
    """A sealed group of a model, kept in the column ``<name>_ct``.

    Args:
        group: the name under which reads are audited.
        owner_table: the table of the record whose data key seals the group; None where each row
            says it, in a column of that name.
        owner: the column that holds that record's id.
    """

    def __init__(self, group: str, *, owner_table: str | None, owner: str = "id") -> None:
        self.group, self._owner_table, self._owner = group, owner_table, owner
        self.table = self.column = ""

    def __set_name__(self, model: Any, name: str) -> None:
        self.table, self.column = model.__tablename__, f"{name}_ct"

    def __get__(self, row: Any, model: Any = None) -> Any:
        return self if row is None else self.open(row)

    def __set__(self, row: Any, value: object) -> None:
        raise AttributeError("Sealed groups are written with Unit.seal, which knows the key.")

    def target(self, row: Any) -> Target:
        """Name this group of a row."""
        return Target(self.table, row.id, self.group)

    def owner_of(self, row: Any) -> tuple[str, UUID]:
        """Give the table and the id of the record whose data key seals the group."""
        return self._owner_table or row.owner_table, getattr(row, self._owner)

    def is_empty(self, row: Any) -> bool:
        """Whether nothing is sealed here."""
        return getattr(row, self.column) is None

    def seal(self, row: Any, value: Mapping[str, Any], keys: Keys) -> None:
        """Encrypt a group into its column."""
        dek = keys.dek(*self.owner_of(row))
        plain = orjson.dumps(value)
        setattr(
            row,
            self.column,
            dek.seal(plain, table=self.table, column=self.column, record=row.id),
        )

    def open(self, row: Any) -> dict[str, Any]:
        """Decrypt a group within the current scope; an empty column gives an empty group.

        Raises:
            OutsideReadScope: no scope is open, or it does not cover this row and group.
            Damaged: the bytes do not belong here or were altered.
        """
        scope = _current.get()
        if scope is None or not scope.covers(self.target(row)):
            raise OutsideReadScope(f"{self.table}.{self.group} was read outside a read scope.")
        blob = getattr(row, self.column)
        if blob is None:
            return {}
        try:
            dek = scope.keys.dek(*self.owner_of(row), generation_of(blob))
            plain = dek.open(blob, table=self.table, column=self.column, record=row.id)
        except CryptoError as error:
            raise Damaged(self.table, row.id, self.group) from error
        opened: dict[str, Any] = orjson.loads(plain)
        return opened


class ReadScope:
    """What may be opened now: exactly the targets whose reading is on record."""

    def __init__(self, keys: Keys, targets: Iterable[Target]) -> None:
        self.keys, self._targets = keys, frozenset(targets)

    def covers(self, target: Target) -> bool:
        """Whether the target may be opened."""
        return target in self._targets


_current: ContextVar[ReadScope | None] = ContextVar("read_scope", default=None)


@contextmanager
def entered(scope: ReadScope) -> Iterator[ReadScope]:
    """Make a scope the current one. Use cases call this after the audit entry is committed."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
