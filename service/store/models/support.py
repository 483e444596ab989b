"""The directory of support services, and what peers do together there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned


class SupportService(Versioned, Base):
    """Somewhere a person can turn to. Public: anybody may read it without signing in."""

    __tablename__ = "support_services"

    external_id: Mapped[str | None]
    """The service's name in the system it was imported from."""
    name: Mapped[str]
    name_cy: Mapped[str | None]
    service_type: Mapped[str]
    description: Mapped[str]
    description_cy: Mapped[str | None]
    helps_with: Mapped[list[str]] = mapped_column(default=list)
    """Codes of the list ``impact``."""
    characteristics: Mapped[list[str]]
    communities: Mapped[list[str]] = mapped_column(default=list)
    """Whom it serves, in its own words."""
    represents: Mapped[list[str]] = mapped_column(default=list)
    """How those who work there describe themselves: codes of ``responder_attribute``."""
    settings: Mapped[list[str]]
    sites: Mapped[list[str]]
    languages: Mapped[list[str]]
    urgent: Mapped[bool]
    """For people in a crisis; shown before all others."""
    rank: Mapped[int] = mapped_column(default=1)
    """0 for what is urgent, 1 for the rest: the order of the directory, as an index has it."""
    cost: Mapped[str] = mapped_column(default="free")
    self_referral: Mapped[bool]
    contact: Mapped[dict[str, Any]]
    """``email``, ``phone``, ``sms``, ``url``, ``chat_url``, ``address``; never a person's."""
    hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """``day``, ``opens`` and ``closes`` of each opening, in ``timezone``."""
    timezone: Mapped[str] = mapped_column(default="Europe/London")
    always_open: Mapped[bool] = mapped_column(default=False)
    closed_on_holidays: Mapped[bool] = mapped_column(default=True)
    opening_hours: Mapped[str | None]
    """What the hours do not say, in words."""
    accessible: Mapped[list[str]] = mapped_column(default=list)
    accessibility: Mapped[str | None]
    next_available_on: Mapped[date | None]
    active: Mapped[bool]
    review_on: Mapped[date | None]
    review_reminded_on: Mapped[date | None]
    """For which review whoever keeps the directory was reminded."""
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_support_services_urgent_id", "urgent", "id"),
        Index("ix_support_services_active_rank_name_id", "active", "rank", "name", "id"),
        Index("ix_support_services_external_id", "external_id", unique=True),
    )


class ServiceHours(Identified, Base):
    """One weekly opening of a service, as ``open_now`` looks for it; made from ``hours``."""

    __tablename__ = "service_hours"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("support_services.id"), index=True)
    timezone: Mapped[str]
    on_holidays: Mapped[bool]
    weekday: Mapped[int]
    """0 is Monday."""
    opens: Mapped[int]
    """Minutes after midnight."""
    closes: Mapped[int]

    __table_args__ = (Index("ix_service_hours_weekday_opens", "weekday", "opens"),)


class ServiceWord(Base):
    """A word or a code by which a service is found; made from its texts and lists."""

    __tablename__ = "service_words"

    key: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("support_services.id"), primary_key=True, index=True
    )


class Activity(Versioned, Base):
    """Where peers meet: a group, a drop-in or a reflective space. Public."""

    __tablename__ = "activities"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("support_services.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_cy: Mapped[str | None]
    description: Mapped[str]
    description_cy: Mapped[str | None]
    characteristics: Mapped[list[str]]
    languages: Mapped[list[str]]
    online: Mapped[bool]
    site: Mapped[str | None]
    capacity: Mapped[int | None]
    active: Mapped[bool]
    updated_at: Mapped[datetime]


class ActivitySession(Versioned, Base):
    """One meeting of an activity. Who came is counted, never written down."""

    __tablename__ = "activity_sessions"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), index=True)
    state: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str | None]
    capacity: Mapped[int | None]
    attended: Mapped[int | None]
