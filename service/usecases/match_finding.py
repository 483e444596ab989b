"""The repeat-respondent alert: several reporters name one person, and a number says so.

The worker opens one bucket of rows at a time and raises alerts; withdrawn consent lowers them.
An alert holds no name and no report, only a keyed hash that tells it from others.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select, update

from service.crypto.errors import Undecryptable
from service.crypto.matching import Match as Said
from service.crypto.matching import MatchKeys, alert_key, distinct_reporters, open_match
from service.domain.actors import SYSTEM, Actor, ActorKind
from service.domain.code_lists import Role
from service.domain.ids import new_id
from service.domain.policy import permits
from service.store.models import Match, MatchAlert
from service.store.queries.finding import bucket_rows, officers_shut_out_of, unchecked_buckets
from service.store.queries.people import active_officers
from service.store.queries.rows import AnyRow
from service.store.sealed import Damaged
from service.usecases.notices import notify_officers
from service.usecases.ports import Instance
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit, housekeeping, record_damage

GROUP = "match"
"""What a match row's sealed content is called in the audit log."""


def match_keys(instance: Instance) -> MatchKeys:
    """Give the alert's keys."""
    return MatchKeys.derive(partial(instance.keystore.derive, "match"))


def find_matches(runtime: Runtime) -> None:
    """Compare the rows that are new with the rest of their buckets, and raise alerts.

    A row that does not open is left out, and that is put on record.
    """
    with runtime.reading(SYSTEM) as reading:
        buckets = unchecked_buckets(reading.connection)
    for bucket in buckets:
        with runtime.unit(SYSTEM) as unit:
            rows = bucket_rows(unit.session.connection(), [bucket], lock=True)
            keys = match_keys(unit.instance)
            said = opened(keys, rows)
            _raise_alerts(unit, bucket, by_person(keys, said.values()))
        for row in rows:
            if row.id not in said:
                record_damage(runtime, SYSTEM, Damaged(Match.__tablename__, row.id, GROUP))
        with housekeeping(runtime.engine) as session:
            ids = [row.id for row in rows]
            session.execute(update(Match).where(Match.id.in_(ids)).values(checked=True))


def opened(keys: MatchKeys, rows: Iterable[AnyRow]) -> dict[UUID, Said]:
    """Open match rows, for a machine to count and never to be shown; gives those that open."""
    found = {}
    for row in rows:
        try:
            found[row.id] = open_match(keys, row=row.id, bucket=row.bucket, blob=row.sealed)
        except Undecryptable:
            continue
    return found


def by_person(keys: MatchKeys, said: Iterable[Said]) -> dict[bytes, list[Said]]:
    """Group what was said by the key of the alert about the person it was said of."""
    found: dict[bytes, list[Said]] = {}
    for one in said:
        found.setdefault(alert_key(keys, one.tag), []).append(one)
    return found


def lower_alerts(unit: Unit, buckets: Sequence[int]) -> None:
    """Let the alerts of these buckets follow what is left of their rows."""
    if not buckets:
        return
    unit.flush()
    keys = match_keys(unit.instance)
    said = opened(keys, bucket_rows(unit.session.connection(), buckets))
    people = by_person(keys, said.values())
    query = select(MatchAlert).where(MatchAlert.bucket.in_(buckets)).order_by(MatchAlert.id)
    for alert in unit.session.scalars(query.with_for_update()):
        left = _count(people.get(alert.alert_key, ()))
        if left < unit.rules.match_threshold:
            unit.session.delete(alert)
        elif left < alert.reporters:
            alert.reporters, alert.updated_at = left, unit.now


def _raise_alerts(unit: Unit, bucket: int, people: Mapping[bytes, Sequence[Said]]) -> None:
    for key, said in people.items():
        reporters = _count(said)
        if reporters >= unit.rules.match_threshold:
            _raise_alert(unit, bucket, key, reporters, {one.report for one in said})


def _raise_alert(unit: Unit, bucket: int, key: bytes, reporters: int, reports: set[UUID]) -> None:
    """Raise an alert, or raise it again, dismissed or not, once there are more reporters."""
    query = select(MatchAlert).where(MatchAlert.alert_key == key).with_for_update()
    alert = unit.session.scalar(query) or unit.add(
        MatchAlert(id=new_id(), alert_key=key, bucket=bucket, reporters=0, raised_at=unit.now)
    )
    if reporters <= alert.reporters:
        return
    alert.reporters, alert.updated_at, alert.dismissed_at = reporters, unit.now, None
    unit.record("match.alert", alert, change={"reporters": reporters})
    notify_officers(unit, "match_alert", _who_may_know(unit, reports))


def _count(said: Sequence[Said]) -> int:
    return distinct_reporters(said, said[0].tag) if said else 0


def _who_may_know(unit: Unit, reports: set[UUID]) -> list[UUID]:
    connection = unit.session.connection()
    shut_out = officers_shut_out_of(connection, reports)
    return [
        officer.id
        for officer in active_officers(connection)
        if officer.id not in shut_out and _reads_matches(officer.roles)
    ]


def _reads_matches(roles: Iterable[str]) -> bool:
    return permits(Actor(ActorKind.OFFICER, roles=frozenset(map(Role, roles))), "match.read")
