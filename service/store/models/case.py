"""Cases and what stands on them: assignments, parties, notes, outcomes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.casework_lists import NoteVisibility
from service.domain.code_lists import CaseState, Told
from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Case(Versioned, Base):
    """What the institution does about one or more reports."""

    __tablename__ = "cases"

    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=CaseState.NEW)
    held_from: Mapped[str | None]
    """The state to return to when a hold ends."""
    risk_level: Mapped[str]
    close_reason: Mapped[str | None]
    policy_version_id: Mapped[UUID | None]
    """The policy in force when the case was opened; it stays so."""
    placement_provider_id: Mapped[UUID | None]
    formal_since: Mapped[datetime | None]
    """When the formal stage first began."""
    completion_letter_on: Mapped[date | None]
    """The day of the Completion of Procedures letter."""
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    summary_ct: Mapped[bytes | None]

    summary = Sealed("summary", owner_table="cases")

    __table_args__ = (
        Index("ix_cases_state_due_at", "state", "due_at"),
        Index("ix_cases_due_at_id", "due_at", "id"),
    )


class Assignment(Identified, Base):
    """An officer's place on a case; an ended one is kept."""

    __tablename__ = "assignments"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    role: Mapped[str]
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    preference: Mapped[str | None]
    """Whether who was chosen is whom a reporter asked for; None where nobody asked."""
    override_reason: Mapped[str | None]
    wishes_met: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By report that had a wish, whether its own was met; ``preference`` is the worst of them."""


class Party(Versioned, Base):
    """Somebody concerned by a case, and whether they were told the outcome."""

    __tablename__ = "parties"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"))
    role: Mapped[str]
    party_type: Mapped[str]
    told: Mapped[str] = mapped_column(default=Told.NOT_YET)
    told_at: Mapped[datetime | None]
    withholding_reason: Mapped[str | None]
    contact_officer_id: Mapped[UUID | None]
    support_service_id: Mapped[UUID | None]
    """The support that was offered to this party."""
    support_offered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    identity_ct: Mapped[bytes | None]
    told_text_ct: Mapped[bytes | None]

    identity = Sealed("party_identity", owner_table="cases", owner="case_id")
    told_text = Sealed("party_told", owner_table="cases", owner="case_id")


class PartyNotice(Identified, Base):
    """Something a party was told, in the words used."""

    __tablename__ = "party_notices"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    party_id: Mapped[UUID] = mapped_column(index=True)
    officer_id: Mapped[UUID | None]
    told_at: Mapped[datetime]
    content_ct: Mapped[bytes | None]

    content = Sealed("party_notice", owner_table="cases", owner="case_id")


class JointOwner(Identified, Base):
    """A placement provider that shares a case with the institution; an ended one is kept."""

    __tablename__ = "joint_owners"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    provider_id: Mapped[UUID]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    """``consent_withdrawn`` or ``ended_by_officer``."""


class Note(Identified, Base):
    """A note for the case team; never changed, never shown to a party."""

    __tablename__ = "notes"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    author_kind: Mapped[str]
    author_id: Mapped[UUID | None]
    visibility: Mapped[str] = mapped_column(default=NoteVisibility.CASE_TEAM)
    created_at: Mapped[datetime]
    body_ct: Mapped[bytes | None]

    body = Sealed("note", owner_table="cases", owner="case_id")

    __table_args__ = (Index("ix_notes_case_id_id", "case_id", "id"),)


class Outcome(Identified, Base):
    """What came of a case."""

    __tablename__ = "outcomes"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome_type: Mapped[str]
    finding: Mapped[str | None]
    recorded_at: Mapped[datetime]
    officer_id: Mapped[UUID | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("outcome", owner_table="cases", owner="case_id")
