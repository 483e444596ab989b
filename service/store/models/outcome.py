"""What comes of cases: actions, letters, what is learned; and what the university does for all."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Action(Versioned, Base):
    """Something to be done after an outcome, by somebody, by a day; a remedy is for a party."""

    __tablename__ = "actions"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    outcome_id: Mapped[UUID | None]
    party_id: Mapped[UUID | None]
    """For whom a remedy is."""
    kind: Mapped[str]
    officer_id: Mapped[UUID | None]
    """Who sees to it."""
    due_on: Mapped[date]
    state: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("action", owner_table="cases", owner="case_id")


class LetterTemplate(Versioned, Base):
    """The words of an outcome letter, with placeholders; no person is in them."""

    __tablename__ = "letter_templates"

    name: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    active: Mapped[bool]


class Letter(Identified, Base):
    """An outcome letter to a party, kept in the words it was written in."""

    __tablename__ = "letters"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    party_id: Mapped[UUID]
    template_id: Mapped[UUID | None]
    language: Mapped[str]
    written_at: Mapped[datetime]
    officer_id: Mapped[UUID | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("letter", owner_table="cases", owner="case_id")


class LearningPoint(Versioned, Base):
    """What the university learns from a case. It is in the clear once a second person agreed."""

    __tablename__ = "learning_points"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    theme: Mapped[str]
    state: Mapped[str]
    author_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_on: Mapped[date | None]
    """Only the month: the day would say which case it is from."""
    text: Mapped[str | None]
    """Empty until a second person has found nobody in it."""
    content_ct: Mapped[bytes | None]

    content = Sealed("learning_point", owner_table="cases", owner="case_id")


class Initiative(Versioned, Base):
    """What the institution, or peers, did after people spoke. Public once published."""

    __tablename__ = "initiatives"

    title: Mapped[str]
    title_cy: Mapped[str | None]
    said: Mapped[str]
    """What people told us."""
    said_cy: Mapped[str | None]
    did: Mapped[str]
    """What was done."""
    did_cy: Mapped[str | None]
    led_by: Mapped[str]
    stage: Mapped[str]
    themes: Mapped[list[str]]
    settings: Mapped[list[str]]
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("support_services.id"))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    people_reached: Mapped[int | None]
    """As counted; it is published rounded."""
    reports_behind: Mapped[int | None]
    """How many reports touch its themes, rounded when it was published, and not counted since."""
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    __table_args__ = (Index("ix_initiatives_published_at_id", "published_at", "id"),)


class Fact(Base):
    """A number for the figures, without whom it is about: its id is derived under a key."""

    __tablename__ = "facts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    month: Mapped[date]
    """The first day of the month; the moment would say which report it is from."""
    setting: Mapped[str | None]
    before: Mapped[int | None]
    value: Mapped[int]

    __table_args__ = (Index("ix_facts_kind_month", "kind", "month"),)
