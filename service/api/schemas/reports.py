"""Reports, consents, messages and follow-up, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    PageQuery,
    PurposeQuery,
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
from service.api.schemas.exact import Day, Flag, Id, Matches, Whole
from service.domain import code_lists as lists

GROUPS = ("narrative", "characteristics", "subjects", "identity")
"""The sealed groups of a report that may be asked for with ``expand``; opening them is logged."""
_EXPAND = "^(({0})(,({0})){{0,3}})?$".format("|".join(GROUPS))


class CharacteristicIn(Input):
    """A characteristic of the person, and how it matters."""

    code = coded(lists.CHARACTERISTICS, required=True)
    basis = coded(lists.BASES, load_default="actual")
    ground = Flag(
        load_default=True,
        metadata={"description": "Whether it is a ground of the incident."},
    )


class IdentifierIn(Input):
    """Something that identifies a person exactly."""

    type = coded(lists.IDENTIFIER_TYPES, required=True)
    value = string(SHORT_TEXT, required=True)


class SubjectIn(Input):
    """Somebody the report is about."""

    type = coded(lists.PARTY_TYPES, load_default="unknown")
    name = string(SHORT_TEXT)
    identifier = fields.Nested(IdentifierIn)


class ReporterIn(Input):
    """Who reports; refused with ``mode: anonymous``."""

    name = string(SHORT_TEXT)
    student_number = string(50)
    email = fields.Email(validate=validate.Length(max=SHORT_TEXT))
    phone = string(50)
    safe_to_contact = coded(lists.CONTACT_PREFERENCES, load_default="any")
    preferred_responder = string(SHORT_TEXT)


class ConsentIn(Input):
    """An answer about one scope."""

    scope = coded(lists.CONSENT_SCOPES, required=True)
    state = coded(lists.CONSENT_STATES, required=True)
    wording_version = string(50, required=True)


class ReportIn(Input):
    """A report. Only ``narrative`` is required."""

    contract = {
        "if": {"required": ["mode"], "properties": {"mode": {"enum": ["confidential", "named"]}}},
        "then": {"required": ["reporter"]},
        "else": {"not": {"required": ["reporter"]}},
    }

    narrative = string(LONG_TEXT, required=True)
    desired_resolution = string(LONG_TEXT)
    mode = coded(lists.REPORT_MODES, load_default="anonymous")
    relationship = coded(lists.RELATIONSHIPS, load_default="affected_person")
    incident_types = coded_list(lists.INCIDENT_TYPES)
    characteristics = fields.List(fields.Nested(CharacteristicIn), validate=validate.Length(max=20))
    impacts = coded_list(lists.IMPACTS)
    belonging_score = Whole(validate=validate.Range(1, 5))
    setting = coded(lists.SETTINGS)
    placement_provider = string(SHORT_TEXT)
    occurred_from = Day()
    occurred_precision = coded(lists.PRECISIONS)
    subject_assesses_reporter = Flag()
    subjects = fields.List(fields.Nested(SubjectIn), validate=validate.Length(max=20))
    reporter = fields.Nested(ReporterIn)
    consents = fields.List(fields.Nested(ConsentIn), validate=validate.Length(max=20))


class ReportPatch(Input):
    """What may be corrected before work on a report begins (JSON Merge Patch)."""

    incident_types = coded_list(lists.INCIDENT_TYPES)
    setting = coded(lists.SETTINGS, allow_none=True)
    occurred_from = Day(allow_none=True)
    occurred_precision = coded(lists.PRECISIONS, allow_none=True)
    subject_assesses_reporter = Flag()


class NarrativeOut(Output):
    """The sealed group ``narrative``."""

    narrative = fields.String()
    desired_resolution = fields.String()
    placement_provider = fields.String()


class CharacteristicOut(Output):
    """A characteristic."""

    code = out()
    basis = out()
    ground = out(fields.Boolean)


class CharacteristicsOut(Output):
    """The sealed group ``characteristics``."""

    characteristics = fields.List(fields.Nested(CharacteristicOut))
    impacts = fields.List(fields.String())
    belonging_score = fields.Integer()


class IdentifierOut(Output):
    """An identifier."""

    type = out()
    value = out()


class SubjectOut(Output):
    """Somebody the report is about."""

    type = out()
    name = fields.String()
    identifier = fields.Nested(IdentifierOut)


class SubjectsOut(Output):
    """The sealed group ``subjects``."""

    subjects = fields.List(fields.Nested(SubjectOut))


class IdentityOut(Output):
    """The sealed group ``identity``."""

    name = fields.String()
    student_number = fields.String()
    email = fields.String()
    phone = fields.String()
    safe_to_contact = fields.String()
    preferred_responder = fields.String()


class ReportOut(Output):
    """A report. Sealed groups are there only when asked for with ``expand``."""

    id = uuid()
    reference = out()
    version = out(fields.Integer)
    state = out(validate=validate.OneOf(lists.REPORT_STATES.values()))
    mode = out(validate=validate.OneOf(lists.REPORT_MODES.values()))
    relationship = out()
    incident_types = strings()
    setting = maybe()
    occurred_from = maybe(fields.Date)
    occurred_precision = maybe()
    subject_assesses_reporter = out(fields.Boolean)
    priority = out(validate=validate.OneOf(["normal", "raised", "urgent"]))
    close_reason = maybe()
    case_id = maybe(fields.UUID)
    review_due_at = Moment(required=True, allow_none=True)
    created_at = moment()
    updated_at = moment()
    narrative = fields.Nested(NarrativeOut)
    characteristics = fields.Nested(CharacteristicsOut)
    subjects = fields.Nested(SubjectsOut)
    identity = fields.Nested(IdentityOut)


class ReportReceipt(ReportOut):
    """A report just submitted, with its receipt: the only time the receipt is shown."""

    receipt = out(metadata={"description": "Sixteen digits in four groups. Give it to the person."})


ReportOutPage = page_schema(ReportOut)


class ExpandQuery(PurposeQuery):
    """Which sealed groups to open."""

    expand = fields.String(
        load_default="",
        validate=Matches(_EXPAND),
        metadata={"description": "Sealed groups, separated by commas: " + ", ".join(GROUPS) + "."},
    )


class ReportQuery(PageQuery, ExpandQuery):
    """Which reports."""

    state = coded(lists.REPORT_STATES, load_default=None)
    mode = coded(lists.REPORT_MODES, load_default=None)
    setting = coded(lists.SETTINGS, load_default=None)
    priority = fields.String(
        load_default=None, validate=validate.OneOf(["normal", "raised", "urgent"])
    )
    case_id = Id(load_default=None)
    reference = string(20, load_default=None)


class TextIn(Input):
    """Something written."""

    text = string(LONG_TEXT, required=True)


class MessageOut(Output):
    """A message of the conversation with a reporter."""

    id = uuid()
    report_id = uuid()
    direction = out(validate=validate.OneOf(["from_reporter", "to_reporter"]))
    created_at = moment()
    read_at = Moment(required=True, allow_none=True)
    text = fields.String()


class MessagesOut(Output):
    """A conversation, oldest first."""

    data = fields.List(fields.Nested(MessageOut), required=True)


class ConsentOut(Output):
    """The latest answer about a scope."""

    scope = out()
    state = out()
    wording_version = out()
    recorded_at = moment()


class ConsentsOut(Output):
    """The latest answers."""

    data = fields.List(fields.Nested(ConsentOut), required=True)
