"""Who looks after a case whose reporters said whom they would like to be met by.

What an officer says of themselves and what a reporter wishes for are opened only where somebody is
chosen for such a case, on record; what leaves is what both said, and how far the wish is met.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from service.domain.code_lists import Role
from service.domain.representation import (
    SUGGESTED,
    Candidate,
    Said,
    compare,
    rank,
    reason_needed,
    worst,
)
from service.domain.support_lists import PreferenceMet
from service.store.models import Case, Officer, Report
from service.store.queries.representation import officers_to_choose, wishes_on
from service.store.queries.rows import AnyRow
from service.store.sealed import Target
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_PURPOSE = "casework"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An officer who could look after a case, and what they say in their own words."""

    candidate: Candidate
    words: str | None


class Suggestions(NamedTuple):
    """Who could look after a case, best first, and the reports whose wishes were weighed."""

    wishes: Sequence[AnyRow]
    officers: Sequence[Suggestion]


class Choice(NamedTuple):
    """How an officer who is put on a case fits what its reporters wished for."""

    preference: PreferenceMet | None = None
    reason: str | None = None
    wishes: Mapping[str, str] = {}
    """By report, whether its own wish is met."""
    reads: Sequence[Target] = ()


def suggest_officers(reading: Reading, case_id: UUID) -> Suggestions:
    """Suggest who may be put on a case as its welfare officer, those who fit best first.

    Where no reporter has a wish, nothing is opened: the order is that of the fewest open cases.

    Raises:
        NotFound, NotAllowed: see `service.usecases.access.allow_on`; it takes reading the case
            besides assigning officers to it.
    """
    connection, actor = reading.connection, reading.actor
    allow_on(connection, actor, Case, case_id, "case.read_content", "case.assign")
    wishes, rows = wishes_on(connection, case_id), officers_to_choose(connection, actor, case_id)
    described = [row for row in rows if wishes and not Officer.description.is_empty(row)]
    targets = [*_wishes(wishes), *(Officer.description.target(row) for row in described)]
    with reading.scope(targets, purpose=_PURPOSE, case_id=case_id):
        asked = {row.id: Report.preference.open(row) for row in wishes}
        said = {row.id: Officer.description.open(row) for row in described}
    ranked = rank(_candidate(row, asked, said.get(row.id, {})) for row in rows)[:SUGGESTED]
    return Suggestions(
        wishes, [Suggestion(one, said.get(one.officer_id, {}).get("words")) for one in ranked]
    )


def choose(
    unit: Unit, case: Case, officer_id: UUID, role: str, override_reason: str | None
) -> Choice:
    """Weigh an officer who is put on a case against what its reporters wished for.

    A wish is about who looks after its reporter, so only the welfare officer is weighed.

    Raises:
        Invalid: a wish is not met, and no reason is given for that.
    """
    unit.flush()
    wishes = wishes_on(unit.session.connection(), case.id) if role == Role.WELFARE_OFFICER else ()
    if not wishes:
        return Choice()
    officer = unit.session.get_one(Officer, officer_id)
    reads = _wishes(wishes)
    if not Officer.description.is_empty(officer):
        reads.append(Officer.description.target(officer))
    with unit.opening(reads):
        said = {} if Officer.description.is_empty(officer) else Officer.description.open(officer)
        met = {row.id: compare(Report.preference.open(row), said).preference for row in wishes}
    preference = worst(met.values())
    reason = reason_needed(preference, override_reason)
    return Choice(preference, reason, {str(one): code for one, code in met.items()}, reads)


def _wishes(rows: Sequence[AnyRow]) -> list[Target]:
    return [Report.preference.target(row) for row in rows]


def _candidate(row: AnyRow, asked: Mapping[UUID, Said], said: Mapping[str, Any]) -> Candidate:
    fits = {report_id: compare(wish, said) for report_id, wish in asked.items()}
    return Candidate(row.id, row.display_name, row.open_cases, fits)
