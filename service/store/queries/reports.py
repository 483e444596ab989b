"""Reading reports, their messages and consents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, or_, select, tuple_

from service.domain.actors import Actor
from service.domain.code_lists import ReportState
from service.store.models import Consent, Message, Report, ReportVersion
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, has_code
from service.store.queries.standing import REPORT, visible

COLUMNS = (
    Report.id, Report.reference, Report.version, Report.state, Report.mode, Report.relationship,
    Report.incident_types, Report.setting, Report.occurred_from, Report.occurred_precision,
    Report.subject_assesses_reporter, Report.priority, Report.close_reason, Report.case_id,
    Report.client_id, Report.review_due_at, Report.created_at, Report.updated_at,
    Report.below_threshold, Report.affected_consent, Report.original_id, Report.duplicate_of_id,
    Report.submitted_at,
)  # fmt: skip
SEALED = (
    Report.narrative_ct, Report.characteristics_ct, Report.subjects_ct, Report.identity_ct,
    Report.affected_ct, Report.preference_ct,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a list of reports may be narrowed by."""

    state: str | None = None
    mode: str | None = None
    setting: str | None = None
    priority: str | None = None
    case_id: UUID | None = None
    reference: str | None = None
    below_threshold: bool | None = None
    relationship: str | None = None
    incident_type: str | None = None
    submitted_from: datetime | None = None
    submitted_to: datetime | None = None
    """Before this moment."""


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
    for name in (
        "state", "mode", "setting", "priority", "case_id", "reference", "below_threshold",
        "relationship",
    ):  # fmt: skip
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Report, name) == value)
    if where.incident_type is not None:
        query = query.where(has_code(Report.incident_types, where.incident_type))
    if where.submitted_from is not None:
        query = query.where(Report.submitted_at >= where.submitted_from)
    if where.submitted_to is not None:
        query = query.where(Report.submitted_at < where.submitted_to)
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


def messages_of(
    connection: Connection, report_ids: Sequence[UUID], *, own: bool = False
) -> Sequence[AnyRow]:
    """Read the conversations about these reports, oldest first.

    Args:
        own: whether it is the reporter who reads: some messages are for nobody else.
    """
    query = (
        select(
            Message.id, Message.report_id, Message.direction, Message.officer_id,
            Message.created_at, Message.read_at, Message.body_ct,
        )
        .where(Message.report_id.in_(report_ids))
        .order_by(Message.id)
    )  # fmt: skip
    if not own:
        query = query.where(Message.reporter_only.is_(False))
    return connection.execute(query).all()


def with_unread(connection: Connection, report_ids: Sequence[UUID]) -> set[UUID]:
    """Give those of these reports whose reporter wrote something that nobody has read."""
    query = select(Message.report_id).where(
        Message.report_id.in_(report_ids),
        Message.direction == "from_reporter",
        Message.read_at.is_(None),
    )
    return set(connection.scalars(query.distinct()))


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


def readable_among(connection: Connection, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Give those of these reports that the actor may read."""
    query = select(Report.id).where(Report.id.in_(set(ids)), visible(REPORT, actor, "report.read"))
    return set(connection.scalars(query))


ALIKE_DAYS = 14
"""How far apart two reports of one thing are submitted at most, as far as they are suggested."""
_ALIKE_LIMIT = 50


def reports_alike(connection: Connection, actor: Actor, report: AnyRow) -> Sequence[AnyRow]:
    """List what may tell of the same thing: sent about then, and of its setting or a type of it.

    Only what the actor may read is there, and nothing sealed is looked at. Newest first.
    """
    alike = [has_code(Report.incident_types, code) for code in report.incident_types]
    if report.setting is not None:
        alike.append(Report.setting == report.setting)
    if not alike or report.submitted_at is None:
        return []
    days = timedelta(days=ALIKE_DAYS)
    query = select(*COLUMNS).where(
        visible(REPORT, actor, "report.read"),
        Report.id != report.id,
        Report.duplicate_of_id.is_(None),
        Report.submitted_at.between(report.submitted_at - days, report.submitted_at + days),
        or_(*alike),
    )
    return connection.execute(query.order_by(Report.id.desc()).limit(_ALIKE_LIMIT)).all()


def referring_to(connection: Connection, actor: Actor, report_id: UUID) -> Sequence[AnyRow]:
    """List what says it was retaliated for a report, or was closed as its duplicate; oldest first.

    Only what the actor may read is there, which no draft is.
    """
    query = select(*COLUMNS).where(
        visible(REPORT, actor, "report.read"),
        or_(Report.original_id == report_id, Report.duplicate_of_id == report_id),
    )
    return connection.execute(query.order_by(Report.id)).all()


def versions_of(connection: Connection, report_id: UUID) -> Sequence[AnyRow]:
    """Read what a report said before it was amended, oldest first, ciphertexts included."""
    query = select(*ReportVersion.__table__.columns).where(ReportVersion.report_id == report_id)
    return connection.execute(query.order_by(ReportVersion.id)).all()
