"""The keystore: finds, unwraps and caches data keys; makes new ones for a unit of work to save."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import Engine, Row, func, insert, select

from service.crypto.envelope import Dek, kek_id_of, unwrap_dek, wrap_dek
from service.crypto.errors import UnknownKey
from service.crypto.kek import KekCache, new_kek
from service.crypto.provider import KeyProvider
from service.store.engine import reader
from service.store.models.keystore import WrappedDek, WrappedKek

Purpose = Literal["dek", "index", "match"]
"""What a key-encryption key is for: data keys, blind indexes, the repeat-respondent alert."""

_CACHED_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class NewKey:
    """A data key that exists only in memory until its unit of work commits."""

    owner_table: str
    owner_id: UUID
    dek: Dek
    wrapped: bytes


class Keystore:
    """Data keys by owner. A key is unwrapped once and kept for ``ttl`` seconds.

    A kept key outlives its erasure by at most that time, in this process's memory only.
    """

    def __init__(self, engine: Engine, provider: KeyProvider, *, ttl: float = 600) -> None:
        self.engine, self._provider, self._ttl = engine, provider, ttl
        self._keks = KekCache(provider, self._load_kek, ttl_seconds=ttl)
        self._current: dict[Purpose, int] = {}
        self._cache: OrderedDict[tuple[str, UUID, int | None], tuple[float, Dek]] = OrderedDict()
        self._lock = threading.Lock()

    def dek(self, table: str, owner: UUID, generation: int | None = None) -> Dek:
        """Give an owner's data key; see `service.store.sealed.Keys`."""
        key = (table, owner, generation)
        with self._lock:
            held = self._cache.get(key)
        if held is not None and held[0] > time.monotonic():
            return held[1]
        row = self._load_dek(table, owner, generation)
        dek = unwrap_dek(
            row.wrapped,
            kek=self._keks.aead(kek_id_of(row.wrapped)),
            table=table,
            owner=owner,
            generation=row.generation,
        )
        self._remember(key, dek)
        return dek

    def new(self, table: str, owner: UUID) -> NewKey:
        """Make a data key for a new owner, wrapped and ready to be saved."""
        kek_id = self._current_kek("dek")
        dek = Dek.new()
        wrapped = wrap_dek(
            dek, kek_id=kek_id, kek=self._keks.aead(kek_id), table=table, owner=owner
        )
        return NewKey(table, owner, dek, wrapped)

    def save(self, keys: Sequence[NewKey]) -> None:
        """Write new keys durably, before anything sealed with them is committed."""
        with self.engine.begin() as connection:
            connection.execute(
                insert(WrappedDek),
                [
                    {
                        "owner_table": key.owner_table,
                        "owner_id": key.owner_id,
                        "generation": key.dek.generation,
                        "wrapped": key.wrapped,
                    }
                    for key in keys
                ],
            )

    def keep(self, keys: Sequence[NewKey]) -> None:
        """Remember keys whose unit of work has committed."""
        for key in keys:
            self._remember((key.owner_table, key.owner_id, None), key.dek)
            self._remember((key.owner_table, key.owner_id, key.dek.generation), key.dek)

    def has_kek(self) -> bool:
        """Whether the instance has been set up."""
        with reader(self.engine) as connection:
            return connection.scalar(select(func.max(WrappedKek.id))) is not None

    def ensure_keks(self, now: datetime) -> None:
        """Make the first key-encryption key of every purpose that has none. May be run again.

        Numbers are unique across purposes. Of two that run at once, PostgreSQL refuses one.
        """
        with self.engine.begin() as connection:
            held = connection.execute(select(WrappedKek.id, WrappedKek.purpose)).all()
            last = max((row.id for row in held), default=0)
            purposes = {row.purpose for row in held}
            missing = [purpose for purpose in get_args(Purpose) if purpose not in purposes]
            for kek_id, purpose in enumerate(missing, last + 1):
                wrapped = new_kek(self._provider, purpose, kek_id)
                connection.execute(
                    insert(WrappedKek).values(
                        id=kek_id, purpose=purpose, wrapped=wrapped, created_at=now
                    )
                )

    def derive(self, purpose: Literal["index", "match"], info: bytes) -> bytes:
        """Give a 32-byte key of its own for ``info``, from the purpose's newest KEK.

        A ``dek`` KEK is a cipher's key, so nothing is derived from one.

        Raises:
            UnknownKey: the instance has no such key yet; the message says what to run.
        """
        return self._keks.derive(self._current_kek(purpose), info)

    def _remember(self, key: tuple[str, UUID, int | None], dek: Dek) -> None:
        with self._lock:
            self._cache[key] = (time.monotonic() + self._ttl, dek)
            self._cache.move_to_end(key)
            if len(self._cache) > _CACHED_KEYS:
                self._cache.popitem(last=False)

    def _current_kek(self, purpose: Purpose) -> int:
        if purpose not in self._current:
            query = select(func.max(WrappedKek.id)).where(WrappedKek.purpose == purpose)
            with reader(self.engine) as connection:
                newest = connection.scalar(query)
            if newest is None:
                raise UnknownKey(
                    f"The keystore has no key-encryption key for '{purpose}': "
                    "run 'redress init', or 'redress db upgrade' if it was set up before."
                )
            self._current[purpose] = newest
        return self._current[purpose]

    def _load_kek(self, kek_id: int) -> tuple[str, bytes]:
        query = select(WrappedKek.purpose, WrappedKek.wrapped).where(WrappedKek.id == kek_id)
        with reader(self.engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnknownKey(f"The keystore has no key-encryption key {kek_id}.")
        return row.purpose, row.wrapped

    def _load_dek(self, table: str, owner: UUID, generation: int | None) -> Row[int, bytes]:
        query = (
            select(WrappedDek.generation, WrappedDek.wrapped)
            .where(WrappedDek.owner_table == table, WrappedDek.owner_id == owner)
            .order_by(WrappedDek.generation.desc())
            .limit(1)
        )
        if generation is not None:
            query = query.where(WrappedDek.generation == generation)
        with reader(self.engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnknownKey("The data key is not in the keystore.")
        return row
