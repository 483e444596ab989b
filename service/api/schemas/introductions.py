"""Introductions, in and out: for officers' systems, and for each of the two who are asked."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    Distinct,
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
from service.api.schemas.exact import Id
from service.domain.introductions import SEEN_AS
from service.domain.support_lists import INTRODUCTION_STATES, SIDE_STATES, SideState

_CONTACT = 2000
_ANSWERS = [code for code in SIDE_STATES.values() if code != SideState.ASKED]
_IN_COMMON = {"description": "What both told of, when it was proposed."}


class IntroductionIn(Input):
    """The two who are asked whether they would like to meet."""

    report_ids = fields.List(
        Id(), required=True, validate=Distinct(2, 2), metadata={"uniqueItems": True}
    )


class IntroductionSideOut(Output):
    """One of the two, and what they answered."""

    report_id = uuid()
    state = out(validate=validate.OneOf(SIDE_STATES.values()))
    answered_at = Moment(required=True, allow_none=True)


class IntroductionOut(Output):
    """An introduction."""

    id = uuid()
    reference = out()
    version = out(fields.Integer)
    state = out(validate=validate.OneOf(INTRODUCTION_STATES.values()))
    incident_types = strings(metadata=_IN_COMMON)
    setting = maybe(metadata=_IN_COMMON)
    sides = fields.List(fields.Nested(IntroductionSideOut), required=True)
    officer_id = maybe(fields.UUID)
    proposed_at = moment()
    made_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)


IntroductionOutPage = page_schema(IntroductionOut)


class IntroductionQuery(PageQuery):
    """Which introductions."""

    state = coded(INTRODUCTION_STATES, load_default=None)
    report_id = Id(load_default=None)


class IntroductionTransitionIn(Input):
    """Bringing the two together, or calling it off."""

    action = fields.String(required=True, validate=validate.OneOf(["make", "call_off"]))


class OwnIntroductionOut(Output):
    """What a reporter was asked: that somebody would like to be in touch, and nothing of them."""

    id = uuid()
    state = out(validate=validate.OneOf(SEEN_AS))
    text = out(metadata={"description": "How it stands, in plain words."})
    incident_types = strings(metadata={"description": "What both of you told of."})
    setting = maybe(metadata={"description": "Where, if it is the same for both of you."})
    asked_at = moment(attribute="proposed_at")
    answer = out(validate=validate.OneOf(SIDE_STATES.values()))
    answered_at = Moment(required=True, allow_none=True)


class OwnIntroductionsOut(Output):
    """What a reporter was asked, newest first."""

    data = fields.List(fields.Nested(OwnIntroductionOut), required=True)


class IntroductionAnswerIn(Input):
    """Whether one would like to meet; a no is taken whenever it comes, until it is settled."""

    state = fields.String(required=True, validate=validate.OneOf(_ANSWERS))
    wording_version = string(50, required=True)
    contact = string(
        _CONTACT,
        metadata={
            "description": "With `granted`: the words in which you want to be reached. The other "
            "person gets exactly these, and only once both of you agreed and an officer brings "
            "you together."
        },
    )
