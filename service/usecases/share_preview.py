"""What a service is given of a referral: looked at before it is sent, sealed then, read later.

One function says what that is, so that what was looked at is what is sent.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from service.domain.actors import ActorKind
from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentState
from service.domain.errors import NotFound
from service.domain.policy import permits
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.sharing import (
    IDENTITY,
    NARRATIVE,
    NEED,
    Terms,
    as_received,
    check_anything,
    check_consent,
    consent_asked,
    is_agreed,
    parts_shared,
    terms_of,
    what_is_shared,
)
from service.store.models import Referral, Report
from service.store.queries.places import place_of
from service.store.queries.referrals import consents_for, seen_referral, type_of_service
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.store.sealed import Sealed, Target
from service.usecases.access import allow_on, stands
from service.usecases.reading import Reading
from service.usecases.unit import Unit

T = TypeVar("T")
_READ_ON_REPORT = {IDENTITY: "report.read_identity", NARRATIVE: "report.read_content"}
"""What reading a part on its report takes."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a service would be given now, still sealed, if the person agrees to be referred."""

    terms: Terms
    answers: Mapping[str, str]
    sources: Mapping[str, tuple[Sealed, Any]]
    """For each part that consent lets out, the group that holds it and its row."""

    @property
    def targets(self) -> list[Target]:
        """Name what has to be opened."""
        return [group.target(row) for group, row in self.sources.values()]

    def open(self) -> dict[str, Any]:
        """Give exactly what is shared, within a scope of the targets."""
        held = {part: group.open(row) for part, (group, row) in self.sources.items()}
        return what_is_shared(
            list(self.sources),
            need=held.get(NEED, {}).get("need"),
            identity=held.get(IDENTITY),
            narrative=held.get(NARRATIVE),
        )


def terms_for(connection: Connection, referral: Referral | AnyRow) -> Terms:
    """Say which consent each part of a referral rests on."""
    kind = type_of_service(connection, referral.service_id)
    return terms_of(kind, referral.shared_groups)


def what_to_share(connection: Connection, referral: Referral | AnyRow) -> Share:
    """Say what would be shared of a referral that was not sent yet."""
    terms = terms_for(connection, referral)
    answers = {scope: row.state for scope, row in consents_for(connection, referral).items()}
    report = report_row(connection, referral.report_id) if referral.report_id else None
    affected = report.affected_consent if report else AffectedConsent.NOT_NEEDED
    agreed = {**answers, consent_asked(terms): ConsentState.GRANTED}
    held = {NEED: (Referral.need, referral), IDENTITY: (Referral.person, referral)}
    if report is not None:
        held |= {IDENTITY: (Report.identity, report), NARRATIVE: (Report.narrative, report)}
    parts = [part for part in parts_shared(terms, agreed, affected) if part in held]
    return Share(terms, answers, {part: held[part] for part in parts})


def share(unit: Unit, referral: Referral) -> list[Target]:
    """Seal exactly what the service is given.

    Returns:
        The groups that were opened for it, to be put on record.

    Raises:
        WrongState: the person has not agreed, or there is nothing that may be shared.
    """
    unit.flush()
    found = what_to_share(unit.session.connection(), referral)
    check_consent(found.terms, found.answers)
    with unit.opening(found.targets):
        shared = found.open()
        check_anything(shared)
        unit.seal(referral, Referral.shared, shared)
    referral.shared_groups = list(shared)
    return found.targets


def preview(reading: Reading, referral_id: UUID, *, purpose: str) -> dict[str, Any]:
    """Give exactly what would be sent now, opened on record; ``agreed`` says whether it may be.

    ``withheld`` names what would be sent too, but the actor may not read on the report.

    Raises:
        NotFound, NotAllowed: see `allow_on`; it is for whoever may send it and whom it is about.
        WrongState: it was sent already, or never will be.
    """
    row = _seen(reading, referral_id, "referral.consent", "referral.read_content")
    REFERRAL_MACHINE.step("send", row.status)
    found = what_to_share(reading.connection, row)
    there = {part: held for part, held in found.sources.items() if not held[0].is_empty(held[1])}
    shown = replace(found, sources=_readable(reading, row, found.sources))
    agreed = is_agreed(found.terms, found.answers)
    with reading.scope(shown.targets, purpose=purpose, case_id=_case_of(reading, row)):
        return {**shown.open(), **_withheld(there, shown.sources), "agreed": agreed}


def read_shared(reading: Reading, referral_id: UUID, *, purpose: str) -> dict[str, Any]:
    """Open what a service was given: all of it, or to the service what it still has.

    Raises:
        NotFound: nothing was sent, or the actor may not know of it.
        NotAllowed: the service that was given it has no need to know any more.
    """
    row = _seen(reading, referral_id, "referral.read_content")
    if Referral.shared.is_empty(row):
        raise NotFound
    target = Referral.shared.target(row)
    with reading.scope([target], purpose=purpose, case_id=_case_of(reading, row)):
        shared = Referral.shared.open(row)
    if row.only_receives:
        shared = as_received(shared, row.taken_back)
    there = shared
    if reading.actor.kind == ActorKind.OFFICER:
        shared = _readable(reading, row, shared)
    return {**shared, **_withheld(there, shared), "taken_back": row.taken_back}


def _withheld(there: Collection[str], shown: Collection[str]) -> dict[str, list[str]]:
    """Name what is shared and not shown; nothing where all is."""
    missing = [part for part in there if part not in shown]
    return {"withheld": missing} if missing else {}


def _readable(reading: Reading, row: AnyRow, parts: Mapping[str, T]) -> dict[str, T]:
    """Leave out what is a report's and the actor may not read there: this is no way round it."""
    guarded = not row.only_receives and row.report_id is not None
    if not guarded or reading.actor.kind == ActorKind.REPORTER:
        return dict(parts)
    held = stands(reading.connection, reading.actor, Report, row.report_id)
    return {
        part: said
        for part, said in parts.items()
        if part not in _READ_ON_REPORT or permits(reading.actor, _READ_ON_REPORT[part], held)
    }


def _seen(reading: Reading, referral_id: UUID, *permissions: str) -> AnyRow:
    row = seen_referral(reading.connection, reading.actor, referral_id)
    allow_on(reading.connection, reading.actor, Referral, referral_id, *permissions)
    if row is None:
        raise NotFound
    return row


def _case_of(reading: Reading, row: AnyRow) -> UUID | None:
    # Not the row's: whoever only receives a referral is not told, but the log says it.
    return place_of(reading.connection, Referral.__tablename__, row.id).case_id
