"""Introductions between people who have lived through the like."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Introduction(Versioned, Base):
    """An officer's proposal that two reporters meet; only when both agree do they learn who."""

    __tablename__ = "introductions"

    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    incident_types: Mapped[list[str]]
    """What both told of when it was proposed: all that either learns beforehand.

    Kept, for what the two have in common later would tell who amends their report what is in the
    other's.
    """
    setting: Mapped[str | None]
    officer_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_introductions_state_id", "state", "id"),)


class IntroductionSide(Identified, Base):
    """One of the two, what they answered, and what of theirs may be passed on."""

    __tablename__ = "introduction_sides"

    introduction_id: Mapped[UUID] = mapped_column(ForeignKey("introductions.id"), index=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    state: Mapped[str]
    wording_version: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    contact_ct: Mapped[bytes | None]

    contact = Sealed("introduction_contact", owner_table="introductions", owner="introduction_id")
    """The words in which this person wants to be reached."""
