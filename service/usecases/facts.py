"""Numbers for the figures: what a reporter said of belonging and satisfaction, without them.

They rest on the consent `statistics`: where it is refused or withdrawn there are none.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete

from service.crypto.facts import fact_ids
from service.domain.code_lists import ConsentScope, ConsentState
from service.store.models import Fact, Feedback, Report
from service.store.queries.reporters import feedback_of
from service.store.queries.reports import consents_of
from service.store.queries.rows import AnyRow
from service.usecases.unit import Unit

BELONGING_CLOSURE, BELONGING_FOLLOW_UP = "belonging_closure", "belonging_follow_up"
SATISFACTION = "satisfaction"
_KINDS = (BELONGING_CLOSURE, BELONGING_FOLLOW_UP, SATISFACTION)
_STAGES = {"closure": BELONGING_CLOSURE, "follow_up": BELONGING_FOLLOW_UP}


class _Number(NamedTuple):
    kind: str
    given_at: datetime
    value: int
    before: int | None = None


def remember_belonging(unit: Unit, report: Report) -> None:
    """Record how belonging changed for a reporter, and how satisfied they are, as numbers alone.

    What they said last at each stage counts; numbers recorded before are replaced. What is opened
    for it is on record.
    """
    rows = feedback_of(unit.session.connection(), report.id) if _counts(unit, report) else {}
    if not rows:
        return
    reads = [Feedback.content.target(row) for row in rows.values()]
    if not Report.characteristics.is_empty(report):
        reads.append(Report.characteristics.target(report))
    with unit.opening(reads):
        said = {stage: Feedback.content.open(row) for stage, row in rows.items()}
        at_first = Report.characteristics.open(report) if len(reads) > len(rows) else {}
    numbers = list(_numbers(rows, said, at_first))
    _forget(unit, report)
    for number in numbers:
        unit.add(_fact(unit, report, number))
    change = {"kinds": sorted(number.kind for number in numbers)}
    unit.record("fact.record", report, case_id=report.case_id, change=change, reads=reads)


def forget_facts(unit: Unit, report: Report) -> None:
    """Take a report's numbers out of the figures: the consent to them was withdrawn."""
    count = _forget(unit, report)
    if count:
        unit.record("fact.remove", report, case_id=report.case_id, change={"count": count})


def _counts(unit: Unit, report: Report) -> bool:
    """Whether the reporter did not say that they do not want to be counted."""
    unit.flush()
    answer = consents_of(unit.session.connection(), report.id).get(ConsentScope.STATISTICS)
    return answer is None or answer.state == ConsentState.GRANTED


def _numbers(
    rows: Mapping[str, AnyRow], said: Mapping[str, Mapping[str, Any]], at_first: Mapping[str, Any]
) -> Iterator[_Number]:
    """Give the numbers there are: belonging only where it is known how it was at first."""
    score = "belonging_score"
    before = said.get("intake", {}).get(score) or at_first.get(score)
    for stage, kind in _STAGES.items():
        value = said.get(stage, {}).get(score)
        if value and before:
            yield _Number(kind, rows[stage].given_at, value, before)
    satisfied = [row for row in rows.values() if SATISFACTION in said[row.stage]]
    if satisfied:
        last = max(satisfied, key=lambda row: row.id)
        yield _Number(SATISFACTION, last.given_at, said[last.stage][SATISFACTION])


def _fact(unit: Unit, report: Report, number: _Number) -> Fact:
    month: date = unit.rules.calendar.day_of(number.given_at).replace(day=1)
    return Fact(
        id=_ids(unit, report)[number.kind], kind=number.kind, month=month,
        setting=report.setting, before=number.before, value=number.value,
    )  # fmt: skip


def _forget(unit: Unit, report: Report) -> int:
    ids = list(_ids(unit, report).values())
    done: Any = unit.session.execute(delete(Fact).where(Fact.id.in_(ids)))
    return int(done.rowcount)


def _ids(unit: Unit, report: Report) -> dict[str, UUID]:
    name = fact_ids(partial(unit.instance.keystore.derive, "index"), report.id)
    return {kind: name(kind) for kind in _KINDS}
