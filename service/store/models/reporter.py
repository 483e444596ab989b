"""What a reporter adds besides the report: supporters, and how the process felt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base, Identified
from service.store.sealed import Sealed


class Supporter(Identified, Base):
    """Somebody a reporter lets follow their report, with a code of their own."""

    __tablename__ = "supporters"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    code_mac: Mapped[bytes] = mapped_column(unique=True)
    may_read_messages: Mapped[bool]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    name_ct: Mapped[bytes | None]

    name = Sealed("supporter", owner_table="reports", owner="report_id")


class Feedback(Identified, Base):
    """How belonging and the process felt at one stage."""

    __tablename__ = "feedback"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    stage: Mapped[str]
    given_at: Mapped[datetime]
    content_ct: Mapped[bytes | None]

    content = Sealed("feedback", owner_table="reports", owner="report_id")
