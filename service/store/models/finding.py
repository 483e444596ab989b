"""Finding without browsing: blind index entries, sealed matches and the alerts they raise."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned

_Big = BigInteger().with_variant(Integer(), "sqlite")


class IndexEntry(Identified, Base):
    """One bucket of a blind index that a record is in; candidates are confirmed by decrypting."""

    __tablename__ = "index_entries"

    index_version: Mapped[int]
    token: Mapped[int] = mapped_column(_Big)
    record_table: Mapped[str]
    record_group: Mapped[str]
    """The sealed group that holds the value, named as in read audits."""
    record_id: Mapped[UUID]

    __table_args__ = (
        Index("ix_index_entries_index_version_token", "index_version", "token"),
        Index("ix_index_entries_record_id", "record_id"),
    )


class Match(Base):
    """A person named in a report, sealed; its id is derived, so that it says nothing of which."""

    __tablename__ = "matches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(_Big, index=True)
    sealed: Mapped[bytes]
    created_on: Mapped[date]
    """Only the day: the moment would say which report it is about."""
    checked: Mapped[bool] = mapped_column(default=False)
    """Whether the worker has compared it with the rest of its bucket."""

    __table_args__ = (Index("ix_matches_checked_bucket", "checked", "bucket"),)


class MatchAlert(Versioned, Base):
    """That several reports concern one respondent; not who it is."""

    __tablename__ = "match_alerts"

    alert_key: Mapped[bytes] = mapped_column(unique=True)
    bucket: Mapped[int] = mapped_column(_Big)
    reporters: Mapped[int]
    raised_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
