"""Figures, and what may be asked of them."""

from marshmallow import fields, validate

from service.api.schemas.base import Input, Output, coded, maybe, out, strings
from service.api.schemas.exact import Matches
from service.domain.code_lists import DECLINE_REASONS, SERVICE_TYPES, SETTINGS
from service.domain.disclosure_control import Bound
from service.domain.figures import DIMENSIONS, Unit
from service.domain.support_lists import ACTIVITY_KINDS, LED_BY, THEMES

_MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
_BY = rf"^({'|'.join(DIMENSIONS)})(,({'|'.join(DIMENSIONS)}))?$"
_NOT_RECORDED = "Only where the figure is cut by it; null where none was recorded."


class FigureKindOut(Output):
    """What a figure is of."""

    name = out()
    title = out()
    meaning = out(metadata={"description": "What is counted, when, and what a share is of."})
    theme = out(
        validate=validate.OneOf(THEMES.values()),
        metadata={
            "description": "Which theme of the study it answers, or what in the way of speaking."
        },
    )
    unit = out(validate=validate.OneOf([str(unit) for unit in Unit]))
    shows = strings(metadata={"description": "Which of a row's numbers it has."})
    dimensions = strings(metadata={"description": "What it may be cut by."})


class FigureKindsOut(Output):
    """Every figure there is."""

    data = fields.List(fields.Nested(FigureKindOut), required=True)


class FigureRowOut(Output):
    """One row of a figure: a code of each dimension, and its numbers."""

    setting = coded(SETTINGS, allow_none=True, metadata={"description": _NOT_RECORDED})
    service_type = coded(SERVICE_TYPES)
    decline_reason = coded(DECLINE_REASONS, allow_none=True)
    theme = coded(THEMES)
    led_by = coded(LED_BY)
    activity_kind = coded(ACTIVITY_KINDS)
    count = maybe(fields.Integer, metadata={"description": "Rounded to 5."})
    share = maybe(fields.Integer, metadata={"description": "Per cent, to the nearest 5."})
    share_bound = maybe(
        validate=validate.OneOf([str(bound) for bound in Bound]),
        metadata={"description": "Where `share` is not the share itself, but a bound of it."},
    )
    mean = maybe(fields.Float)
    median = maybe(fields.Float)
    total = maybe(fields.Integer, metadata={"description": "The sum of what was counted."})
    suppressed = out(
        fields.Boolean,
        metadata={"description": "Whether a number that the figure has is not shown."},
    )


class FigureOut(Output):
    """A figure, as far as nobody is found in it."""

    measure = fields.Nested(FigureKindOut, required=True)
    from_month = out(data_key="from", metadata={"description": "The first month."})
    to_month = out(data_key="to", metadata={"description": "The last month."})
    by = strings(metadata={"description": "What the rows are cut by."})
    rows = fields.List(fields.Nested(FigureRowOut), required=True)
    suppressed = out(fields.Boolean, metadata={"description": "Whether a row has numbers missing."})
    note = out(metadata={"description": "How the numbers were made safe to show."})


class FigureQuery(Input):
    """Of when, and cut by what."""

    from_month = fields.String(
        data_key="from",
        load_default=None,
        validate=Matches(_MONTH),
        metadata={
            "description": "The first month of an academic year (August) or of one of its "
            "quarters, such as `2026-08`. Without it and `to`: the last year that is over."
        },
    )
    to_month = fields.String(
        data_key="to",
        load_default=None,
        validate=Matches(_MONTH),
        metadata={"description": "The last month, such as `2027-07`. It must be over."},
    )
    by = fields.String(
        load_default=None,
        validate=Matches(_BY),
        metadata={
            "description": "One dimension of the figure, or two with a comma between: "
            + ", ".join(DIMENSIONS)
        },
    )
    setting = coded(
        SETTINGS, load_default=None, metadata={"description": "Only the rows of this setting."}
    )
