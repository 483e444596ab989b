"""Follow-up by receipt, in and out."""

from marshmallow import fields, validate

from service.api.schemas.base import Input, Output, maybe, moment, out, string
from service.api.schemas.exact import Flag


class ReceiptIn(Input):
    """A receipt, as the reporter keeps it."""

    receipt = string(40, required=True)


class FollowUpSession(Output):
    """A short session for whoever holds the receipt."""

    access_token = out()
    token_type = out()
    expires_in = out(fields.Integer)


class UpdateOut(Output):
    """Something that happened, in plain words."""

    at = moment()
    text = out()


class FollowUpStatus(Output):
    """How things stand, for the reporter."""

    reference = out()
    state = out()
    case_state = maybe()
    submitted_at = moment()
    updates = fields.List(fields.Nested(UpdateOut), required=True)
    messages_since_yours = out(
        fields.Integer,
        metadata={"description": "How many messages the team wrote since the reporter's last."},
    )
    may_withdraw = out(fields.Boolean)
    may_identify = out(fields.Boolean)
    urgent_help = out()


class WithdrawalIn(Input):
    """A withdrawal; no reason is asked for."""

    confirm = Flag(required=True, validate=validate.Equal(True))
