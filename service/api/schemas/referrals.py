"""Referrals, in and out."""

from typing import Any

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    PageQuery,
    coded,
    maybe,
    moment,
    out,
    page_schema,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Day, Id, QueryFlag
from service.api.schemas.follow_up import SharedReferralOut
from service.api.schemas.reports import ConsentIn
from service.domain import code_lists as lists
from service.domain.sharing import TERMS
from service.domain.support_lists import FOLLOW_UP_RESULTS, REFERRAL_ENDS

_PARTS = ", ".join(TERMS)


class PersonIn(Input):
    """Who is referred, where no report says it."""

    name = string(SHORT_TEXT)
    email = fields.Email(validate=validate.Length(max=SHORT_TEXT))
    phone = string(50)
    student_number = string(50)
    safe_to_contact = coded(lists.CONTACT_PREFERENCES, load_default="any")


class ReferralIn(Input):
    """A referral to draft. It needs neither a report nor a case."""

    service_id = Id(required=True)
    need = string(
        LONG_TEXT,
        metadata={
            "description": "What the person needs, in words the service will see, unless it is a "
            "peer network. Taken from the earlier referral where there is one."
        },
    )
    case_id = Id(load_default=None)
    report_id = Id(load_default=None)
    person = fields.Nested(
        PersonIn, metadata={"description": "Who is referred; refused where there is a report."}
    )
    consents = fields.List(
        fields.Nested(ConsentIn),
        validate=validate.Length(max=10),
        metadata={"description": "What they answered when asked about this service."},
    )
    previous_id = Id(
        load_default=None,
        metadata={"description": "The ended referral that this one takes the place of."},
    )


class ReferralPatch(Input):
    """What the receiving service says of it (JSON Merge Patch)."""

    expected_on = Day(
        allow_none=True, metadata={"description": "When support is expected to begin."}
    )


class ReferralOut(Output):
    """A referral. Whoever only receives it is not told what it is about: that is null."""

    id = uuid()
    reference = out()
    version = out(fields.Integer)
    status = out(validate=validate.OneOf(lists.REFERRAL_STATUSES.values()))
    case_id = maybe(fields.UUID)
    report_id = maybe(fields.UUID)
    service_id = uuid()
    previous_id = maybe(fields.UUID)
    decline_reason = maybe()
    end_reason = maybe(
        validate=validate.OneOf(REFERRAL_ENDS.values()),
        metadata={"description": "Why it was stopped."},
    )
    expected_on = maybe(fields.Date, metadata={"description": "When support may begin."})
    shared_groups = strings(
        metadata={"description": f"What was given to the service, of {_PARTS}."}
    )
    taken_back = strings(metadata={"description": "What of it the service has no longer."})
    created_at = moment()
    asked_at = Moment(required=True, allow_none=True)
    sent_at = Moment(required=True, allow_none=True)
    answered_at = Moment(required=True, allow_none=True)
    accepted_at = Moment(required=True, allow_none=True)
    started_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    followed_up_at = Moment(required=True, allow_none=True)
    follow_up_result = maybe()
    updated_at = moment()


ReferralOutPage = page_schema(ReferralOut)


class ReferralQuery(PageQuery):
    """Which referrals."""

    status = coded(lists.REFERRAL_STATUSES, load_default=None)
    service_id = Id(load_default=None)
    case_id = Id(load_default=None)
    report_id = Id(load_default=None)
    previous_id = Id(load_default=None)
    to_follow_up = QueryFlag(
        load_default=None,
        metadata={"description": "Those that led to no support, and nobody has asked since."},
    )


class FollowUpIn(Input):
    """What came of asking what the person needs now."""

    result = coded(FOLLOW_UP_RESULTS, required=True)


class SharedIdentity(Output):
    """Who the person is and how to reach them, if they agreed to say so."""

    name = fields.String()
    email = fields.String()
    phone = fields.String()
    safe_to_contact = fields.String()


def _withheld(what: str) -> fields.List[Any]:
    said = f"What {what}, of {_PARTS}, but you may not read on the report."
    return fields.List(fields.String(), metadata={"description": said})


class PreviewOut(Output):
    """Exactly what the service would be given now."""

    need = fields.String()
    identity = fields.Nested(SharedIdentity)
    narrative = fields.String()
    withheld = _withheld("would be given too")
    agreed = out(
        fields.Boolean, metadata={"description": "Whether the person agreed, so it can be sent."}
    )


class SharedOut(Output):
    """Exactly what the service was given; to the service, what it still has of it."""

    need = fields.String()
    identity = fields.Nested(SharedIdentity)
    narrative = fields.String()
    withheld = _withheld("it was given too")
    taken_back = strings(
        metadata={"description": f"What the service has no longer and must delete, of {_PARTS}."}
    )


class ReferralConsentOut(Output):
    """What a person is asked for one recipient, and the answer that counts."""

    scope = out(validate=validate.OneOf(lists.CONSENT_SCOPES.values()))
    meaning = out()
    state = maybe(metadata={"description": "Null while nothing was answered."})
    wording_version = maybe()
    recorded_at = Moment(required=True, allow_none=True)
    report_wide = maybe(
        fields.Boolean,
        metadata={"description": "Whether it was answered for every recipient, not for this one."},
    )


class ReferralConsentsOut(Output):
    """Every consent that is asked for one recipient."""

    data = fields.List(fields.Nested(ReferralConsentOut), required=True)


class OwnReferralOut(SharedReferralOut):
    """A referral as its reporter sees it, with what they are asked about it."""

    consents = fields.List(fields.Nested(ReferralConsentOut), required=True)


class OwnReferralsOut(Output):
    """The referrals a reporter may know of, oldest first."""

    data = fields.List(fields.Nested(OwnReferralOut), required=True)
