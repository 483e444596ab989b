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
from service.api.schemas.exact import Day, Flag, Id, Matches, QueryFlag, Whole
from service.api.schemas.report_groups import (
    AffectedOut,
    CharacteristicsOut,
    IdentityOut,
    NarrativeOut,
    SubjectsOut,
)
from service.api.schemas.representation import ResponderPreferenceIn, ResponderPreferenceOut
from service.domain import code_lists as lists
from service.domain.casework_lists import AFFECTED_CONSENTS, MESSAGE_DIRECTIONS

GROUPS = (
    "narrative", "characteristics", "subjects", "identity", "affected_person",
    "responder_preference",
)  # fmt: skip
"""The sealed groups of a report that may be asked for with ``expand``; opening them is logged."""
_EXPAND = "^(({0})(,({0})){{0,{1}}})?$".format("|".join(GROUPS), len(GROUPS) - 1)


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


class AffectedIn(Input):
    """The person a report is about, where somebody else makes it."""

    name = string(SHORT_TEXT)
    student_number = string(50)
    email = fields.Email(validate=validate.Length(max=SHORT_TEXT))
    safe_to_contact = coded(lists.CONTACT_PREFERENCES)


class ConsentIn(Input):
    """An answer about one scope."""

    scope = coded(lists.CONSENT_SCOPES, required=True)
    state = coded(lists.CONSENT_STATES, required=True)
    wording_version = string(50, required=True)


class ReportIn(Input):
    """A report. Only ``narrative`` is required, and in a draft nothing is."""

    contract = {
        "if": {"required": ["draft"], "properties": {"draft": {"const": True}}},
        "else": {
            "required": ["narrative"],
            "if": {
                "required": ["mode"],
                "properties": {"mode": {"enum": ["confidential", "named"]}},
            },
            "then": {"required": ["reporter"]},
            "else": {"not": {"required": ["reporter"]}},
        },
    }

    draft = Flag(
        load_default=False,
        metadata={"description": "Whether it is kept unsent: nobody else knows of it."},
    )
    narrative = string(LONG_TEXT)
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
    affected_person = fields.Nested(
        AffectedIn,
        metadata={"description": "Refused where the reporter is the affected person."},
    )
    responder_preference = fields.Nested(
        ResponderPreferenceIn,
        metadata={"description": "Who should meet the reporter; with any mode."},
    )
    below_threshold = Flag(
        metadata={"description": "Told to be recorded and counted; nothing formal is asked for."}
    )
    original_receipt = string(
        40, metadata={"description": "The receipt of the report this retaliation is for."}
    )
    original_report_id = Id(
        metadata={"description": "The report this retaliation is for, if you may read it."}
    )
    consents = fields.List(fields.Nested(ConsentIn), validate=validate.Length(max=20))


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
    below_threshold = out(fields.Boolean)
    affected_consent = out(validate=validate.OneOf(AFFECTED_CONSENTS.values()))
    retaliation_of = maybe(
        fields.UUID, metadata={"description": "The earlier report, to those who may read both."}
    )
    duplicate_of = maybe(
        fields.UUID, metadata={"description": "The other report, to those who may read both."}
    )
    review_due_at = Moment(required=True, allow_none=True)
    submitted_at = Moment(required=True, allow_none=True)
    created_at = moment()
    updated_at = moment()
    narrative = fields.Nested(NarrativeOut)
    characteristics = fields.Nested(CharacteristicsOut)
    subjects = fields.Nested(SubjectsOut)
    identity = fields.Nested(IdentityOut)
    affected_person = fields.Nested(AffectedOut)
    responder_preference = fields.Nested(ResponderPreferenceOut)


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
    below_threshold = QueryFlag(load_default=None)
    relationship = coded(lists.RELATIONSHIPS, load_default=None)
    incident_type = coded(lists.INCIDENT_TYPES, load_default=None)
    submitted_from = Day(load_default=None)
    submitted_to = Day(load_default=None, metadata={"description": "This day included."})


class TextIn(Input):
    """Something written."""

    text = string(LONG_TEXT, required=True)


class MessageOut(Output):
    """A message of the conversation with a reporter."""

    id = uuid()
    report_id = uuid()
    direction = out(validate=validate.OneOf(MESSAGE_DIRECTIONS.values()))
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
