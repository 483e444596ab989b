"""Reading reports, their messages and consents."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, select, tuple_

from service.domain.actors import Actor
from service.domain.code_lists import ReportState
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


def _may_open(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Say for each row what the actor may open, in the query that reads it."""
    return (
        visible(REPORT, actor, "report.read_content").label("may_open_content"),
        visible(REPORT, actor, "report.read_identity").label("may_open_identity"),
    )


def openable_report(connection: Connection, actor: Actor, report_id: UUID) -> AnyRow | None:
    """Read one report, its ciphertexts, and which of them the actor may open."""
    query = select(*COLUMNS, *SEALED, *_may_open(actor)).where(Report.id == report_id)
    return connection.execute(query).one_or_none()


def report_row(connection: Connection, report_id: UUID) -> AnyRow | None:
    """Read one report, its ciphertexts included."""
    return connection.execute(select(*COLUMNS, *SEALED).where(Report.id == report_id)).one_or_none()


def list_reports(
    connection: Connection, actor: Actor, where: ReportFilter, page: Page, *, sealed: bool = False
) -> Rows:
    """List the reports the actor may read, newest first; ciphertexts only when asked for."""
    columns = (*COLUMNS, *SEALED, *_may_open(actor)) if sealed else COLUMNS
    query = select(*columns).where(visible(REPORT, actor, "report.read"))
    for name in ("state", "mode", "setting", "priority", "case_id", "reference"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Report, name) == value)
    return newest_first(connection, query, Report.id, page)


WAITING = (ReportState.SUBMITTED, ReportState.ACKNOWLEDGED, ReportState.TRIAGED)
"""The states of a report about which nothing has been decided."""
_RANK = case((Report.priority == "urgent", 0), (Report.priority == "raised", 1), else_=2)


def waiting_reports(
    connection: Connection, actor: Actor, *, limit: int, after: tuple[int, UUID] | None = None
) -> Sequence[AnyRow]:
    """List the reports nothing has been decided about: urgent ones first, then the oldest.

    Each row's ``rank`` and ``id`` are the key of the page that follows it.
    """
    query = select(*COLUMNS, _RANK.label("rank")).where(
        visible(REPORT, actor, "report.read"),
        Report.state.in_(WAITING),
        Report.case_id.is_(None),
    )
    if after is not None:
        query = query.where(tuple_(_RANK, Report.id) > tuple_(*after))
    return connection.execute(query.order_by(_RANK, Report.id).limit(limit)).all()


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
