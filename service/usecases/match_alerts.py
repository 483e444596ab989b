"""Repeat-respondent alerts, as people meet them: listed, opened by two, dismissed.

To an officer with a conflict of interest with any of its reports an alert does not exist.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from service.crypto.matching import Match as Said
from service.crypto.matching import alert_key
from service.domain.code_lists import READ_PURPOSES
from service.domain.errors import NotAllowed, NotFound, Stale, WrongState
from service.store.models import Match, MatchAlert
from service.store.queries import finding as queries
from service.store.queries.guard import live_grants
from service.store.queries.pages import Page, Rows, kept_of
from service.store.queries.rows import AnyRow
from service.store.queries.standing import is_person
from service.store.sealed import Target
from service.usecases.access import allow
from service.usecases.entries import Subject
from service.usecases.match_finding import GROUP, by_person, match_keys, opened
from service.usecases.reading import Reading
from service.usecases.unit import Unit


def list_alerts(reading: Reading, page: Page) -> Rows:
    """List the alerts that nobody has dismissed, newest first: counts and times.

    Raises:
        NotAllowed: the actor may not know of alerts.
    """
    allow(reading.actor, "match.list")
    connection = reading.connection
    return kept_of(
        partial(queries.list_alerts, connection), partial(_known, reading, connection), page
    )


def find_alert(act: Reading | Unit, alert_id: UUID) -> AnyRow:
    """Give an alert, to whoever may have to do with opening it.

    Raises:
        NotAllowed: the actor may not have to do with any.
        NotFound: there is none, or the actor is shut out of one of its reports.
    """
    allow(act.actor, "match.read")
    connection = act.connection if isinstance(act, Reading) else act.session.connection()
    alert = queries.alert_row(connection, alert_id)
    if alert is None:
        raise NotFound
    if not _known(act, connection, [alert]):
        raise NotFound(permission="match.read", subject=(MatchAlert.__tablename__, alert_id))
    return alert


def open_alert(reading: Reading, alert_id: UUID, *, purpose: str) -> Sequence[AnyRow]:
    """Say which reports an alert is about, and which cases they are on; never whom they name.

    Needs the approval of a second person. What was opened is on record before it is given.

    Args:
        purpose: a code of the list read_purpose.

    Raises:
        Invalid: the purpose is unknown.
        NotFound: see `find_alert`.
        NotAllowed: nobody has approved it, or the time has run out.
    """
    READ_PURPOSES.require(purpose, "/purpose")
    alert = find_alert(reading, alert_id)
    subject = (MatchAlert.__tablename__, alert.id)
    actor, connection = reading.actor, reading.connection
    if actor.id is None or alert.id not in live_grants(connection, actor.id, reading.now).matches:
        raise NotAllowed("match.read", subject=subject)
    said = _said_of(reading, connection, alert)
    # Rows and not reports: the log must not say what it takes two people to see.
    with Unit(reading.instance, actor) as unit:
        reads = [Target(Match.__tablename__, row, GROUP) for row in said]
        unit.record("match.open", Subject(*subject, alert.version), reads=reads, purpose=purpose)
    return queries.linked_reports(connection, {one.report for one in said.values()})


def shut_out_of_alert(unit: Unit, alert_id: UUID) -> frozenset[UUID]:
    """Give the officers for whom an alert does not exist."""
    connection = unit.session.connection()
    alert = queries.alert_row(connection, alert_id)
    if alert is None:
        return frozenset()
    said = _said_of(unit, connection, alert)
    return queries.officers_shut_out_of(connection, {one.report for one in said.values()})


def dismiss_alert(unit: Unit, alert_id: UUID, *, version: int) -> None:
    """Put an alert away; it comes back when another reporter names the same person.

    Raises:
        NotFound, NotAllowed: see `find_alert`.
        WrongState: it has been dismissed.
        Stale: there are more reporters by now, or fewer.
    """
    find_alert(unit, alert_id)
    alert = unit.session.get(MatchAlert, alert_id, with_for_update=True)
    if alert is None:
        raise NotFound
    if alert.version != version:
        raise Stale
    if alert.dismissed_at is not None:
        raise WrongState("This alert has been dismissed.")
    alert.dismissed_at = unit.now
    unit.record("match.dismiss", alert, change={"reporters": alert.reporters})


def _said_of(act: Reading | Unit, connection: Connection, alert: AnyRow) -> dict[UUID, Said]:
    """Open the match rows that are about the person an alert is about."""
    keys = match_keys(act.instance)
    said = opened(keys, queries.bucket_rows(connection, [alert.bucket]))
    return {row: one for row, one in said.items() if alert_key(keys, one.tag) == alert.alert_key}


def _known(act: Reading | Unit, connection: Connection, alerts: Sequence[AnyRow]) -> list[AnyRow]:
    """Leave out the alerts about a report that the actor is shut out of."""
    if not is_person(act.actor):
        return list(alerts)
    secret = queries.reports_shut_from(connection, act.actor.id)
    if not secret:
        return list(alerts)
    keys = match_keys(act.instance)
    rows = queries.bucket_rows(connection, [alert.bucket for alert in alerts])
    people = by_person(keys, opened(keys, rows).values())
    kept_from = {key for key, said in people.items() if any(one.report in secret for one in said)}
    return [alert for alert in alerts if alert.alert_key not in kept_from]
