"""Officers whom reports and cases name by an identifier: they are shut out, found by nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from service.domain.casework_lists import ConflictKind
from service.domain.code_lists import PartyRole
from service.domain.reports import STAFF_RECEIVING_DISCLOSURE
from service.store.models import Case, Officer, Party, Report
from service.store.queries.finding import record_ids
from service.store.sealed import Sealed
from service.usecases.conflicts import cases_of, hold
from service.usecases.identifiers import identifier_mac, identifiers_of
from service.usecases.indexing import bucket
from service.usecases.unit import Unit

_KIND = ConflictKind.NAMED_IN_REPORT
_PURPOSE = "casework"
Identity = Mapping[str, Any]


def shut_out_named(
    unit: Unit,
    report: Report,
    *,
    subjects: Iterable[Identity] = (),
    reporter: Identity | None = None,
    affected: Identity | None = None,
) -> None:
    """Shut out every officer whom a report names by an identifier, in whatever capacity.

    Nobody decides about what they reported or suffered themselves. Staff who pass on what was
    disclosed to them are at their work, though, and go on with it.
    """
    unit.flush()
    theirs = None if report.relationship == STAFF_RECEIVING_DISCLOSURE else reporter
    named = [*subjects, theirs or {}, affected or {}]
    for officer_id in _officers_among(unit, named):
        _hold(unit, officer_id, report)


def shut_out_of_case(unit: Unit, case: Case, identities: Iterable[Identity]) -> None:
    """Shut out every officer who is among those a case names by an identifier."""
    unit.flush()
    for officer_id in _officers_among(unit, identities):
        hold(unit, officer_id, _KIND, case_id=case.id, report_id=None)


def shut_out_of_earlier(unit: Unit, officer_id: UUID, contact: Mapping[str, str]) -> None:
    """Shut an officer out of what named them before they were known by these identifiers.

    What was opened to see who is meant goes on record by itself: the account's own entry would
    tell which reports an officer may be named in.
    """
    found = list(_candidates(unit, contact))
    targets = [group.target(row) for group, row in found]
    with unit.opening(targets):
        naming = [
            row
            for group, row in found
            if officer_id in _officers_among(unit, _identities(group.open(row)))
        ]
    if targets:
        unit.record("sealed.read", reads=targets, purpose=_PURPOSE)
    for row in naming:
        if isinstance(row, Report):
            _hold(unit, officer_id, row)
        else:
            hold(unit, officer_id, _KIND, case_id=row.case_id, report_id=row.report_id)


def _hold(unit: Unit, officer_id: UUID, report: Report) -> None:
    for case_id in cases_of(unit, report):
        hold(unit, officer_id, _KIND, case_id=case_id, report_id=report.id)


_AMONG: tuple[tuple[Sealed, type[Any], ColumnElement[bool]], ...] = (
    (Report.identity, Report, Report.relationship != STAFF_RECEIVING_DISCLOSURE),
    (Report.subjects, Report, Report.id.is_not(None)),
    (Report.affected, Report, Report.id.is_not(None)),
    # Who reported is known by the report itself.
    (Party.identity, Party, or_(Party.report_id.is_(None), Party.role != PartyRole.REPORTING)),
)
"""Where somebody may be named, and in which of these rows that counts."""


def _candidates(unit: Unit, contact: Mapping[str, str]) -> Iterator[tuple[Sealed, Report | Party]]:
    """Find what may name somebody by one of these identifiers.

    All of it is locked: a report that is put on a case meanwhile takes the conflict along.
    """
    known = list(identifiers_of(contact))
    for group, model, counts in _AMONG if known else ():
        buckets = (bucket(unit.instance, group, kind, value) for kind, value in known)
        found = or_(*(model.id.in_(record_ids(one)) for one in buckets))
        query = select(model).where(found, counts).order_by(model.id)
        for row in unit.session.scalars(query.with_for_update(key_share=True)):
            yield group, row


def _identities(opened: Identity) -> Sequence[Identity]:
    subjects: Sequence[Identity] = opened.get("subjects", (opened,))
    return subjects


def _officers_among(unit: Unit, identities: Iterable[Identity]) -> list[UUID]:
    named = {
        identifier_mac(unit.provider, kind, value)
        for identity in identities
        for kind, value in identifiers_of(identity)
    }
    if not named:
        return []
    # An institution has hundreds of officers, not thousands: their lists are read through.
    rows = unit.session.execute(select(Officer.id, Officer.identifier_macs).order_by(Officer.id))
    return [row.id for row in rows if named & set(row.identifier_macs)]
