"""The parties of a case, what each was told, and who shares the case with the institution."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.parties import (
    JointOwnerIn,
    JointOwnerOut,
    JointOwnersOut,
    PartiesOut,
    PartyIn,
    PartyNoticeOut,
    PartyNoticesOut,
    PartyOut,
    PartyPatch,
)
from service.api.schemas.reports import TextIn
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found, with_text
from service.domain.errors import invalid
from service.store.models import PartyNotice
from service.store.queries import case_parts as parts
from service.store.queries.cases import parties_of
from service.usecases import joint_owners
from service.usecases import parties as acts
from service.usecases.reading import Reading
from service.usecases.unit import Unit

parties = Resource("Parties", "The parties of a case, and who shares it with the institution.")

_AN_ID = "01890000-0000-7000-8000-000000000000"
_ALONE = ("told_text", "withholding_reason")


@parties.operation(
    "GET", "/v1/cases/<uuid:case_id>/parties", "listParties",
    "The parties of a case and who has been told", answer=PartiesOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def list_parties(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them, without saying who they are."""
    readable(reading, case_id)
    return {"data": parties_of(reading.connection, case_id)}


@parties.operation(
    "POST", "/v1/cases/<uuid:case_id>/parties", "addParty", "Add a party to a case",
    scopes=WRITE, body=PartyIn(), answer=PartyOut(), creates=True,
    errors=["not_found", "wrong_state"], example={"role": "witness", "party_type": "student"},
)  # fmt: skip
def add_party(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Add one."""
    party = acts.add_case_party(unit, case_id, **body)
    return Result(party, party.version)


@parties.operation(
    "PATCH", "/v1/cases/<uuid:case_id>/parties/<uuid:party_id>", "amendParty",
    "Change a party, or record what it was told of the outcome",
    description="`told_text` and `withholding_reason` stand alone: the one tells the outcome, the "
    "other says why it is withheld.",
    scopes=WRITE, body=PartyPatch(), answer=PartyOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"told_text": "The supervisor has apologised."},
)  # fmt: skip
def amend_party(
    unit: Unit, body: dict[str, Any], case_id: UUID, party_id: UUID, version: int
) -> Result:
    """Tell, withhold with a coded reason, or change what else there is."""
    if not body or (len(body) > 1 and set(body) & set(_ALONE)):
        raise invalid("", "one_of", "Give told_text, withholding_reason, or other changes.")
    if "told_text" in body:
        party = acts.tell_party(unit, case_id, party_id, body["told_text"], version=version)
    elif "withholding_reason" in body:
        reason = body["withholding_reason"]
        party = acts.withhold_from_party(unit, case_id, party_id, reason, version=version)
    else:
        party = acts.amend_party(unit, case_id, party_id, body, version=version)
    return Result(party, party.version)


@parties.operation(
    "GET", "/v1/cases/<uuid:case_id>/parties/<uuid:party_id>/notices", "listPartyNotices",
    "Read what a party was told", query=PurposeQuery(), answer=PartyNoticesOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def list_notices(
    reading: Reading, query: dict[str, Any], case_id: UUID, party_id: UUID
) -> dict[str, Any]:
    """Open the words."""
    readable(reading, case_id, "case.read_content")
    found(next((p for p in parties_of(reading.connection, case_id) if p.id == party_id), None))
    rows = parts.notices_of(reading.connection, case_id, party_id)
    purpose = query["purpose"]
    return {"data": with_text(reading, rows, PartyNotice.content, purpose=purpose, case_id=case_id)}


@parties.operation(
    "POST", "/v1/cases/<uuid:case_id>/parties/<uuid:party_id>/notices", "notifyParty",
    "Tell a party something, and keep the words",
    description="Who reported gets the words as a message; anybody else is told by you.",
    scopes=WRITE, body=TextIn(), answer=PartyNoticeOut(), creates=True, errors=["not_found"],
    example={"text": "We have asked you for your account by Friday."},
)  # fmt: skip
def notify_party(unit: Unit, body: dict[str, Any], case_id: UUID, party_id: UUID) -> Result:
    """Tell."""
    return Result(acts.notify_party(unit, case_id, party_id, body["text"]))


@parties.operation(
    "GET", "/v1/cases/<uuid:case_id>/joint-owners", "listJointOwners",
    "Who shares a case with the institution", answer=JointOwnersOut(), scopes=READ,
    errors=["not_found"],
)  # fmt: skip
def list_joint_owners(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """List them, ended ones too."""
    readable(reading, case_id)
    return {"data": parts.joint_owners_of(reading.connection, case_id)}


@parties.operation(
    "POST", "/v1/cases/<uuid:case_id>/joint-owners", "addJointOwner",
    "Share a case with a placement provider",
    description="Every report of the case needs its reporter's consent `share_with_placement`.",
    scopes=WRITE, body=JointOwnerIn(), answer=JointOwnerOut(), creates=True,
    errors=["not_found", "wrong_state"], example={"provider_id": _AN_ID},
)  # fmt: skip
def add_joint_owner(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Add one."""
    return Result(joint_owners.add_joint_owner(unit, case_id, body["provider_id"]))


@parties.operation(
    "DELETE", "/v1/cases/<uuid:case_id>/joint-owners/<uuid:joint_owner_id>", "endJointOwner",
    "End a placement provider's part in a case", scopes=WRITE, status=204, errors=["not_found"],
)  # fmt: skip
def end_joint_owner(unit: Unit, case_id: UUID, joint_owner_id: UUID) -> None:
    """End it; it is kept."""
    joint_owners.end_joint_owner(unit, case_id, joint_owner_id)
