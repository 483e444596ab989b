"""What every model stands on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from service.domain.ids import new_id
from service.store.types import UtcDateTime

KEYSTORE = "keystore"
"""The bind of the separate database that holds the wrapped keys."""

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_TYPES: dict[Any, Any] = {
    str: Text(),
    bytes: LargeBinary(),
    datetime: UtcDateTime(),
    UUID: Uuid(),
    list[str]: JSON(),
    dict[str, Any]: JSON(),
    list[dict[str, Any]]: JSON(),
}


class Base(DeclarativeBase):
    """A model of the main database."""

    # A registry rather than `type_annotation_map`, which Flask-SQLAlchemy refuses on a base.
    registry = registry(metadata=MetaData(naming_convention=_NAMES), type_annotation_map=_TYPES)


class KeystoreBase(DeclarativeBase):
    """A model of the keystore: a database of its own, with its own backups."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMES, info={"bind_key": KEYSTORE}),
        type_annotation_map=_TYPES,
    )


class Identified:
    """A row whose UUIDv7 the application makes before the INSERT."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Versioned(Identified):
    """A row with optimistic locking: its version is the ETag that callers see."""

    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Tell the mapper which column counts versions."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
