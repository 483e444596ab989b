"""The code lists of casework: what is done about reports and cases, and by whom it is watched."""

from enum import StrEnum

from service.domain.codes import code_list


class AffectedConsent(StrEnum):
    """Whether the person a report is made on behalf of agreed to it themselves."""

    NOT_NEEDED = "not_needed"
    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class ClockKind(StrEnum):
    """What a deadline is for."""

    FIRST_REVIEW = "first_review"
    FIRST_CONTACT = "first_contact"
    CASE_REVIEW = "case_review"
    NEXT_STEP = "next_step"
    FORMAL_STAGE = "formal_stage"


class Ageing(StrEnum):
    """How near a deadline is."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"


class TaskKind(StrEnum):
    """What a task is for; ``other`` says it in words."""

    DETRIMENT_CHECK_IN = "detriment_check_in"
    MEASURE_REVIEW = "measure_review"
    RISK_REVIEW = "risk_review"
    CONTACT_PARTY = "contact_party"
    GATHER_EVIDENCE = "gather_evidence"
    ASK_CONSENT = "ask_consent"
    OUTCOME_ACTION = "outcome_action"
    OUTCOME_FOLLOW_UP = "outcome_follow_up"
    OTHER = "other"


class ConflictKind(StrEnum):
    """Why an officer may have nothing to do with a case."""

    NAMED_IN_REPORT = "named_in_report"
    SUPERVISES_PARTY = "supervises_party"
    LINE_MANAGES_PARTY = "line_manages_party"
    PERSONAL_CONNECTION = "personal_connection"
    RECUSED = "recused"


class AccessKind(StrEnum):
    """What a request that needs a second person is for."""

    UNMASK = "unmask"
    BREAK_GLASS = "break_glass"
    OPEN_MATCH = "open_match"
    END_CONFLICT = "end_conflict"


class AccessState(StrEnum):
    """Where such a request stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"
    REVIEWED = "reviewed"


class AttachmentState(StrEnum):
    """Where an attachment stands."""

    AWAITING_CONTENT = "awaiting_content"
    QUARANTINED = "quarantined"
    AVAILABLE = "available"
    REFUSED = "refused"


class MessageDirection(StrEnum):
    """Who wrote a message to whom; ``automatic`` is what nobody wrote by hand."""

    FROM_REPORTER = "from_reporter"
    TO_REPORTER = "to_reporter"
    AUTOMATIC = "automatic"


class NoteVisibility(StrEnum):
    """Who may read a note besides whoever wrote it."""

    CASE_TEAM = "case_team"
    CASE_MANAGERS = "case_managers"


AFFECTED_CONSENTS = code_list("affected_consent", AffectedConsent)
ACTION_DECISIONS = code_list(
    "action_decision", "act act_protectively seek_more_information do_not_act".split()
)
CORROBORATION = code_list(
    "corroboration", "none_possible records_exist others_may_confirm already_corroborated".split()
)
MEASURE_TYPES = code_list(
    "interim_measure_type",
    "placement_change supervision_change no_contact assessment_change timetable_change "
    "accommodation_change remote_attendance suspension other".split(),
)
MEASURE_STATES = code_list("interim_measure_state", ["active", "lifted"])
CLOCK_KINDS = code_list("clock_kind", ClockKind)
CLOCK_UNITS = code_list("clock_unit", ["working_days", "calendar_days"])
AGEING = code_list("ageing", Ageing)
CLOCK_STATES = code_list("clock_state", ["running", "paused", "stopped"])
PAUSE_REASONS = code_list(
    "pause_reason",
    "on_hold awaiting_reporter awaiting_party awaiting_evidence external_investigation "
    "institution_closed".split(),
)
TASK_KINDS = code_list("task_kind", TaskKind)
TASK_STATES = code_list("task_state", ["open", "done", "cancelled"])
CHECK_IN_RESULTS = code_list(
    "check_in_result", "no_detriment detriment_reported no_contact contact_not_wanted".split()
)
CONFLICT_KINDS = code_list("conflict_kind", ConflictKind)
ACCESS_KINDS = code_list("access_kind", AccessKind)
ACCESS_STATES = code_list("access_state", AccessState)
REVIEW_RESULTS = code_list("review_result", ["justified", "not_justified"])
ATTACHMENT_STATES = code_list("attachment_state", AttachmentState)
SCAN_RESULTS = code_list("scan_result", "waiting clean infected not_scanned scanner_away".split())
REFUSAL_REASONS = code_list(
    "attachment_refusal", "infected type_not_accepted too_large incomplete".split()
)
MESSAGE_DIRECTIONS = code_list("message_direction", MessageDirection)
NOTE_VISIBILITIES = code_list("note_visibility", NoteVisibility)
APPEAL_GROUNDS = code_list(
    "appeal_ground", "procedural_error new_evidence unreasonable_decision bias".split()
)
APPEAL_RESULTS = code_list("appeal_result", "upheld partly_upheld dismissed withdrawn".split())
FEELINGS = code_list(
    "process_feeling",
    "heard believed informed in_control safe supported treated_fairly".split(),
)
FEEDBACK_STAGES = code_list("feedback_stage", "intake closure follow_up".split())
WORKLISTS = code_list(
    "worklist",
    "mine unassigned breaching waiting_for_reporter waiting_for_service high_risk".split(),
)
