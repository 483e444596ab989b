"""Reports, the messages exchanged about them, and consents."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ReportState
from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Report(Versioned, Base):
    """What somebody told us. Everything that could name or describe a person is sealed."""

    __tablename__ = "reports"

    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=ReportState.SUBMITTED)
    mode: Mapped[str]
    relationship: Mapped[str]
    incident_types: Mapped[list[str]]
    setting: Mapped[str | None]
    occurred_from: Mapped[date | None]
    occurred_precision: Mapped[str | None]
    subject_assesses_reporter: Mapped[bool]
    priority: Mapped[str]
    close_reason: Mapped[str | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    below_threshold: Mapped[bool] = mapped_column(default=False)
    """Disclosed to be recorded and counted; nothing formal is asked for."""
    affected_consent: Mapped[str] = mapped_column(default=AffectedConsent.NOT_NEEDED)
    original_id: Mapped[UUID | None] = mapped_column(index=True)
    """The report that this one says was retaliated for."""
    duplicate_of_id: Mapped[UUID | None] = mapped_column(index=True)
    awaiting: Mapped[str | None]
    """Who is to write next, ``reporter`` or ``team``; None while nobody waits."""
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_clients.id"))
    receipt_mac: Mapped[bytes] = mapped_column(unique=True)
    review_due_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    """When it was sent; a draft never was, and nobody but its author knows of it."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    narrative_ct: Mapped[bytes | None]
    characteristics_ct: Mapped[bytes | None]
    subjects_ct: Mapped[bytes | None]
    identity_ct: Mapped[bytes | None]
    affected_ct: Mapped[bytes | None]
    preference_ct: Mapped[bytes | None]

    narrative = Sealed("narrative", owner_table="reports")
    characteristics = Sealed("characteristics", owner_table="reports")
    subjects = Sealed("subjects", owner_table="reports")
    identity = Sealed("identity", owner_table="reports")
    affected = Sealed("affected_person", owner_table="reports")
    preference = Sealed("preferred_responder", owner_table="reports")
    """Who the reporter would like to be met by: attributes and languages."""

    __table_args__ = (Index("ix_reports_state_id", "state", "id"),)


class ReportVersion(Identified, Base):
    """What a report said before it was amended; nothing that was told is lost."""

    __tablename__ = "report_versions"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    number: Mapped[int]
    """The report's version that this was."""
    author_kind: Mapped[str]
    fields: Mapped[list[str]]
    """What the amendment changed."""
    replaced_at: Mapped[datetime]
    content_ct: Mapped[bytes | None]

    content = Sealed("report_version", owner_table="reports", owner="report_id")


class Message(Identified, Base):
    """One message of the conversation with a reporter; the receipt is enough to read it."""

    __tablename__ = "messages"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"))
    direction: Mapped[str]
    """``from_reporter``, ``to_reporter`` or ``automatic``."""
    officer_id: Mapped[UUID | None]
    reporter_only: Mapped[bool] = mapped_column(default=False)
    """Only the reporter reads it: it is about somebody of whom neither the team nor a supporter
    need know."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    body_ct: Mapped[bytes | None]

    body = Sealed("message", owner_table="reports", owner="report_id")

    __table_args__ = (Index("ix_messages_report_id_id", "report_id", "id"),)


class Consent(Identified, Base):
    """One answer about one scope. The latest answer counts; earlier ones stay."""

    __tablename__ = "consents"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    scope: Mapped[str]
    state: Mapped[str]
    wording_version: Mapped[str]
    recorded_at: Mapped[datetime]
