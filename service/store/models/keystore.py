"""The keystore's tables: wrapped keys, in a database of their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import KeystoreBase


class WrappedKek(KeystoreBase):
    """A key-encryption key, wrapped by the provider's root."""

    __tablename__ = "keks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str]
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


class WrappedDek(KeystoreBase):
    """A record's data key, wrapped by a KEK. Deleting the row is the erasure."""

    __tablename__ = "deks"

    owner_table: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes]
