"""Reading reports, their messages and consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from service.domain.actors import Actor
from service.store.models import Consent, Message, Report
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow
from service.store.queries.standing import REPORT, visible

COLUMNS = (
    Report.id, Report.reference, Report.version, Report.state, Report.mode, Report.relationship,
    Report.incident_types, Report.setting, Report.occurred_from, Report.occurred_precision,
    Report.subject_assesses_reporter, Report.priority, Report.close_reason, Report.case_id,
    Report.client_id, Report.review_due_at, Report.created_at, Report.updated_at,
)  # fmt: skip
SEALED = (Report.narrative_ct, Report.characteristics_ct, Report.subjects_ct, Report.identity_ct)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a list of reports may be narrowed by."""

    state: str | None = None
    mode: str | None = None
    setting: str | None = None
    priority: str | None = None
    case_id: UUID | None = None
    reference: str | None = None


def report_row(connection: Connection, report_id: UUID) -> AnyRow | None:
    """Read one report, its ciphertexts included."""
    return connection.execute(select(*COLUMNS, *SEALED).where(Report.id == report_id)).one_or_none()


def list_reports(
    connection: Connection, actor: Actor, where: ReportFilter, page: Page, *, sealed: bool = False
) -> Rows:
    """List the reports the actor may read, newest first; ciphertexts only when asked for."""
    columns = (*COLUMNS, *SEALED) if sealed else COLUMNS
    query = select(*columns).where(visible(REPORT, actor, "report.read"))
    for name in ("state", "mode", "setting", "priority", "case_id", "reference"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Report, name) == value)
    return newest_first(connection, query, Report.id, page)


def reports_of_case(connection: Connection, case_id: UUID) -> Sequence[AnyRow]:
    """Read the reports of a case, oldest first."""
    query = select(*COLUMNS, *SEALED).where(Report.case_id == case_id).order_by(Report.id)
    return connection.execute(query).all()


def messages_of(connection: Connection, report_ids: Sequence[UUID]) -> Sequence[AnyRow]:
    """Read the conversations about these reports, oldest first."""
    query = (
        select(
            Message.id, Message.report_id, Message.direction, Message.officer_id,
            Message.created_at, Message.read_at, Message.body_ct,
        )
        .where(Message.report_id.in_(report_ids))
        .order_by(Message.id)
    )  # fmt: skip
    return connection.execute(query).all()


def consents_of(connection: Connection, report_id: UUID) -> dict[str, AnyRow]:
    """Give the latest answer for each consent scope."""
    query = (
        select(
            Consent.id, Consent.scope, Consent.state, Consent.wording_version, Consent.recorded_at
        )
        .where(Consent.report_id == report_id)
        .order_by(Consent.id)
    )
    return {row.scope: row for row in connection.execute(query)}
