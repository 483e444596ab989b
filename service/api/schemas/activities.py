"""What peers do together, in and out. How many came is never given out here."""

from typing import Any

from marshmallow import fields, validate

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
from service.api.schemas.exact import Flag, Id, Instant, QueryFlag, Whole
from service.domain import code_lists as lists
from service.domain.activities import MOST_PEOPLE, MOST_WEEKS
from service.domain.support_lists import ACTIVITY_KINDS, SESSION_STATES

_TEXT = 5000
_IN_WELSH = {"description": "The same in Welsh."}


def _people(least: int, text: str, **options: Any) -> Whole:
    return Whole(
        validate=validate.Range(least, MOST_PEOPLE), metadata={"description": text}, **options
    )


def _room() -> Whole:
    return _people(1, "How many can come; null for whoever does.", allow_none=True)


class ActivityPatch(Input):
    """Changes to an activity (JSON Merge Patch)."""

    kind = coded(ACTIVITY_KINDS)
    name = string(SHORT_TEXT)
    name_cy = string(SHORT_TEXT, allow_none=True, metadata=_IN_WELSH)
    description = fields.String(validate=validate.Length(max=_TEXT))
    description_cy = string(_TEXT, allow_none=True, metadata=_IN_WELSH)
    characteristics = coded_list(lists.CHARACTERISTICS)
    languages = coded_list(lists.LANGUAGES)
    online = Flag()
    site = string(100, allow_none=True)
    capacity = _room()
    active = Flag()


class ActivityIn(ActivityPatch):
    """An activity to add."""

    service_id = Id(required=True)
    kind = coded(ACTIVITY_KINDS, required=True)
    name = string(SHORT_TEXT, required=True)


class ActivityOut(Output):
    """A group, a drop-in or a reflective space."""

    id = uuid()
    version = out(fields.Integer)
    service_id = uuid()
    kind = out(validate=validate.OneOf(ACTIVITY_KINDS.values()))
    name = out()
    name_cy = maybe(metadata=_IN_WELSH)
    description = out()
    description_cy = maybe(metadata=_IN_WELSH)
    characteristics = strings()
    languages = strings()
    online = out(fields.Boolean)
    site = maybe()
    capacity = maybe(fields.Integer)
    active = out(fields.Boolean)
    updated_at = moment()


ActivityOutPage = page_schema(ActivityOut)


class ActivityQuery(PageQuery):
    """Which activities."""

    service_id = Id(load_default=None)
    kind = coded(ACTIVITY_KINDS, load_default=None)
    characteristic = coded(lists.CHARACTERISTICS, load_default=None)
    language = coded(lists.LANGUAGES, load_default=None)
    online = QueryFlag(load_default=None)
    site = string(100, load_default=None)


class RepeatIn(Input):
    """A series: the same day and time every week, on the clocks of the service's time zone."""

    weeks = Whole(required=True, validate=validate.Range(1, MOST_WEEKS))


class SessionPatch(Input):
    """Changes to a planned session (JSON Merge Patch)."""

    starts_at = Instant()
    ends_at = Instant()
    place = string(SHORT_TEXT, allow_none=True)
    capacity = _room()


class SessionIn(SessionPatch):
    """A session to plan, or a weekly series of them."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    repeat = fields.Nested(RepeatIn)


class SessionTransitionIn(Input):
    """That a session took place, or that it is off."""

    action = fields.String(required=True, validate=validate.OneOf(["hold", "cancel"]))
    attended = _people(0, "With `hold`: how many came. Nothing is recorded of who they were.")


class SessionOut(Output):
    """A session of an activity."""

    id = uuid()
    version = out(fields.Integer)
    activity_id = uuid()
    state = out(validate=validate.OneOf(SESSION_STATES.values()))
    starts_at = moment()
    ends_at = moment()
    place = maybe()
    capacity = maybe(fields.Integer)


SessionOutPage = page_schema(SessionOut)


class SessionsOut(Output):
    """The sessions that were planned, the first first."""

    data = fields.List(fields.Nested(SessionOut), required=True)
