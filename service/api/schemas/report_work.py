"""Amending reports, their versions, duplicates, and what affected people agree to."""

from marshmallow import fields, validate

from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    PurposeQuery,
    coded,
    coded_list,
    maybe,
    moment,
    out,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Day, Flag, Id, Whole
from service.api.schemas.report_groups import (
    AffectedOut,
    CharacteristicOut,
    IdentityOut,
    SubjectOut,
)
from service.api.schemas.reports import CharacteristicIn, ConsentIn, SubjectIn
from service.api.schemas.representation import ResponderPreferenceOut, ResponderPreferencePatch
from service.domain import code_lists as lists
from service.domain.casework_lists import AFFECTED_CONSENTS, AffectedConsent


class AffectedPatch(Input):
    """Changes to who the affected person is; null takes something away."""

    name = string(SHORT_TEXT, allow_none=True)
    student_number = string(50, allow_none=True)
    email = fields.Email(validate=validate.Length(max=SHORT_TEXT), allow_none=True)
    safe_to_contact = coded(lists.CONTACT_PREFERENCES, allow_none=True)


class ReporterPatch(AffectedPatch):
    """Changes to who reports; null takes something away."""

    phone = string(50, allow_none=True)
    preferred_responder = string(SHORT_TEXT, allow_none=True)


_DRAFT_ONLY = {"description": "A draft only."}


class ReportPatch(Input):
    """What is changed in a report (JSON Merge Patch); lists are replaced whole."""

    narrative = string(LONG_TEXT)
    desired_resolution = string(LONG_TEXT, allow_none=True)
    incident_types = coded_list(lists.INCIDENT_TYPES)
    characteristics = fields.List(fields.Nested(CharacteristicIn), validate=validate.Length(max=20))
    impacts = coded_list(lists.IMPACTS)
    belonging_score = Whole(validate=validate.Range(1, 5), allow_none=True)
    setting = coded(lists.SETTINGS, allow_none=True)
    placement_provider = string(SHORT_TEXT, allow_none=True)
    occurred_from = Day(allow_none=True)
    occurred_precision = coded(lists.PRECISIONS, allow_none=True)
    subject_assesses_reporter = Flag()
    subjects = fields.List(fields.Nested(SubjectIn), validate=validate.Length(max=20))
    reporter = fields.Nested(ReporterPatch, allow_none=True)
    affected_person = fields.Nested(AffectedPatch, allow_none=True)
    responder_preference = fields.Nested(ResponderPreferencePatch, allow_none=True)
    below_threshold = Flag()
    mode = coded(lists.REPORT_MODES, metadata=_DRAFT_ONLY)
    relationship = coded(lists.RELATIONSHIPS, metadata=_DRAFT_ONLY)
    original_receipt = string(40, metadata=_DRAFT_ONLY)
    original_report_id = Id(allow_none=True, metadata=_DRAFT_ONLY)
    consents = fields.List(
        fields.Nested(ConsentIn), validate=validate.Length(max=20), metadata=_DRAFT_ONLY
    )


class VersionContent(Output):
    """What the changed fields held before; null where there was nothing."""

    narrative = fields.String(allow_none=True)
    desired_resolution = fields.String(allow_none=True)
    incident_types = fields.List(fields.String(), allow_none=True)
    characteristics = fields.List(fields.Nested(CharacteristicOut), allow_none=True)
    impacts = fields.List(fields.String(), allow_none=True)
    belonging_score = fields.Integer(allow_none=True)
    setting = fields.String(allow_none=True)
    placement_provider = fields.String(allow_none=True)
    occurred_from = fields.String(allow_none=True, metadata={"format": "date"})
    occurred_precision = fields.String(allow_none=True)
    subject_assesses_reporter = fields.Boolean()
    below_threshold = fields.Boolean()
    subjects = fields.List(fields.Nested(SubjectOut), allow_none=True)
    reporter = fields.Nested(IdentityOut, allow_none=True)
    affected_person = fields.Nested(AffectedOut, allow_none=True)
    responder_preference = fields.Nested(ResponderPreferenceOut, allow_none=True)


class VersionOut(Output):
    """An earlier version of a report. ``content`` is there only when asked for."""

    number = out(fields.Integer, metadata={"description": "The version that the report had."})
    author_kind = out(metadata={"description": "Who amended it: `reporter` or `client`."})
    fields_changed = strings(attribute="fields")
    replaced_at = moment()
    content = fields.Nested(VersionContent)


class VersionsOut(Output):
    """What a report said before, oldest first."""

    data = fields.List(fields.Nested(VersionOut), required=True)


class VersionsQuery(PurposeQuery):
    """Whether to open what was replaced."""

    expand = fields.String(load_default="", validate=validate.OneOf(["", "content"]))


class AffectedConsentIn(Input):
    """That the affected person was asked, or what they answered."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(
            [
                code.value
                for code in (AffectedConsent.ASKED, AffectedConsent.GIVEN, AffectedConsent.REFUSED)
            ]
        ),
    )


class DuplicateIn(Input):
    """The report that goes on."""

    original_id = Id(required=True)


class AlikeOut(Output):
    """A report that may tell of the same thing."""

    id = uuid()
    reference = out()
    state = out(validate=validate.OneOf(lists.REPORT_STATES.values()))
    setting = maybe()
    incident_types = strings()
    submitted_at = moment()


class AlikesOut(Output):
    """Reports that may tell of the same thing, newest first."""

    data = fields.List(fields.Nested(AlikeOut), required=True)


class FollowUpReport(Output):
    """A report as its reporter may know it; the words themselves are not shown again."""

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
    below_threshold = out(fields.Boolean)
    affected_consent = out(validate=validate.OneOf(AFFECTED_CONSENTS.values()))
