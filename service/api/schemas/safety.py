"""Risk, interim measures and action assessments, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    TransitionIn,
    coded,
    maybe,
    moment,
    out,
    string,
    uuid,
)
from service.api.schemas.exact import Day, Id
from service.domain.casework_lists import (
    ACTION_DECISIONS,
    CORROBORATION,
    MEASURE_STATES,
    MEASURE_TYPES,
)
from service.domain.code_lists import RISK_LEVELS

_LEVELS = validate.OneOf(RISK_LEVELS.values())


class RiskAnswerOptionOut(Output):
    """An answer that a question may have."""

    code = out()
    label = out()


class RiskQuestionOut(Output):
    """A question of a form."""

    code = out()
    about = out(validate=validate.OneOf(["harm", "detriment"]))
    text = out()
    answers = fields.List(fields.Nested(RiskAnswerOptionOut), required=True)


class RiskFormOut(Output):
    """A version of the risk assessment form."""

    version = out(metadata={"description": "What an assessment names as its `form_version`."})
    current = out(fields.Boolean, metadata={"description": "Whether new ones are made on it."})
    questions = fields.List(fields.Nested(RiskQuestionOut), required=True)


class RiskFormsOut(Output):
    """Every version of the form, oldest first."""

    data = fields.List(fields.Nested(RiskFormOut), required=True)


class RiskAnswerIn(Input):
    """An answer to one question."""

    question = string(SHORT_TEXT, required=True)
    answer = string(SHORT_TEXT, required=True)


class RiskAssessmentIn(Input):
    """A risk assessment: every question of the current form, and the two levels."""

    form_version = string(20, required=True)
    harm = coded(RISK_LEVELS, required=True)
    detriment = coded(RISK_LEVELS, required=True)
    answers = fields.List(
        fields.Nested(RiskAnswerIn), required=True, validate=validate.Length(max=100)
    )
    reasons = string(LONG_TEXT)
    review_on = Day(metadata={"description": "When to look again; a task is set for it."})


class RiskAnswerOut(Output):
    """An answer to one question."""

    question = out()
    answer = out()


class RiskAssessmentOut(Output):
    """A risk assessment. What was answered is there only where the list is read."""

    id = uuid()
    form_version = out()
    harm = out(validate=_LEVELS)
    detriment = out(validate=_LEVELS)
    assessed_at = moment()
    assessed_by = maybe(fields.UUID)
    review_on = maybe(fields.Date)
    answers = fields.List(fields.Nested(RiskAnswerOut))
    reasons = fields.String()


class RiskAssessmentsOut(Output):
    """The risk assessments of a case, oldest first."""

    data = fields.List(fields.Nested(RiskAssessmentOut), required=True)


class MeasureIn(Input):
    """An interim measure to start."""

    measure_type = coded(MEASURE_TYPES, required=True)
    text = string(LONG_TEXT, required=True, metadata={"description": "What was arranged."})
    starts_on = Day(metadata={"description": "Today where it is left out."})
    review_on = Day(required=True)
    party_id = Id(load_default=None)


class MeasureTransitionIn(TransitionIn):
    """A review, which sets the day of the next one, or the end of a measure."""

    action = fields.String(required=True, validate=validate.OneOf(["review", "lift"]))
    review_on = Day(metadata={"description": "For a review: when it is reviewed next."})


class MeasureOut(Output):
    """An interim measure. What was arranged is there only where the list is read."""

    id = uuid()
    version = out(fields.Integer)
    party_id = maybe(fields.UUID)
    measure_type = out(validate=validate.OneOf(MEASURE_TYPES.values()))
    state = out(validate=validate.OneOf(MEASURE_STATES.values()))
    starts_on = out(fields.Date)
    review_on = out(fields.Date)
    reviewed_at = Moment(required=True, allow_none=True)
    lifted_at = Moment(required=True, allow_none=True)
    text = fields.String()


class MeasuresOut(Output):
    """The interim measures of a case, oldest first."""

    data = fields.List(fields.Nested(MeasureOut), required=True)


class ActionAssessmentIn(Input):
    """Whether to act on a report: the risk of acting against the risk of not acting."""

    risk_of_acting = coded(RISK_LEVELS, required=True)
    risk_of_not_acting = coded(RISK_LEVELS, required=True)
    corroboration = coded(CORROBORATION, required=True)
    could_corroborate = string(
        LONG_TEXT, metadata={"description": "What could confirm what was said."}
    )
    decision = coded(ACTION_DECISIONS, required=True)
    reasons = string(LONG_TEXT, required=True)


class ActionAssessmentOut(Output):
    """An action assessment. What was written is there only where the list is read."""

    id = uuid()
    version = out(fields.Integer)
    risk_of_acting = out(validate=_LEVELS)
    risk_of_not_acting = out(validate=_LEVELS)
    corroboration = out()
    decision = out(validate=validate.OneOf(ACTION_DECISIONS.values()))
    author_id = maybe(fields.UUID)
    assessed_at = moment()
    reviewer_id = maybe(fields.UUID)
    reviewed_at = Moment(required=True, allow_none=True)
    could_corroborate = fields.String()
    reasons = fields.String()


class ActionAssessmentsOut(Output):
    """The action assessments of a report, oldest first."""

    data = fields.List(fields.Nested(ActionAssessmentOut), required=True)
