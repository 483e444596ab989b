"""Initiatives, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    SHORT_TEXT,
    Input,
    Output,
    PageQuery,
    coded,
    coded_list,
    maybe,
    moment,
    out,
    page_schema,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Day, Id, Whole
from service.domain import support_lists as lists
from service.domain.code_lists import SETTINGS
from service.domain.initiatives import INITIATIVE_MACHINE, MOST_REACHED

_TEXT = 5000
_REACHED = "How many people it reached, as counted. It is published rounded to 5, and from 8 on."


class InitiativePatch(Input):
    """Changes to an initiative (JSON Merge Patch)."""

    title = string(SHORT_TEXT)
    title_cy = string(SHORT_TEXT, allow_none=True)
    said = string(_TEXT, metadata={"description": "What people told us; nobody may be in it."})
    said_cy = string(_TEXT, allow_none=True)
    did = string(_TEXT, metadata={"description": "What was done."})
    did_cy = string(_TEXT, allow_none=True)
    led_by = coded(lists.LED_BY)
    stage = coded(lists.INITIATIVE_STAGES)
    themes = coded_list(lists.THEMES, least=1)
    settings = coded_list(SETTINGS)
    service_id = Id(allow_none=True)
    started_on = Day(allow_none=True)
    ended_on = Day(allow_none=True)
    people_reached = Whole(
        allow_none=True,
        validate=validate.Range(0, MOST_REACHED),
        metadata={"description": _REACHED},
    )


class InitiativeIn(InitiativePatch):
    """An initiative to write down."""

    title = string(SHORT_TEXT, required=True)
    said = string(
        _TEXT, required=True, metadata={"description": "What people told us; nobody may be in it."}
    )
    did = string(_TEXT, required=True, metadata={"description": "What was done."})
    led_by = coded(lists.LED_BY, required=True)
    stage = coded(lists.INITIATIVE_STAGES, required=True)
    themes = coded_list(lists.THEMES, least=1, required=True)


class InitiativeTransitionIn(Input):
    """A step to take."""

    action = fields.String(
        required=True,
        validate=validate.OneOf([step.action for step in INITIATIVE_MACHINE.transitions]),
    )


class _Texts(Output):
    """What an initiative says."""

    id = uuid()
    version = out(fields.Integer)
    title = out()
    title_cy = maybe()
    said = out(metadata={"description": "What people told us."})
    said_cy = maybe()
    did = out(metadata={"description": "What was done."})
    did_cy = maybe()
    led_by = out(validate=validate.OneOf(lists.LED_BY.values()))
    stage = out(validate=validate.OneOf(lists.INITIATIVE_STAGES.values()))
    themes = strings()
    settings = strings()
    service_id = maybe(fields.UUID)
    started_on = maybe(fields.Date)
    ended_on = maybe(fields.Date)
    updated_at = moment()


class InitiativeOut(_Texts):
    """An initiative that is public."""

    published_at = moment()
    people_reached = maybe(
        fields.Integer,
        metadata={"description": "Rounded to 5; null if not counted, or fewer than 8."},
    )
    reports_behind = maybe(
        fields.Integer,
        metadata={
            "description": "How many reports touched its themes in the twelve full months before "
            "it was published, rounded to 5; null if fewer than 8, or if no report says it."
        },
    )


InitiativeOutPage = page_schema(InitiativeOut)


class InitiativeRecordOut(_Texts):
    """An initiative as it is kept, be it public or not."""

    state = out(validate=validate.OneOf(lists.INITIATIVE_STATES.values()))
    published_at = Moment(required=True, allow_none=True)
    people_reached = maybe(fields.Integer, metadata={"description": "As counted."})
    reports_behind = maybe(
        fields.Integer, metadata={"description": "As it was fixed when it was published."}
    )


InitiativeRecordOutPage = page_schema(InitiativeRecordOut)


class InitiativeQuery(PageQuery):
    """Which initiatives."""

    theme = coded(lists.THEMES, load_default=None)
    setting = coded(SETTINGS, load_default=None)
    stage = coded(lists.INITIATIVE_STAGES, load_default=None)
    led_by = coded(lists.LED_BY, load_default=None)


class FeedQuery(Input):
    """In which language."""

    language = fields.String(
        validate=validate.OneOf(["en", "cy"]),
        load_default="en",
        metadata={"description": "What has not been put into Welsh is in English, and says so."},
    )
