"""Who must not know, and who may for a while: conflicts of interest, requests for access."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Versioned
from service.store.sealed import Sealed


class Conflict(Versioned, Base):
    """An officer's conflict of interest: while it stands, the case does not exist for them."""

    __tablename__ = "conflicts"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """At least one of the two; a report's conflicts follow it onto its case."""
    kind: Mapped[str]
    declared_by: Mapped[UUID | None]
    """None when it was found by the system."""
    declared_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]

    __table_args__ = (Index("ix_conflicts_officer_id_removed_at", "officer_id", "removed_at"),)


class AccessRequest(Versioned, Base):
    """A request that takes two people, or a break of the glass that a second one reviews."""

    __tablename__ = "access_requests"

    kind: Mapped[str]
    state: Mapped[str]
    subject_kind: Mapped[str]
    """What is to be opened: ``reports``, ``cases``, ``match_alerts`` or ``conflicts``."""
    subject_id: Mapped[UUID] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    requester_id: Mapped[UUID] = mapped_column(index=True)
    purpose: Mapped[str]
    requested_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """When what was granted runs out by itself."""
    ended_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    review_result: Mapped[str | None]
    owner_table: Mapped[str]
    owner_id: Mapped[UUID]
    reason_ct: Mapped[bytes | None]

    reason = Sealed("access_reason", owner_table=None, owner="owner_id")

    __table_args__ = (Index("ix_access_requests_state_id", "state", "id"),)
