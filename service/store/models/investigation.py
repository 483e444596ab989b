"""What an investigation is about and how it is assessed: allegations, appeals, risk, measures."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified, Versioned
from service.store.sealed import Sealed


class Allegation(Versioned, Base):
    """One thing that is said to have happened, with its own finding."""

    __tablename__ = "allegations"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    party_id: Mapped[UUID | None]
    """The responding party; None while nobody is named."""
    incident_types: Mapped[list[str]]
    finding: Mapped[str | None]
    found_at: Mapped[datetime | None]
    found_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    wording_ct: Mapped[bytes | None]
    reasons_ct: Mapped[bytes | None]

    wording = Sealed("allegation", owner_table="cases", owner="case_id")
    reasons = Sealed("finding_reasons", owner_table="cases", owner="case_id")


class Appeal(Versioned, Base):
    """A party's appeal against the decision, decided by somebody who did not decide before."""

    __tablename__ = "appeals"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    party_id: Mapped[UUID]
    grounds: Mapped[list[str]]
    lodged_at: Mapped[datetime]
    result: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    content_ct: Mapped[bytes | None]
    reasons_ct: Mapped[bytes | None]

    content = Sealed("appeal", owner_table="cases", owner="case_id")
    reasons = Sealed("appeal_reasons", owner_table="cases", owner="case_id")


class RiskAssessment(Identified, Base):
    """Risk of harm and risk of detriment, scored apart, on the form in use at the time."""

    __tablename__ = "risk_assessments"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    form_version: Mapped[str]
    harm: Mapped[str]
    detriment: Mapped[str]
    assessed_at: Mapped[datetime]
    assessed_by: Mapped[UUID | None]
    review_on: Mapped[date | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("risk_assessment", owner_table="cases", owner="case_id")


class InterimMeasure(Versioned, Base):
    """Something done at once to keep people safe, not a finding; reviewed until it is lifted."""

    __tablename__ = "interim_measures"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    party_id: Mapped[UUID | None]
    measure_type: Mapped[str]
    state: Mapped[str]
    starts_on: Mapped[date]
    review_on: Mapped[date]
    reviewed_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("interim_measure", owner_table="cases", owner="case_id")


class ActionAssessment(Versioned, Base):
    """Whether to act on a report: the risk of acting against the risk of not acting."""

    __tablename__ = "action_assessments"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    risk_of_acting: Mapped[str]
    risk_of_not_acting: Mapped[str]
    corroboration: Mapped[str]
    decision: Mapped[str]
    author_id: Mapped[UUID | None]
    assessed_at: Mapped[datetime]
    reviewer_id: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    content_ct: Mapped[bytes | None]

    content = Sealed("action_assessment", owner_table="reports", owner="report_id")


class PolicyVersion(Identified, Base):
    """The institution's policy as it was from a day on; old versions stay readable."""

    __tablename__ = "policy_versions"

    label: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    body: Mapped[str]
    effective_from: Mapped[date]
    published_at: Mapped[datetime]


class PlacementProvider(Versioned, Base):
    """A hospital, practice or trust where students learn."""

    __tablename__ = "placement_providers"

    name: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[dict[str, Any]]
    """``email``, ``phone``: how to reach the organisation, not a person."""
    active: Mapped[bool]
