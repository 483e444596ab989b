"""The parties of a case: who looks after each, what support was offered, what they were told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import ActorKind
from service.domain.code_lists import WITHHOLDING_REASONS, PartyRole, Told
from service.domain.errors import WrongState, invalid
from service.domain.ids import new_id
from service.store.models import Case, Officer, Party, PartyNotice, SupportService
from service.store.queries.cases import count_outcomes
from service.store.queries.guard import is_shut_out
from service.usecases.access import load
from service.usecases.indexing import index_identifiers
from service.usecases.messages import write_to_reporter
from service.usecases.named_officers import shut_out_of_case
from service.usecases.parts import open_case_for, part_of
from service.usecases.triage import add_party
from service.usecases.unit import Unit

_OTHER_SIDE = {
    PartyRole.REPORTING: PartyRole.RESPONDING,
    PartyRole.RESPONDING: PartyRole.REPORTING,
}


def add_case_party(
    unit: Unit, case_id: UUID, *, role: str, party_type: str, identity: Mapping[str, Any] | None
) -> Party:
    """Add a party to an open case."""
    case = open_case_for(unit, case_id, "case.amend")
    shut_out_of_case(unit, case, [identity or {}])
    return add_party(unit, case, role=role, party_type=party_type, identity=identity)


def amend_party(
    unit: Unit, case_id: UUID, party_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Party:
    """Change who looks after a party, the support that was offered to it, or who it is.

    Args:
        changes: any of ``contact_officer_id``, ``support_service_id``, ``party_type`` and
            ``identity``; None takes one away.

    Raises:
        Invalid: there is no such officer or service to be had, or the officer is the contact of
            the other side.
        WrongState: the party reported, and says themselves who they are.
    """
    case = open_case_for(unit, case_id, "case.amend")
    party = part_of(unit, Party, case_id, party_id, version=version)
    shut_out_of_case(unit, case, [changes.get("identity") or {}])
    if "contact_officer_id" in changes:
        party.contact_officer_id = _contact(unit, party, changes["contact_officer_id"])
    if "support_service_id" in changes:
        _offer_support(unit, party, changes["support_service_id"])
    if "identity" in changes:
        _identify(unit, party, changes["identity"])
    party.party_type = changes.get("party_type", party.party_type)
    unit.record("party.amend", party, case_id=case_id, change={"fields": sorted(changes)})
    return party


def notify_party(unit: Unit, case_id: UUID, party_id: UUID, text: str) -> PartyNotice:
    """Tell a party something, and keep the words; who reported gets them as a message."""
    load(unit, Case, case_id, "outcome.tell")
    party = part_of(unit, Party, case_id, party_id)
    notice = _say(unit, party, text)
    unit.record("party.notify", notice, case_id=case_id, change={"party": str(party.id)})
    return notice


def tell_party(unit: Unit, case_id: UUID, party_id: UUID, text: str, *, version: int) -> Party:
    """Record that a party was told the outcome, and in which words.

    A reporter is told by a message in their conversation: for an anonymous one it is the only way.

    Raises:
        WrongState: there is no outcome to tell.
    """
    load(unit, Case, case_id, "outcome.tell")
    party = part_of(unit, Party, case_id, party_id, version=version)
    if not count_outcomes(unit.session.connection(), case_id):
        raise WrongState("Record an outcome before telling anybody.")
    _say(unit, party, text)
    party.told, party.told_at, party.withholding_reason = Told.TOLD, unit.now, None
    unit.seal(party, Party.told_text, {"text": text})
    unit.record("party.told", party, case_id=case_id, change={"to": party.told})
    return party


def withhold_from_party(
    unit: Unit, case_id: UUID, party_id: UUID, reason: str, *, version: int
) -> Party:
    """Record why a party is not told the outcome, as a code."""
    WITHHOLDING_REASONS.require(reason, "/withholding_reason")
    load(unit, Case, case_id, "outcome.tell")
    party = part_of(unit, Party, case_id, party_id, version=version)
    party.told, party.told_at, party.withholding_reason = Told.WITHHELD, None, reason
    party.told_text_ct = None
    unit.record(
        "party.withheld", party, case_id=case_id, change={"to": party.told, "reason": reason}
    )
    return party


def tell_again(unit: Unit, case_id: UUID) -> None:
    """Have every party told anew: what they were told did not hold the latest outcome."""
    query = select(Party).where(Party.case_id == case_id, Party.told != Told.NOT_YET)
    for party in unit.session.scalars(query.order_by(Party.id)):
        before, party.told = party.told, Told.NOT_YET
        party.told_at = party.withholding_reason = party.told_text_ct = None
        change = {"from": before, "to": party.told}
        unit.record("party.to_tell", party, case_id=case_id, change=change)


def _say(unit: Unit, party: Party, text: str) -> PartyNotice:
    """Keep the words said to a party; whoever reported is told by a message."""
    if party.role == PartyRole.REPORTING and party.report_id is not None:
        write_to_reporter(unit, party.report_id, text)
    notice = PartyNotice(
        id=new_id(),
        case_id=party.case_id,
        party_id=party.id,
        officer_id=unit.actor.id if unit.actor.kind == ActorKind.OFFICER else None,
        told_at=unit.now,
    )
    unit.seal(notice, PartyNotice.content, {"text": text})
    return unit.add(notice)


def _contact(unit: Unit, party: Party, officer_id: UUID | None) -> UUID | None:
    """Give the officer who may look after a party: active, and without a conflict of interest."""
    if officer_id is None:
        return None
    officer = unit.session.get(Officer, officer_id)
    connection = unit.session.connection()
    if (
        officer is None
        or not officer.active
        or is_shut_out(connection, officer_id, case_id=party.case_id)
    ):
        raise invalid("/contact_officer_id", "not_available", "This officer cannot be the contact.")
    other = _OTHER_SIDE.get(PartyRole(party.role))
    query = select(Party.id).where(
        Party.case_id == party.case_id, Party.role == other, Party.contact_officer_id == officer_id
    )
    if other is not None and unit.session.scalars(query).first() is not None:
        detail = "A reporting and a responding party need different contact officers."
        raise invalid("/contact_officer_id", "contact_of_other_side", detail)
    return officer_id


def _offer_support(unit: Unit, party: Party, service_id: UUID | None) -> None:
    service = unit.session.get(SupportService, service_id) if service_id else None
    if service_id is not None and (service is None or not service.active):
        raise invalid("/support_service_id", "not_available", "No active service has this id.")
    party.support_service_id = service_id
    party.support_offered_at = unit.now if service_id else None


def _identify(unit: Unit, party: Party, identity: Mapping[str, Any] | None) -> None:
    if party.role == PartyRole.REPORTING and party.report_id is not None:
        raise WrongState("Who reported is for them to say, with their receipt.")
    party.identity_ct = None
    unit.seal(party, Party.identity, identity)
    index_identifiers(unit, Party.identity, party.id, [identity])
