"""What must be done and by when: clocks, tasks, templates, and what is to leave the house."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Clock(Versioned, Base):
    """A deadline that runs on a report or a case; it may be paused, and stops."""

    __tablename__ = "clocks"

    kind: Mapped[str]
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    days: Mapped[int]
    """The institution's target when the clock started."""
    unit: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    stopped_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_clocks_stopped_at_due_at", "stopped_at", "due_at"),)


class ClockTarget(Versioned, Base):
    """A target the institution set for itself; without one, the published number holds."""

    __tablename__ = "clock_targets"

    kind: Mapped[str] = mapped_column(unique=True)
    days: Mapped[int]


class Task(Versioned, Base):
    """Something to be done on a case or a report, by somebody, by a time."""

    __tablename__ = "tasks"

    kind: Mapped[str]
    state: Mapped[str]
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[UUID | None] = mapped_column(index=True)
    """Who is to do it; None for whoever looks after the case."""
    measure_id: Mapped[UUID | None]
    """The interim measure it is the review of."""
    action_id: Mapped[UUID | None]
    """The action after an outcome that it stands for."""
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None]
    reminded_at: Mapped[datetime | None]
    owner_table: Mapped[str]
    owner_id: Mapped[UUID]
    content_ct: Mapped[bytes | None]

    content = Sealed("task", owner_table=None, owner="owner_id")

    __table_args__ = (Index("ix_tasks_state_due_at", "state", "due_at"),)


class MessageTemplate(Versioned, Base):
    """Words the institution often writes to reporters; no person is in them."""

    __tablename__ = "message_templates"

    name: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    body: Mapped[str]
    active: Mapped[bool]


class OutboxNotice(Identified, Base):
    """A notice to be sent once its act has committed. Who receives it is looked up when sending."""

    __tablename__ = "outbox_notices"

    kind: Mapped[str]
    """Which notice: a key of `service.domain.notices.NOTICES`."""
    recipient_kind: Mapped[str]
    """``reporter`` (of the report), ``officer``, or ``service`` (of the link)."""
    recipient_id: Mapped[UUID]
    case_id: Mapped[UUID | None]
    report_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int]
    state: Mapped[str]
    """``waiting``, ``sent``, ``dropped`` (not wanted any more) or ``failed`` (given up)."""
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    """The last fault as a code, never an address."""

    __table_args__ = (Index("ix_outbox_notices_state_next_at", "state", "next_at"),)
