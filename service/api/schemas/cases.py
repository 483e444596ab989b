"""Cases and what stands on them, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    Distinct,
    Input,
    Output,
    PageQuery,
    PurposeQuery,
    coded,
    maybe,
    moment,
    out,
    page_schema,
    string,
    uuid,
)
from service.api.schemas.exact import Day, Flag, Id
from service.api.schemas.messages import MessageIn
from service.domain import code_lists as lists
from service.domain.casework_lists import NOTE_VISIBILITIES, WORKLISTS
from service.domain.support_lists import OVERRIDE_REASONS, PREFERENCES_MET


class CaseIn(Input):
    """A case to open."""

    report_ids = fields.List(
        Id(), required=True, validate=Distinct(1, 20), metadata={"uniqueItems": True}
    )
    summary = string(LONG_TEXT)
    risk_level = coded(lists.RISK_LEVELS, load_default="none")
    placement_provider_id = Id(load_default=None)


class CasePatch(Input):
    """Changes to a case (JSON Merge Patch)."""

    summary = string(LONG_TEXT, allow_none=True)
    risk_level = coded(lists.RISK_LEVELS)
    placement_provider_id = Id(allow_none=True)


class CaseOut(Output):
    """A case. ``summary`` is there only when asked for with ``expand=summary``."""

    id = uuid()
    reference = out()
    version = out(fields.Integer)
    state = out(validate=validate.OneOf(lists.CASE_STATES.values()))
    risk_level = out(validate=validate.OneOf(lists.RISK_LEVELS.values()))
    close_reason = maybe()
    policy_version_id = maybe(
        fields.UUID, metadata={"description": "The policy in force when the case was opened."}
    )
    placement_provider_id = maybe(fields.UUID)
    formal_since = Moment(
        required=True,
        allow_none=True,
        metadata={"description": "When the formal stage first began."},
    )
    completion_letter_on = maybe(fields.Date)
    due_at = Moment(required=True, allow_none=True)
    opened_at = moment()
    closed_at = Moment(required=True, allow_none=True)
    updated_at = moment()
    summary = fields.String(allow_none=True)


CaseOutPage = page_schema(CaseOut)


class CaseQuery(PageQuery):
    """Which cases."""

    state = coded(lists.CASE_STATES, load_default=None)
    risk_level = coded(lists.RISK_LEVELS, load_default=None)
    officer_id = Id(
        load_default=None,
        metadata={"description": "Who works on it; needed for the worklist `mine`."},
    )
    reference = string(20, load_default=None)
    worklist = coded(
        WORKLISTS,
        load_default=None,
        metadata={"description": "Open cases only; narrowed by the other parameters."},
    )
    incident_type = coded(lists.INCIDENT_TYPES, load_default=None)
    setting = coded(lists.SETTINGS, load_default=None)
    placement_provider_id = Id(load_default=None)
    opened_from = Day(load_default=None)
    opened_to = Day(load_default=None, metadata={"description": "This day included."})


class CaseExpandQuery(PurposeQuery):
    """Whether to open the summary."""

    expand = fields.String(load_default="", validate=validate.OneOf(["", "summary"]))


class NoteIn(Input):
    """A note to write."""

    text = string(LONG_TEXT, required=True)
    visibility = coded(
        NOTE_VISIBILITIES,
        load_default="case_team",
        metadata={"description": "Who may read it besides whoever wrote it."},
    )


class NoteOut(Output):
    """A note on a case."""

    id = uuid()
    author_kind = out()
    author_id = maybe(fields.UUID)
    visibility = out(validate=validate.OneOf(NOTE_VISIBILITIES.values()))
    created_at = moment()
    text = fields.String()


class NotesOut(Output):
    """Notes, oldest first."""

    data = fields.List(fields.Nested(NoteOut), required=True)


class AssignmentIn(Input):
    """An officer to put on a case."""

    officer_id = Id(required=True)
    role = coded(lists.ROLES, required=True)
    override_reason = coded(
        OVERRIDE_REASONS,
        load_default=None,
        metadata={
            "description": "Why this welfare officer, though a reporter asked for somebody else. "
            "Needed unless every wish is met; kept only then."
        },
    )


class AssignmentOut(Output):
    """An officer's place on a case."""

    id = uuid()
    officer_id = uuid()
    display_name = fields.String()
    role = out()
    assigned_at = moment()
    preference = maybe(
        validate=validate.OneOf(PREFERENCES_MET.values()),
        metadata={"description": "Whether they were whom a reporter asked for; null without wish."},
    )
    override_reason = maybe(validate=validate.OneOf(OVERRIDE_REASONS.values()))


class AssignmentsOut(Output):
    """Who works on a case."""

    data = fields.List(fields.Nested(AssignmentOut), required=True)


class OutcomeIn(Input):
    """An outcome to record."""

    outcome_type = coded(lists.OUTCOME_TYPES, required=True)
    finding = coded(lists.FINDINGS)
    summary = string(LONG_TEXT)
    reasons = string(LONG_TEXT)
    restricts_disclosure = Flag(
        load_default=False,
        metadata={"description": "Always refused when true (OfS condition E6)."},
    )


class OutcomeOut(Output):
    """An outcome. What was written is there only where a case's outcomes are read."""

    id = uuid()
    case_id = uuid()
    outcome_type = out()
    finding = maybe()
    recorded_at = moment()
    summary = fields.String()
    reasons = fields.String()


class OutcomesOut(Output):
    """The outcomes of a case."""

    data = fields.List(fields.Nested(OutcomeOut), required=True)


OutcomeOutPage = page_schema(OutcomeOut)


class TimelineEntry(Output):
    """Something that happened to a case."""

    id = uuid()
    at = moment()
    verb = out()
    meaning = out()
    actor_kind = out()
    actor_id = maybe(fields.UUID)
    subject_kind = maybe()
    subject_id = maybe(fields.UUID)
    purpose = maybe()
    result = out()


class TimelineOut(Output):
    """What happened to a case, oldest first: acts, and readings of sealed groups."""

    data = fields.List(fields.Nested(TimelineEntry), required=True)


class CaseMessageIn(MessageIn):
    """A message to the reporter of a case."""

    report_id = Id(load_default=None)


class CaseReportIn(Input):
    """A report to put on a case."""

    report_id = Id(required=True)
