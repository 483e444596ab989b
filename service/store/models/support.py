"""The directory of support services, and referrals to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.code_lists import ReferralStatus
from service.store.base import Base, Versioned
from service.store.sealed import Sealed


class SupportService(Versioned, Base):
    """Somewhere a person can turn to. Public: anybody may read it without signing in."""

    __tablename__ = "support_services"

    name: Mapped[str]
    service_type: Mapped[str]
    description: Mapped[str]
    characteristics: Mapped[list[str]]
    settings: Mapped[list[str]]
    sites: Mapped[list[str]]
    languages: Mapped[list[str]]
    urgent: Mapped[bool]
    self_referral: Mapped[bool]
    contact: Mapped[dict[str, Any]]
    """``email``, ``phone``, ``url``: how to reach the service, not a person."""
    opening_hours: Mapped[str | None]
    accessibility: Mapped[str | None]
    active: Mapped[bool]
    review_on: Mapped[date | None]
    updated_at: Mapped[datetime]

    __table_args__ = (Index("ix_support_services_urgent_id", "urgent", "id"),)


class Referral(Versioned, Base):
    """A request that a support service help somebody; needs no report and no case."""

    __tablename__ = "referrals"

    reference: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=ReferralStatus.DRAFT)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("support_services.id"), index=True)
    decline_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    need_ct: Mapped[bytes | None]
    shared_ct: Mapped[bytes | None]

    need = Sealed("referral_need", owner_table="referrals")
    shared = Sealed("referral_shared", owner_table="referrals")
    """Exactly what the service was given, kept as it was sent."""

    __table_args__ = (Index("ix_referrals_status_id", "status", "id"),)
