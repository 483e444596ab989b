"""Searching by an exact identifier: what it finds is confirmed by opening it, on record.

Only what the searcher may open is looked into, so what they may not know of cannot show, neither
in the answer nor in the work it takes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.crypto.blind_index import normalise_identifier
from service.domain.code_lists import IDENTIFIER_TYPES, READ_PURPOSES, PartyRole
from service.domain.errors import invalid
from service.store.models import Party, Report
from service.store.queries.finding import candidate_parties, candidate_reports
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed
from service.usecases.access import allow
from service.usecases.identifiers import identifiers_of
from service.usecases.indexing import bucket
from service.usecases.reading import Reading
from service.usecases.unit import Unit


@dataclass(frozen=True, slots=True)
class Hit:
    """A report or a case in which somebody with the identifier appears."""

    record: str
    """``report`` or ``case``."""
    id: UUID
    reference: str
    capacity: str
    """``reporting``, ``responding`` or ``witness``."""


Candidate = tuple[Sealed, AnyRow, Hit]


def search_identifier(reading: Reading, kind: str, value: str, purpose: str) -> list[Hit]:
    """Find the reports and cases of whoever has exactly this identifier, in any spelling.

    The log keeps the kind, how much was found and what was opened for it; never the value.

    Raises:
        NotAllowed: the actor may not search.
        Invalid: there is no such kind or purpose, or nothing in the value to look for.
    """
    allow(reading.actor, "case.search_identifier")
    IDENTIFIER_TYPES.require(kind, "/type")
    READ_PURPOSES.require(purpose, "/purpose")
    wanted = kind, normalise_identifier(kind, value)
    if not wanted[1]:
        raise invalid("/value", "required", "Give an identifier.")
    found = _confirmed(reading, _candidates(reading, kind, value), wanted, purpose)
    with Unit(reading.instance, reading.actor) as unit:
        unit.record(
            "search.identifier", purpose=purpose, change={"kind": kind, "found": len(found)}
        )
    return found


def _candidates(reading: Reading, kind: str, value: str) -> list[Candidate]:
    return [
        *_among_reports(reading, Report.identity, "report.read_identity", kind, value),
        *_among_reports(reading, Report.subjects, "report.read_content", kind, value),
        *_among_parties(reading, kind, value),
    ]


def _among_reports(
    reading: Reading, group: Sealed, permission: str, kind: str, value: str
) -> Iterator[Candidate]:
    capacity = PartyRole.REPORTING if group is Report.identity else PartyRole.RESPONDING
    where = bucket(reading.instance, group, kind, value)
    for row in candidate_reports(reading.connection, reading.actor, where, permission):
        yield group, row, Hit("report", row.id, row.reference, capacity)


def _among_parties(reading: Reading, kind: str, value: str) -> Iterator[Candidate]:
    where = bucket(reading.instance, Party.identity, kind, value)
    for row in candidate_parties(reading.connection, reading.actor, where):
        yield Party.identity, row, Hit("case", row.case_id, row.reference, row.role)


def _confirmed(
    reading: Reading, candidates: Iterable[Candidate], wanted: tuple[str, str], purpose: str
) -> list[Hit]:
    """Open the candidates, and keep those that hold the identifier; each once."""
    there = [one for one in candidates if not one[0].is_empty(one[1])]
    with reading.scope([group.target(row) for group, row, _ in there], purpose=purpose):
        hits = [hit for group, row, hit in there if wanted in _normalised(group.open(row))]
    return list(dict.fromkeys(hits))


def _normalised(held: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Give every identifier in an opened group, in the form in which they are compared."""
    people = (held, *held.get("subjects", ()))
    return {
        (kind, normalise_identifier(kind, value))
        for person in people
        for kind, value in identifiers_of(person)
    }
