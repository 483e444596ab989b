"""The code lists of support and outcomes: services, referrals, peers, and what comes of it all."""

from enum import StrEnum

from service.domain.codes import code_list


class ReferralEnd(StrEnum):
    """Why a referral was stopped before it came to its end: all that the service is told."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    REPORT_WITHDRAWN = "report_withdrawn"
    AFFECTED_PERSON_REFUSED = "affected_person_refused"
    WITHDRAWN_BY_SENDER = "withdrawn_by_sender"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"


class PreferenceMet(StrEnum):
    """Whether an officer is whom a reporter asked for."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"


class SessionState(StrEnum):
    """Where one meeting of an activity stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class IntroductionState(StrEnum):
    """Where an introduction stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    MADE = "made"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SideState(StrEnum):
    """What one of the two answered."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class LearningState(StrEnum):
    """Where a learning point stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class InitiativeState(StrEnum):
    """Whether an initiative is public; what is being done is its stage."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Theme(StrEnum):
    """What people speak of: the five themes of the study, and what stands in the way of speaking.

    Source: Ikhlaq et al., BMJ Open 2023, e078314.
    """

    BELONGING = "belonging"
    REPRESENTATION = "representation"
    PEER_SUPPORT = "peer_support"
    ACCESS_TO_SUPPORT = "access_to_support"
    SHARED_EXPERIENCE = "shared_experience"
    PLACEMENTS = "placements"
    TEACHING_AND_ASSESSMENT = "teaching_and_assessment"
    SPEAKING_UP = "speaking_up"


COSTS = code_list(
    "cost", "free nhs_funded means_tested paid".split(), labels={"nhs_funded": "NHS-funded"}
)
ACCESSIBLE = code_list(
    "accessible",
    "step_free bsl hearing_loop text_only large_print remote quiet_space "
    "outside_working_hours".split(),
    labels={
        "step_free": "Step-free", "bsl": "British Sign Language",
        "text_only": "By text alone, without speaking",
        "remote": "From anywhere, online or by phone",
    },
)  # fmt: skip
WEEKDAYS = code_list(
    "weekday",
    "mon tue wed thu fri sat sun".split(),
    labels={
        "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
        "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
    },
)  # fmt: skip
RESPONDER_ATTRIBUTES = code_list(
    "responder_attribute",
    "woman man non_binary global_majority disabled lgbtq_plus has_a_faith "
    "international_background first_in_family parent_or_carer care_experienced clinician "
    "not_a_clinician outside_my_department".split(),
    labels={
        "global_majority": "From the global majority or a minoritised ethnic group",
        "lgbtq_plus": "LGBTQ+", "first_in_family": "First in the family at university",
        "outside_my_department": "Not from my department",
    },
)  # fmt: skip
"""Words in which officers and services describe themselves, and reporters say whom they want."""
PREFERENCES_MET = code_list("preference_met", PreferenceMet)
OVERRIDE_REASONS = code_list(
    "override_reason",
    "nobody_available conflict_of_interest workload urgent reporter_agreed other".split(),
)
REFERRAL_ENDS = code_list("referral_end", ReferralEnd)
FOLLOW_UP_RESULTS = code_list(
    "follow_up_result",
    "referred_again support_resumed no_longer_wanted no_contact supported_otherwise".split(),
)
APPOINTMENT_KINDS = code_list("appointment_kind", "in_person phone video text".split())
APPOINTMENT_STATES = code_list("appointment_state", AppointmentState)
PROGRESS_KINDS = code_list(
    "progress_kind", "contact_made assessed plan_agreed session_held reviewed other".split()
)
ACTIVITY_KINDS = code_list("activity_kind", "group drop_in reflective_space".split())
SESSION_STATES = code_list("session_state", SessionState)
INTRODUCTION_STATES = code_list("introduction_state", IntroductionState)
SIDE_STATES = code_list("introduction_answer", SideState)
REMEDIES = (
    "apology_given marks_reviewed assessment_repeated extension_granted placement_changed "
    "adjustment_made fees_repaid record_corrected support_arranged"
).split()
ACTION_KINDS = code_list(
    "action_kind",
    [
        *REMEDIES,
        *"training_given policy_changed practice_changed supervision_changed referred_on "
        "monitoring other".split(),
    ],
)
ACTION_STATES = code_list("action_state", ActionState)
LEARNING_STATES = code_list("learning_state", LearningState)
THEMES = code_list("theme", Theme, labels={"belonging": "Isolation and belonging"})
LED_BY = code_list("led_by", ["institution", "peers"])
INITIATIVE_STAGES = code_list("initiative_stage", "planned under_way done".split())
INITIATIVE_STATES = code_list("initiative_state", InitiativeState)
