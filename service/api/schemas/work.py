"""Clocks, targets and tasks, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    Input,
    Output,
    PageQuery,
    coded,
    maybe,
    moment,
    out,
    page_schema,
    string,
    uuid,
)
from service.api.schemas.exact import Id, Instant, QueryFlag
from service.domain import casework_lists as lists


class ClockOut(Output):
    """A deadline that runs on a report or a case."""

    id = uuid()
    version = out(fields.Integer)
    kind = out(validate=validate.OneOf(lists.CLOCK_KINDS.values()))
    report_id = maybe(fields.UUID)
    case_id = maybe(fields.UUID)
    state = out(validate=validate.OneOf(lists.CLOCK_STATES.values()))
    days = out(fields.Integer, metadata={"description": "The target when it started."})
    unit = out(validate=validate.OneOf(lists.CLOCK_UNITS.values()))
    started_at = moment()
    due_at = moment()
    paused_at = Moment(required=True, allow_none=True)
    pause_reason = maybe()
    stopped_at = Moment(required=True, allow_none=True)
    ageing = out(
        validate=validate.OneOf(lists.AGEING.values()),
        metadata={"description": "Now, or when it was paused or stopped."},
    )
    working_days_left = maybe(
        fields.Integer,
        metadata={"description": "Negative when overdue; null once the clock has stopped."},
    )


class ClocksOut(Output):
    """Clocks, oldest first."""

    data = fields.List(fields.Nested(ClockOut), required=True)


ClockOutPage = page_schema(ClockOut)


class ClockQuery(PageQuery):
    """Which clocks."""

    state = coded(lists.CLOCK_STATES, load_default=None)
    kind = coded(lists.CLOCK_KINDS, load_default=None)
    breached = QueryFlag(load_default=None)
    due_before = Instant(load_default=None)


class ClockStepIn(Input):
    """Whether to pause a clock, and why, or to let it go on."""

    contract = {
        "if": {"properties": {"action": {"const": "pause"}}},
        "then": {"required": ["reason"]},
    }

    action = fields.String(required=True, validate=validate.OneOf(["pause", "resume"]))
    reason = coded(
        lists.PAUSE_REASONS,
        load_default=None,
        metadata={"description": "Needed to pause. `on_hold` comes with a hold of the case."},
    )


class ClockTargetOut(Output):
    """How long a kind of clock runs."""

    kind = out(validate=validate.OneOf(lists.CLOCK_KINDS.values()))
    unit = out(validate=validate.OneOf(lists.CLOCK_UNITS.values()))
    published_days = out(fields.Integer, metadata={"description": "The number in the guidance."})
    own_days = maybe(fields.Integer, metadata={"description": "The institution's own, if any."})


class ClockTargetsOut(Output):
    """The targets of every kind of clock."""

    data = fields.List(fields.Nested(ClockTargetOut), required=True)


class TaskIn(Input):
    """A task to set."""

    kind = coded(lists.TASK_KINDS, required=True)
    due_at = Instant(required=True)
    officer_id = Id(
        load_default=None,
        metadata={"description": "Who is to do it; without it, whoever looks after the case."},
    )
    title = string(load_default=None)
    note = string(LONG_TEXT, load_default=None)


class TaskPatch(Input):
    """Changes to a task (JSON Merge Patch)."""

    due_at = Instant()
    officer_id = Id(allow_none=True)


class TaskOut(Output):
    """Something to be done. Its words are there only where a purpose is given."""

    id = uuid()
    version = out(fields.Integer)
    kind = out(validate=validate.OneOf(lists.TASK_KINDS.values()))
    state = out(validate=validate.OneOf(lists.TASK_STATES.values()))
    report_id = maybe(fields.UUID)
    case_id = maybe(fields.UUID)
    officer_id = maybe(fields.UUID)
    action_id = maybe(fields.UUID, metadata={"description": "The action that it stands for."})
    due_at = moment()
    created_at = moment()
    ended_at = Moment(required=True, allow_none=True)
    result = maybe()
    ageing = out(
        validate=validate.OneOf(lists.AGEING.values()),
        metadata={"description": "Now, or when it ended."},
    )
    title = fields.String()
    note = fields.String()


class TasksOut(Output):
    """Tasks, the earliest due first."""

    data = fields.List(fields.Nested(TaskOut), required=True)


TaskOutPage = page_schema(TaskOut)


class TaskQuery(PageQuery):
    """Which tasks."""

    state = coded(lists.TASK_STATES, load_default=None)
    kind = coded(lists.TASK_KINDS, load_default=None)
    case_id = Id(load_default=None)
    officer_id = Id(load_default=None)
    due_before = Instant(load_default=None)


class TaskStepIn(Input):
    """How a task ends."""

    action = fields.String(required=True, validate=validate.OneOf(["done", "cancel"]))
    result = coded(
        lists.CHECK_IN_RESULTS,
        load_default=None,
        metadata={"description": "What a check-in found; other tasks have no result."},
    )
