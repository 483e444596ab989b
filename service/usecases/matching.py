"""The repeat-respondent alert: what reports contribute to it, with their reporters' consent.

Nobody browses names: a row says neither whom nor which report it is about. What the worker makes
of the rows is in `service.usecases.match_finding`, the format in `service.crypto.matching`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from service.crypto.blind_index import plan_bits
from service.crypto.matching import (
    MatchKeys,
    identifies,
    match_row_id,
    reporter_tag,
    seal_match,
    subject_tag,
)
from service.domain.code_lists import ReportState
from service.store.models import Match, Report
from service.store.queries.finding import bucket_rows, buckets_of
from service.store.sealed import Target
from service.usecases.match_finding import lower_alerts, match_keys
from service.usecases.unit import Unit

MOST_SUBJECTS = 20
"""How many people one report contributes at most; so many ids are made again to find its rows."""
_BITS = plan_bits(10_000)
"""Fixed, since a row's bucket is sealed into it: some 80 rows a bucket at ten thousand people."""


def remember_subjects(
    unit: Unit,
    report: Report,
    subjects: Sequence[Mapping[str, Any]],
    reporter: Mapping[str, Any] | None,
    *,
    reads: Sequence[Target] = (),
) -> None:
    """Put whom a report names into the sealed matching table; needs the ``match`` consent.

    What the report contributed before is replaced, so all whom it names are given each time.

    A reporter who gives an e-mail address or a student number counts once, however often they
    report. One who does not counts as somebody of their own: two anonymous reports by one person
    look like two people, which is why it takes two people to open an alert.

    Args:
        reads: the groups that were opened for it.
    """
    keys = match_keys(unit.instance)
    _, buckets = _remove(unit, report)
    who = _reporter(keys, report, reporter or {})
    found = [_subject(keys, subject.get("identifier")) for subject in subjects]
    tags = [tag for tag in found if tag][:MOST_SUBJECTS]
    for number, tag in enumerate(tags):
        row = match_row_id(keys, report.id, number)
        bucket, sealed = seal_match(
            keys, row=row, tag=tag, reporter=who, report=report.id, bits=_BITS
        )
        unit.add(Match(id=row, bucket=bucket, sealed=sealed, created_on=unit.now.date()))
    if tags or reads:
        change = {"count": len(tags)}
        unit.record("match.record", report, case_id=report.case_id, change=change, reads=reads)
    lower_alerts(unit, buckets)


def match_from_now_on(unit: Unit, report: Report) -> None:
    """Match a report whose reporter agreed to it only now; the groups opened are on record.

    May be run again, once it is known who reports or other people are named. A draft waits for
    its submission, and a withdrawn report stays out for good.
    """
    if report.state in (ReportState.DRAFT, ReportState.WITHDRAWN):
        return
    targets = (Report.subjects.target(report), Report.identity.target(report))
    with unit.opening(targets):
        subjects, reporter = report.subjects.get("subjects", ()), report.identity
    remember_subjects(unit, report, subjects, reporter, reads=targets)


def forget_subjects(unit: Unit, report: Report) -> None:
    """Remove a report's matches: the consent to matching was withdrawn.

    An alert that is left with too few reporters goes with them, and without an entry of its own:
    that would say which report the alert was about.
    """
    count, buckets = _remove(unit, report)
    if count:
        unit.record("match.remove", report, case_id=report.case_id, change={"count": count})
        lower_alerts(unit, buckets)


def _remove(unit: Unit, report: Report) -> tuple[int, Sequence[int]]:
    """Delete a report's rows; gives how many there were, and in which buckets."""
    keys, connection = match_keys(unit.instance), unit.session.connection()
    ids = [match_row_id(keys, report.id, number) for number in range(MOST_SUBJECTS)]
    buckets = buckets_of(connection, ids)
    if not buckets:
        return 0, ()
    locked = bucket_rows(connection, buckets, lock=True)
    unit.session.execute(delete(Match).where(Match.id.in_(ids)))
    return sum(row.id in ids for row in locked), buckets


def _subject(keys: MatchKeys, identifier: Mapping[str, str] | None) -> bytes | None:
    return subject_tag(keys, identifier["type"], identifier["value"]) if identifier else None


def _reporter(keys: MatchKeys, report: Report, identity: Mapping[str, Any]) -> bytes:
    for kind in ("email", "student_number"):
        value = identity.get(kind)
        if value and identifies(kind, value):
            return reporter_tag(keys, kind, value)
    return reporter_tag(keys, "report", str(report.id))
