"""Referrals to support services, and what the service does with them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.code_lists import ReferralStatus
from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Referral(Versioned, Base):
    """A request that a support service help somebody; needs no report and no case."""

    __tablename__ = "referrals"

    reference: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=ReferralStatus.DRAFT)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("support_services.id"), index=True)
    previous_id: Mapped[UUID | None] = mapped_column(index=True)
    """The referral that this one takes the place of."""
    decline_reason: Mapped[str | None]
    end_reason: Mapped[str | None]
    """Why it was stopped, as a code: the service is told this, and nothing else."""
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    """When the person was asked whether they agree; from then on they know of it."""
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the service first said anything."""
    accepted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    """When the service thinks that the waiting will end."""
    followed_up_at: Mapped[datetime | None]
    follow_up_result: Mapped[str | None]
    """What came of asking, after support did not come about: a code of ``follow_up_result``."""
    updated_at: Mapped[datetime]
    shared_groups: Mapped[list[str]] = mapped_column(default=list)
    """What the service was given: ``need``, ``identity``, ``narrative``."""
    taken_back: Mapped[list[str]] = mapped_column(default=list)
    """Those of them whose consent was withdrawn: the service has them no longer."""
    need_ct: Mapped[bytes | None]
    person_ct: Mapped[bytes | None]
    shared_ct: Mapped[bytes | None]

    need = Sealed("referral_need", owner_table="referrals")
    person = Sealed("referral_person", owner_table="referrals")
    """Who is referred, where no report says it."""
    shared = Sealed("referral_shared", owner_table="referrals")
    """Exactly what the service was given, kept as it was sent."""

    __table_args__ = (Index("ix_referrals_status_id", "status", "id"),)


class ReferralConsent(Identified, Base):
    """One answer about one scope for one recipient. The latest answer counts; earlier ones stay."""

    __tablename__ = "referral_consents"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"), index=True)
    scope: Mapped[str]
    state: Mapped[str]
    wording_version: Mapped[str]
    recorded_at: Mapped[datetime]


class Appointment(Versioned, Base):
    """A time at which the service sees somebody."""

    __tablename__ = "appointments"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    content_ct: Mapped[bytes | None]

    content = Sealed("appointment", owner_table="referrals", owner="referral_id")


class Progress(Identified, Base):
    """Something the service says of how it goes, for whoever sent the referral."""

    __tablename__ = "referral_progress"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"), index=True)
    kind: Mapped[str]
    author_kind: Mapped[str]
    author_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    note_ct: Mapped[bytes | None]

    note = Sealed("referral_progress", owner_table="referrals", owner="referral_id")


class ServiceLink(Identified, Base):
    """A way by e-mail to one referral, for a service with neither account nor system of its own."""

    __tablename__ = "service_links"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referrals.id"), index=True)
    token_mac: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    code_asked_at: Mapped[datetime | None]
    """When a code was asked for last; the code follows from it and from the link."""
    code_tries: Mapped[int] = mapped_column(default=0)
    """How often that code was tried in vain."""
    wrong_tries: Mapped[int] = mapped_column(default=0)
    """How often any code was, since one was right."""
    visit_mac: Mapped[bytes | None] = mapped_column(unique=True)
    visit_until: Mapped[datetime | None]
