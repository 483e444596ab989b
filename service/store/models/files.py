"""Attachments: what is known of a file; its sealed bytes are in the blob store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Versioned
from service.store.sealed import Sealed

_Big = BigInteger().with_variant(Integer(), "sqlite")


class Attachment(Versioned, Base):
    """A file on a report or a case, sealed under that record's key."""

    __tablename__ = "attachments"

    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    owner_table: Mapped[str]
    owner_id: Mapped[UUID]
    state: Mapped[str]
    scan: Mapped[str]
    refusal: Mapped[str | None]
    media_type: Mapped[str | None]
    """By content, not by name."""
    size: Mapped[int | None] = mapped_column(_Big)
    original_blob: Mapped[str | None]
    """The blob of the file as it came."""
    copy_blob: Mapped[str | None]
    """The blob of a copy without metadata, sealed apart from the original."""
    added_by_kind: Mapped[str]
    added_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]
    attempts: Mapped[int]
    name_ct: Mapped[bytes | None]

    name = Sealed("attachment_name", owner_table=None, owner="owner_id")

    __table_args__ = (Index("ix_attachments_state_next_check_at", "state", "next_check_at"),)
