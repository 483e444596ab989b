"""The audit log: entries as they were committed, and the tree that proves them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified
from service.store.sealed import Sealed

_Big = BigInteger().with_variant(Integer(), "sqlite")


class AuditEntry(Identified, Base):
    """One act. ``leaf`` is the evidence; the other columns only help to find it."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime]
    verb: Mapped[str]
    result: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    report_id: Mapped[UUID | None]
    purpose: Mapped[str | None]
    leaf: Mapped[bytes]

    __table_args__ = (
        Index("ix_audit_entries_case_id_id", "case_id", "id"),
        Index("ix_audit_entries_report_id_id", "report_id", "id"),
        Index("ix_audit_entries_subject_id_id", "subject_id", "id"),
        Index("ix_audit_entries_actor_id_id", "actor_id", "id"),
        Index("ix_audit_entries_verb_id", "verb", "id"),
    )


class AuditOpening(Base):
    """What opens an entry's commitment: its salt and detail, sealed under the record's own key.

    It is gone with that key, and may be deleted: the entry and the tree stay whole.
    """

    __tablename__ = "audit_openings"

    id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    """The entry's id."""
    owner_table: Mapped[str]
    owner_id: Mapped[UUID]
    content_ct: Mapped[bytes | None]

    content = Sealed("audit_detail", owner_table=None, owner="owner_id")


class AuditPending(Base):
    """An entry that has no place in the tree yet.

    Written with the entry, deleted by the sequencer: the work is found without scanning the log
    and without trusting ids to commit in order.
    """

    __tablename__ = "audit_pending"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)


class AuditLeaf(Base):
    """The place of an entry in the tree."""

    __tablename__ = "audit_leaves"

    position: Mapped[int] = mapped_column(_Big, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), unique=True)


class AuditTile(Base):
    """A tile of the tree (C2SP tlog-tiles); the right edge grows until it is full."""

    __tablename__ = "audit_tiles"

    level: Mapped[int] = mapped_column(primary_key=True)
    tile_index: Mapped[int] = mapped_column(_Big, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes]


class AuditCheckpoint(Base):
    """A signed tree head."""

    __tablename__ = "audit_checkpoints"

    size: Mapped[int] = mapped_column(_Big, primary_key=True, autoincrement=False)
    note: Mapped[str]
    signed_at: Mapped[datetime]


class AuditExport(Identified, Base):
    """An export that was asked for. The log only grows, so its files are made anew when fetched."""

    __tablename__ = "audit_exports"

    size: Mapped[int] = mapped_column(_Big)
    purpose: Mapped[str]
    checkpoint: Mapped[str]
    old_checkpoint: Mapped[str | None]
    consistency: Mapped[str | None]
    manifest: Mapped[str]
    created_at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
