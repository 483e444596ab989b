"""What comes of a case, in and out: actions, letters, learning points."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
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
from service.domain.code_lists import LANGUAGES
from service.domain.support_lists import (
    ACTION_KINDS,
    ACTION_STATES,
    LEARNING_STATES,
    REMEDIES,
    THEMES,
)

_LEARNING_TEXT = 4_000


class ActionIn(Input):
    """Something to be done after an outcome."""

    contract = {
        "if": {"properties": {"kind": {"enum": list(REMEDIES)}}},
        "then": {"required": ["party_id"]},
        "else": {"properties": {"party_id": {"type": "null"}}},
    }

    kind = coded(ACTION_KINDS, required=True)
    due_on = Day(required=True)
    officer_id = Id(
        required=True,
        metadata={"description": "Who sees to it: somebody on the case, or a case manager."},
    )
    what = string(LONG_TEXT, load_default=None)
    outcome_id = Id(
        load_default=None, metadata={"description": "The outcome that it follows from."}
    )
    party_id = Id(
        load_default=None,
        metadata={"description": f"For whom a remedy is: needed for {', '.join(REMEDIES)}."},
    )


class ActionPatch(Input):
    """Changes to an action (JSON Merge Patch)."""

    due_on = Day()
    officer_id = Id()


class ActionStepIn(TransitionIn):
    """How an action ends."""

    action = fields.String(required=True, validate=validate.OneOf(["done", "cancel"]))


class ActionOut(Output):
    """An action. Its words are there only where it is read for a purpose."""

    id = uuid()
    version = out(fields.Integer)
    kind = out(validate=validate.OneOf(ACTION_KINDS.values()))
    state = out(validate=validate.OneOf(ACTION_STATES.values()))
    outcome_id = maybe(fields.UUID)
    party_id = maybe(fields.UUID)
    officer_id = maybe(fields.UUID, metadata={"description": "Null once they have left the case."})
    due_on = out(fields.Date)
    created_at = moment()
    ended_at = Moment(required=True, allow_none=True)
    what = fields.String()


class ActionsOut(Output):
    """The actions of a case, the earliest due first."""

    data = fields.List(fields.Nested(ActionOut), required=True)


class LetterTemplateOut(Output):
    """A template of an outcome letter, with its placeholders in braces."""

    id = uuid()
    version = out(fields.Integer)
    name = out()
    language = out(validate=validate.OneOf(LANGUAGES.values()))
    title = out()
    body = out()


class LetterTemplatesOut(Output):
    """The templates in use, by name."""

    data = fields.List(fields.Nested(LetterTemplateOut), required=True)


class LetterIn(Input):
    """An outcome letter to write."""

    template_id = Id(required=True)
    reasons = string(
        LONG_TEXT,
        required=True,
        metadata={"description": "Why it was decided so, in plain words for this party."},
    )


class OwnLetterOut(Output):
    """That there is a letter."""

    id = uuid()
    language = out(validate=validate.OneOf(LANGUAGES.values()))
    written_at = moment()


class OwnLettersOut(Output):
    """Letters, oldest first."""

    data = fields.List(fields.Nested(OwnLetterOut), required=True)


class LetterOut(OwnLetterOut):
    """That there is a letter, to whom, and who wrote it."""

    party_id = uuid()
    template_id = maybe(fields.UUID)
    officer_id = maybe(fields.UUID)


class LettersOut(Output):
    """The letters of a case, oldest first, without their words."""

    data = fields.List(fields.Nested(LetterOut), required=True)


class LetterBlockOut(Output):
    """A part of a letter."""

    kind = out(validate=validate.OneOf(["heading", "paragraph", "list"]))
    lines = fields.List(fields.String(), required=True)


class LetterWordsOut(LetterOut):
    """A letter in the words it was written in."""

    title = out()
    sender = out()
    dated = out(metadata={"description": "The day in words, in the letter's language."})
    reference = out()
    blocks = fields.List(fields.Nested(LetterBlockOut), required=True)


class LearningPointIn(Input):
    """What is to be learned from a case. Nobody may be recognised by it."""

    theme = coded(THEMES, required=True)
    text = string(_LEARNING_TEXT, required=True)


class LearningPointOut(Output):
    """A learning point of a case. A draft's words are there only where the list is read."""

    id = uuid()
    version = out(fields.Integer)
    theme = out(validate=validate.OneOf(THEMES.values()))
    state = out(validate=validate.OneOf(LEARNING_STATES.values()))
    author_id = maybe(fields.UUID)
    recorded_at = moment()
    approved_by = maybe(fields.UUID)
    approved_on = maybe(
        fields.Date, metadata={"description": "The first day of the month it was approved in."}
    )
    text = maybe()


class LearningPointsOut(Output):
    """The learning points of a case, oldest first."""

    data = fields.List(fields.Nested(LearningPointOut), required=True)


class LearningQuery(Input):
    """Which learning points."""

    theme = coded(THEMES, load_default=None)


class LearnedOut(Output):
    """A learning point that can be read without the case: nothing says which one it is from."""

    theme = out(validate=validate.OneOf(THEMES.values()))
    text = out()
    month = out(fields.Date, metadata={"description": "The first day of the month."})


class AllLearnedOut(Output):
    """The learning points that two people agreed on, the latest month first."""

    data = fields.List(fields.Nested(LearnedOut), required=True)
