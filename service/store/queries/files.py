"""Reading attachments: what is known of files, never their bytes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select

from service.domain.casework_lists import AttachmentState
from service.store.models import Attachment, Report
from service.store.queries.rows import AnyRow

COLUMNS = (
    Attachment.id, Attachment.version, Attachment.report_id, Attachment.case_id,
    Attachment.owner_table, Attachment.owner_id, Attachment.state, Attachment.scan,
    Attachment.refusal, Attachment.media_type, Attachment.size, Attachment.original_blob,
    Attachment.copy_blob, Attachment.added_by_kind, Attachment.added_by, Attachment.created_at,
    Attachment.received_at, Attachment.checked_at, Attachment.attempts, Attachment.name_ct,
)  # fmt: skip


def attachment_row(connection: Connection, attachment_id: UUID) -> AnyRow | None:
    """Read one attachment."""
    return connection.execute(select(*COLUMNS).where(Attachment.id == attachment_id)).one_or_none()


def attachments_of_report(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read a report's files, oldest first."""
    query = select(*COLUMNS).where(Attachment.report_id == report_id).order_by(Attachment.id)
    return connection.execute(query).all()


def attachments_of_case(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the files of a case and of its reports, oldest first."""
    of_reports = select(Report.id).where(Report.case_id == case_id)
    query = select(*COLUMNS).where(
        or_(Attachment.case_id == case_id, Attachment.report_id.in_(of_reports))
    )
    return connection.execute(query.order_by(Attachment.id)).all()


def quarantined(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Give the files that wait to be checked and are due, oldest first."""
    query = (
        select(Attachment.id)
        .where(
            Attachment.state == AttachmentState.QUARANTINED,
            Attachment.next_check_at <= now,
        )
        .order_by(Attachment.next_check_at, Attachment.id)
        .limit(limit)
    )
    return list(connection.scalars(query))


def announced_before(connection: Connection, moment: datetime) -> list[UUID]:
    """Give the files that were announced before a moment and whose content has not come."""
    query = select(Attachment.id).where(
        Attachment.state == AttachmentState.AWAITING_CONTENT, Attachment.created_at < moment
    )
    return list(connection.scalars(query.order_by(Attachment.id)))


def known_blobs(connection: Connection, names: Sequence[str]) -> set[str]:
    """Give those of these blobs that a row names."""
    columns = (Attachment.original_blob, Attachment.copy_blob)
    queries = [select(column).where(column.in_(names)) for column in columns]
    return {name for query in queries for name in connection.scalars(query) if name}
