"""Follow-up by receipt, in and out."""

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
    strings,
    uuid,
)
from service.api.schemas.exact import Flag, Whole
from service.api.schemas.representation import ResponderToldOut
from service.domain import code_lists as lists
from service.domain.casework_lists import FEEDBACK_STAGES, FEELINGS


class ReceiptIn(Input):
    """A receipt as the reporter keeps it, or a supporter's code."""

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
    reason = maybe(metadata={"description": "Why, in words, where a reason was given."})


class OutcomeToldOut(Output):
    """Whether the reporter was told the outcome."""

    told = out(validate=validate.OneOf(lists.TOLD_STATES.values()))
    told_at = Moment(required=True, allow_none=True)
    reason = maybe(metadata={"description": "Why it is withheld, in words."})


class ReaderOut(Output):
    """Somebody who can see the report now: a role, never a name."""

    who = out()
    sees = strings()


class SharedReferralOut(Output):
    """A support service that the reporter was asked about, or that was told something, and what."""

    id = uuid()
    service_name = out()
    status = out(validate=validate.OneOf(lists.REFERRAL_STATUSES.values()))
    asked_at = Moment(required=True, allow_none=True)
    sent_at = Moment(required=True, allow_none=True)
    expected_on = maybe(fields.Date, metadata={"description": "When support may begin."})
    reason = maybe(metadata={"description": "Why it was declined or stopped, in words."})
    shared = strings(metadata={"description": "What the service has, in words."})
    taken_back = strings(metadata={"description": "What it had and has no longer, in words."})


class RemedyOut(Output):
    """Something that is done for the reporter after an outcome."""

    kind = out(metadata={"description": "What it is, in words."})
    due_on = out(fields.Date)
    done = out(fields.Boolean)


class AdvisoryDateOut(Output):
    """A day to keep in mind. It is advice, not legal advice."""

    on = out(fields.Date)
    text = out()


class FollowUpStatus(Output):
    """How things stand, for the reporter."""

    reference = out()
    state = out()
    case_state = maybe()
    submitted_at = Moment(required=True, allow_none=True)
    updates = fields.List(fields.Nested(UpdateOut), required=True)
    outcome = fields.Nested(OutcomeToldOut, required=True, allow_none=True)
    messages_since_yours = out(
        fields.Integer,
        metadata={"description": "How many messages the team wrote since the reporter's last."},
    )
    may_submit = out(fields.Boolean, metadata={"description": "Whether it is a draft to send."})
    may_withdraw = out(fields.Boolean)
    may_identify = out(fields.Boolean)
    who_can_see = fields.List(fields.Nested(ReaderOut), required=True)
    referrals = fields.List(fields.Nested(SharedReferralOut), required=True)
    responder = fields.Nested(
        ResponderToldOut,
        required=True,
        allow_none=True,
        metadata={"description": "Null where the reporter has no wish, and for supporters."},
    )
    remedies = fields.List(
        fields.Nested(RemedyOut),
        required=True,
        metadata={"description": "What is done for you, once you were told the outcome."},
    )
    advisory_dates = fields.List(fields.Nested(AdvisoryDateOut), required=True)
    urgent_help = out()


class WithdrawalIn(Input):
    """A withdrawal; no reason is asked for."""

    confirm = Flag(required=True, validate=validate.Equal(True))


class OwnConsentOut(Output):
    """What one consent means, and the reporter's latest answer about it."""

    scope = out(validate=validate.OneOf(lists.CONSENT_SCOPES.values()))
    meaning = out()
    state = maybe(metadata={"description": "Null while nothing was answered."})
    wording_version = maybe()
    recorded_at = Moment(required=True, allow_none=True)


class OwnConsentsOut(Output):
    """Every consent there is."""

    data = fields.List(fields.Nested(OwnConsentOut), required=True)


class SupporterIn(Input):
    """Somebody who may follow the report."""

    name = string(SHORT_TEXT)
    may_read_messages = Flag(load_default=False)


class SupporterOut(Output):
    """Somebody who may follow the report now."""

    id = uuid()
    name = fields.String()
    may_read_messages = out(fields.Boolean)
    created_at = moment()


class SupporterCode(SupporterOut):
    """A supporter just added, with their code: the only time the code is shown."""

    code = out(metadata={"description": "Sixteen digits in four groups. Give it to the supporter."})


class SupportersOut(Output):
    """Who may follow the report now, oldest first."""

    data = fields.List(fields.Nested(SupporterOut), required=True)


def _score() -> Whole:
    return Whole(validate=validate.Range(1, 5))


FeltIn = type(
    "FeltIn",
    (Input,),
    {
        "__doc__": "How the process felt, from 1 (not at all) to 5 (very much).",
        **{code: _score() for code in FEELINGS.values()},
    },
)


class FeedbackIn(Input):
    """How belonging and the process feel at a stage; everything but the stage is optional."""

    contract = {"minProperties": 2}

    stage = coded(FEEDBACK_STAGES, required=True)
    belonging_score = _score()
    satisfaction = Whole(
        validate=validate.Range(1, 5),
        metadata={"description": "With how all this was dealt with."},
    )
    felt = fields.Nested(FeltIn)
    comment = string(LONG_TEXT)


class FeedbackOut(Output):
    """That feedback was given; what was said is not shown again."""

    id = uuid()
    stage = out()
    given_at = moment()


FeltOut = type(
    "FeltOut",
    (Output,),
    {
        "__doc__": "How the process felt, where it was said.",
        **{code: fields.Integer() for code in FEELINGS.values()},
    },
)


class FeedbackGiven(FeedbackOut):
    """What a reporter said at a stage."""

    belonging_score = fields.Integer()
    satisfaction = fields.Integer()
    felt = fields.Nested(FeltOut)
    comment = fields.String()


class FeedbacksOut(Output):
    """The latest feedback for each stage."""

    data = fields.List(fields.Nested(FeedbackGiven), required=True)
