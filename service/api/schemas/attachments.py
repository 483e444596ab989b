"""Attachments, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    SHORT_TEXT,
    Input,
    Output,
    PurposeQuery,
    maybe,
    moment,
    out,
    string,
    uuid,
)
from service.domain import casework_lists as lists


class AttachmentIn(Input):
    """A file that is about to be sent."""

    name = string(
        SHORT_TEXT,
        required=True,
        metadata={"description": "The file's name; it is sealed, and says nothing of its type."},
    )


class AttachmentOut(Output):
    """What is known of a file."""

    id = uuid()
    version = out(fields.Integer)
    report_id = maybe(fields.UUID)
    case_id = maybe(fields.UUID)
    state = out(validate=validate.OneOf(lists.ATTACHMENT_STATES.values()))
    scan = out(validate=validate.OneOf(lists.SCAN_RESULTS.values()))
    refusal = maybe()
    media_type = maybe(metadata={"description": "By its content, not by its name."})
    size = maybe(fields.Integer, metadata={"description": "In bytes, as it came."})
    has_copy = out(
        fields.Boolean,
        metadata={"description": "Whether there is a copy for reading, without metadata."},
    )
    added_by_kind = out()
    created_at = moment()
    received_at = Moment(required=True, allow_none=True)
    checked_at = Moment(required=True, allow_none=True)
    name = fields.String()


class AttachmentsOut(Output):
    """Files, oldest first."""

    data = fields.List(fields.Nested(AttachmentOut), required=True)


class AttachmentExpandQuery(PurposeQuery):
    """Whether to open the files' names."""

    expand = fields.String(load_default="", validate=validate.OneOf(["", "name"]))


class ContentQuery(PurposeQuery):
    """Which form of a file, and why."""

    part = fields.String(
        load_default="copy",
        validate=validate.OneOf(["copy", "original"]),
        metadata={"description": "The copy without metadata, or the file as it came."},
    )
