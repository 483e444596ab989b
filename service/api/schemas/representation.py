"""Whom reporters would like to be met by, and who is suggested for it, in and out."""

from marshmallow import fields, validate

from service.api.schemas.base import Input, Output, coded_list, maybe, out, uuid
from service.domain.representation import ASKED
from service.domain.support_lists import PREFERENCES_MET

_PREFERENCE = validate.OneOf(PREFERENCES_MET.values())


class ResponderPreferenceIn(Input):
    """Who should meet the reporter, in the codes in which officers describe themselves."""

    contract = {"minProperties": 1}

    attributes = coded_list(ASKED["attributes"], least=1)
    languages = coded_list(ASKED["languages"], least=1)
    characteristics = coded_list(
        ASKED["characteristics"],
        least=1,
        metadata={"description": "What they should have lived experience around."},
    )


class ResponderPreferencePatch(Input):
    """Changes to who should meet the reporter; null takes something away."""

    attributes = coded_list(ASKED["attributes"], allow_none=True)
    languages = coded_list(ASKED["languages"], allow_none=True)
    characteristics = coded_list(ASKED["characteristics"], allow_none=True)


class ResponderPreferenceOut(Output):
    """The sealed group ``responder_preference``."""

    attributes = fields.List(fields.String())
    languages = fields.List(fields.String())
    characteristics = fields.List(fields.String())


class ResponderToldOut(Output):
    """What became of the reporter's wish about who meets them."""

    preference = maybe(
        validate=_PREFERENCE,
        metadata={"description": "Null until somebody was chosen with the wish in mind."},
    )
    text = out(metadata={"description": "The same, in plain words."})
    reason = maybe(metadata={"description": "Why it is not met, in plain words."})


class FitReasonOut(Output):
    """One thing that was wished for, and whether the officer says it of themselves."""

    about = out(validate=validate.OneOf(list(ASKED)))
    code = out()
    met = out(
        fields.Boolean,
        metadata={"description": "False where they did not say it: nothing is inferred."},
    )


class FitOut(Output):
    """How an officer fits the wish of one report."""

    report_id = uuid()
    preference = out(validate=_PREFERENCE)
    reasons = fields.List(fields.Nested(FitReasonOut), required=True)


class SuggestedOfficerOut(Output):
    """An officer who could look after a case, and why."""

    officer_id = uuid()
    display_name = out()
    open_cases = out(fields.Integer)
    preference = maybe(
        validate=_PREFERENCE,
        metadata={"description": "The wish that is met least; null where nobody has one."},
    )
    fits = fields.List(fields.Nested(FitOut), required=True)
    words = maybe(metadata={"description": "What they say in words of their own."})


class SuggestedOfficersOut(Output):
    """Who could look after a case, those who fit best first."""

    data = fields.List(fields.Nested(SuggestedOfficerOut), required=True)
