"""Reading what finds records without browsing: match rows, alerts, and candidates of an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, or_, select

from service.domain.actors import Actor
from service.domain.code_lists import PartyRole
from service.store.models import Case, Conflict, IndexEntry, Match, MatchAlert, Party, Report
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect
from service.store.queries.standing import CASE, REPORT, visible

ALERT = (
    MatchAlert.id, MatchAlert.version, MatchAlert.alert_key, MatchAlert.bucket,
    MatchAlert.reporters, MatchAlert.raised_at, MatchAlert.updated_at, MatchAlert.dismissed_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of a blind index: the records whose sealed group may hold a value."""

    record_table: str
    record_group: str
    index_version: int
    token: int


def unchecked_buckets(connection: Connection) -> Sequence[int]:
    """Give the buckets with rows that nobody has compared with the others yet."""
    query = select(Match.bucket).where(Match.checked.is_(False)).distinct().order_by(Match.bucket)
    return connection.scalars(query).all()


def buckets_of(connection: Connection, row_ids: Sequence[UUID]) -> Sequence[int]:
    """Give the buckets in which these match rows are."""
    return connection.scalars(select(Match.bucket).where(Match.id.in_(row_ids)).distinct()).all()


def bucket_rows(
    connection: Connection, buckets: Sequence[int], *, lock: bool = False
) -> Sequence[AnyRow]:
    """Read the sealed rows of some buckets; ``lock`` lets one act at a time work on them."""
    query = (
        select(Match.id, Match.bucket, Match.sealed)
        .where(Match.bucket.in_(buckets))
        .order_by(Match.id)
    )
    return connection.execute(query.with_for_update() if lock else query).all()


def list_alerts(connection: Connection, page: Page) -> Rows:
    """List the alerts that nobody has dismissed, newest first."""
    query = select(*ALERT).where(MatchAlert.dismissed_at.is_(None))
    return newest_first(connection, query, MatchAlert.id, page)


def alert_row(connection: Connection, alert_id: UUID) -> AnyRow | None:
    """Read one alert."""
    return connection.execute(select(*ALERT).where(MatchAlert.id == alert_id)).one_or_none()


def officers_shut_out_of(connection: Connection, report_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Give the officers who have a conflict of interest with any of these reports."""
    query = select(Conflict.officer_id).join(Report, _CONCERNS).where(
        Report.id.in_(list(report_ids)), Conflict.removed_at.is_(None)
    )  # fmt: skip
    return frozenset(connection.scalars(query))


def reports_shut_from(connection: Connection, officer_id: UUID | None) -> frozenset[UUID]:
    """Give the reports with which an officer has a conflict of interest."""
    query = select(Report.id).join(Conflict, _CONCERNS).where(
        Conflict.officer_id == officer_id, Conflict.removed_at.is_(None)
    )  # fmt: skip
    return frozenset(connection.scalars(query))


_CONCERNS = or_(Conflict.report_id == Report.id, Conflict.case_id == Report.case_id)


def linked_reports(connection: Connection, report_ids: Iterable[UUID]) -> Sequence[AnyRow]:
    """Name reports and the cases they are on, oldest first."""
    query = (
        select(
            Report.id.label("report_id"), Report.reference.label("report_reference"),
            Case.id.label("case_id"), Case.reference.label("case_reference"),
        )
        .outerjoin(Case, Case.id == Report.case_id)
        .where(Report.id.in_(list(report_ids)))
        .order_by(Report.id)
    )  # fmt: skip
    return connection.execute(query).all()


def candidate_reports(
    connection: Connection, actor: Actor, bucket: Bucket, permission: str
) -> Sequence[AnyRow]:
    """Read the reports in a bucket whose group the actor may open; ``permission`` guards it."""
    query = (
        select(Report.id, Report.reference, Report.subjects_ct, Report.identity_ct)
        .where(
            Report.id.in_(record_ids(bucket)),
            visible(REPORT, actor, "report.read_content"),
            visible(REPORT, actor, permission),
        )
        .order_by(Report.id)
    )
    return connection.execute(query).all()


def candidate_parties(connection: Connection, actor: Actor, bucket: Bucket) -> Sequence[AnyRow]:
    """Read the parties in a bucket whom the actor may name: a reporter is guarded further."""
    of_known_reporter = Party.report_id.in_(
        select(Report.id).where(visible(REPORT, actor, "report.read_identity"))
    )
    query = (
        select(Party.id, Party.case_id, Party.role, Party.identity_ct, Case.reference)
        .join(Case, Case.id == Party.case_id)
        .where(
            Party.id.in_(record_ids(bucket)),
            visible(CASE, actor, "case.read_content"),
            or_(
                Party.role != PartyRole.REPORTING, Party.report_id.is_(None), of_known_reporter
            ),
        )
        .order_by(Party.id)
    )  # fmt: skip
    return connection.execute(query).all()


def record_ids(bucket: Bucket) -> AnySelect:
    """Select the records in a bucket; which of them hold the value only opening them tells."""
    return select(IndexEntry.record_id).where(
        IndexEntry.index_version == bucket.index_version,
        IndexEntry.token == bucket.token,
        IndexEntry.record_table == bucket.record_table,
        IndexEntry.record_group == bucket.record_group,
    )
