"""The parties of a case, what they were told, and joint owners, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    coded,
    maybe,
    moment,
    out,
    string,
    uuid,
)
from service.api.schemas.exact import Id
from service.api.schemas.reports import IdentifierIn
from service.domain import code_lists as lists

_ALONE = ("told_text", "withholding_reason")


class PartyIdentityIn(Input):
    """Who a party is."""

    name = string(SHORT_TEXT)
    identifier = fields.Nested(IdentifierIn)


class PartyIn(Input):
    """A party to add."""

    role = coded(lists.PARTY_ROLES, required=True)
    party_type = coded(lists.PARTY_TYPES, load_default="unknown")
    identity = fields.Nested(PartyIdentityIn, load_default=None)


class PartyPatch(Input):
    """Changes to a party (JSON Merge Patch), or what it was told of the outcome, or why not."""

    contract = {
        "minProperties": 1,
        "if": {"anyOf": [{"required": [name]} for name in _ALONE]},
        "then": {"maxProperties": 1},
    }

    told_text = string(LONG_TEXT)
    withholding_reason = coded(lists.WITHHOLDING_REASONS)
    contact_officer_id = Id(allow_none=True)
    support_service_id = Id(
        allow_none=True, metadata={"description": "The support that was offered to the party."}
    )
    party_type = coded(lists.PARTY_TYPES)
    identity = fields.Nested(
        PartyIdentityIn,
        allow_none=True,
        metadata={"description": "Not for who reported: that is theirs to say."},
    )


class PartyOut(Output):
    """A party, without saying who it is."""

    id = uuid()
    version = out(fields.Integer)
    role = out(validate=validate.OneOf(lists.PARTY_ROLES.values()))
    party_type = out()
    report_id = maybe(fields.UUID)
    told = out(validate=validate.OneOf(lists.TOLD_STATES.values()))
    told_at = Moment(required=True, allow_none=True)
    withholding_reason = maybe()
    contact_officer_id = maybe(fields.UUID)
    support_service_id = maybe(fields.UUID)
    support_offered_at = Moment(required=True, allow_none=True)


class PartiesOut(Output):
    """The parties of a case."""

    data = fields.List(fields.Nested(PartyOut), required=True)


class PartyNoticeOut(Output):
    """Something a party was told."""

    id = uuid()
    party_id = uuid()
    officer_id = maybe(fields.UUID)
    told_at = moment()
    text = fields.String()


class PartyNoticesOut(Output):
    """What a party was told, oldest first."""

    data = fields.List(fields.Nested(PartyNoticeOut), required=True)


class JointOwnerIn(Input):
    """A placement provider to share a case with."""

    provider_id = Id(required=True)


class JointOwnerOut(Output):
    """A placement provider's part in a case; an ended one is kept."""

    id = uuid()
    provider_id = uuid()
    since = moment()
    ended_at = Moment(required=True, allow_none=True)
    end_reason = maybe(validate=validate.OneOf(["consent_withdrawn", "ended_by_officer"]))


class JointOwnersOut(Output):
    """Who shares a case with the institution, or did, oldest first."""

    data = fields.List(fields.Nested(JointOwnerOut), required=True)
