"""Conflicts of interest and requests for access, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    Input,
    Output,
    PurposeQuery,
    coded,
    maybe,
    moment,
    out,
    uuid,
)
from service.api.schemas.exact import Id
from service.domain import casework_lists as lists


class ConflictIn(Input):
    """Somebody to be shut out."""

    officer_id = Id(required=True)
    kind = coded(lists.CONFLICT_KINDS, required=True)


class ConflictOut(Output):
    """A conflict of interest. It is never shown to the officer it is about."""

    id = uuid()
    officer_id = uuid()
    report_id = maybe(fields.UUID, metadata={"description": "The report it was found in."})
    case_id = maybe(fields.UUID)
    kind = out(validate=validate.OneOf(lists.CONFLICT_KINDS.values()))
    declared_by = maybe(
        fields.UUID, metadata={"description": "Null when the system found it in a report."}
    )
    declared_at = moment()
    removed_at = Moment(required=True, allow_none=True)
    removed_by = maybe(fields.UUID)
    display_name = fields.String()


class ConflictsOut(Output):
    """Conflicts of interest, ended ones too, oldest first."""

    data = fields.List(fields.Nested(ConflictOut), required=True)


class AccessQuery(PurposeQuery):
    """Whether to open the reasons."""

    expand = fields.String(load_default="", validate=validate.OneOf(["", "reason"]))


class AccessRequestOut(Output):
    """A request for access. ``reason`` is there only when asked for with ``expand=reason``."""

    id = uuid()
    kind = out(validate=validate.OneOf(lists.ACCESS_KINDS.values()))
    state = out(validate=validate.OneOf(lists.ACCESS_STATES.values()))
    subject_kind = out()
    subject_id = uuid()
    requester_id = uuid()
    purpose = out()
    requested_at = moment()
    decided_by = maybe(fields.UUID)
    decided_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True, allow_none=True)
    ended_at = Moment(required=True, allow_none=True)
    reviewed_by = maybe(fields.UUID)
    reviewed_at = Moment(required=True, allow_none=True)
    review_result = maybe()
    reason = fields.String()


class AccessRequestsOut(Output):
    """Requests for access, oldest first."""

    data = fields.List(fields.Nested(AccessRequestOut), required=True)
