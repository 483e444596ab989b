"""Whom figures count: reports that were sent and not withdrawn, whose reporter did not say no."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, false, func, or_, select

from service.domain.code_lists import ConsentScope, ConsentState, ReportState
from service.domain.themes import Touch
from service.store.models import Case, Consent, Report
from service.store.queries.rows import has_code


def report_counts() -> ColumnElement[bool]:
    """Give the filter for reports that count; nobody who was not asked has said no."""
    latest = (
        select(Consent.state)
        .where(Consent.report_id == Report.id, Consent.scope == ConsentScope.STATISTICS)
        .order_by(Consent.id.desc())
        .limit(1)
        .correlate(Report)
        .scalar_subquery()
    )
    return (
        Report.submitted_at.is_not(None)
        & (Report.state != ReportState.WITHDRAWN)
        & (func.coalesce(latest, ConsentState.GRANTED) == ConsentState.GRANTED)
    )


def case_counts() -> ColumnElement[bool]:
    """Give the filter for cases that count: those with a report that does."""
    return exists().where(Report.case_id == Case.id, report_counts())


def setting_of_case() -> ColumnElement[str | None]:
    """Give where it happened as the first report of a case says that counts."""
    first = (
        select(Report.setting)
        .where(Report.case_id == Case.id, report_counts())
        .order_by(Report.id)
        .limit(1)
        .correlate(Case)
    )
    return first.scalar_subquery()


def reports_touching(
    connection: Connection, touch: Touch, *, since: datetime, until: datetime
) -> int:
    """Count the reports sent between two moments that touch a theme; not for showing as it is."""
    touching = or_(
        false(),
        Report.setting.in_(sorted(touch.settings)),
        *(has_code(Report.incident_types, code) for code in sorted(touch.incident_types)),
    )
    query = select(func.count()).where(
        report_counts(), Report.submitted_at >= since, Report.submitted_at < until, touching
    )
    return connection.scalar(query) or 0
