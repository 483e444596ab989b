"""The code lists themselves. Codes are stable; an institution may change labels, not meanings."""

from enum import StrEnum

from service.domain import casework_lists, support_lists
from service.domain.codes import CodeList, code_list


class Role(StrEnum):
    """What an officer may be; policy.py says what each may do."""

    WELFARE_OFFICER = "welfare_officer"
    CASE_MANAGER = "case_manager"
    INVESTIGATOR = "investigator"
    DECISION_MAKER = "decision_maker"
    IDENTITY_CUSTODIAN = "identity_custodian"
    SERVICE_PROVIDER = "service_provider"
    PLACEMENT_LIAISON = "placement_liaison"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SYSTEM_ADMIN = "system_admin"


class ReportMode(StrEnum):
    """How far the reporter wishes to be known."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    LINKED_TO_CASE = "linked_to_case"
    CLOSED_NO_CASE = "closed_no_case"
    WITHDRAWN = "withdrawn"


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"
    TRIAGE = "triage"
    SUPPORT_ONLY = "support_only"
    INFORMAL_RESOLUTION = "informal_resolution"
    INVESTIGATION = "investigation"
    DECISION = "decision"
    APPEAL = "appeal"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    REOPENED = "reopened"


class ReferralStatus(StrEnum):
    """Where a referral to a support service stands."""

    DRAFT = "draft"
    CONSENT_PENDING = "consent_pending"
    SENT = "sent"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DID_NOT_ENGAGE = "did_not_engage"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class PartyRole(StrEnum):
    """What a party is to the case."""

    REPORTING = "reporting"
    RESPONDING = "responding"
    WITNESS = "witness"


class Told(StrEnum):
    """Whether a party has been told the outcome."""

    NOT_YET = "not_yet"
    TOLD = "told"
    WITHHELD = "withheld"


class ConsentScope(StrEnum):
    """What a person may agree to."""

    CONTACT = "contact"
    SHARE_IDENTITY = "share_identity"
    SHARE_NARRATIVE = "share_narrative"
    SHARE_WITH_PLACEMENT = "share_with_placement"
    INVESTIGATE = "investigate"
    REFERRAL = "referral"
    MATCH = "match"
    STATISTICS = "statistics"
    INTRODUCE_TO_PEERS = "introduce_to_peers"


class ConsentState(StrEnum):
    """What a person answered."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ROLES = code_list("role", Role)
REPORT_MODES = code_list("report_mode", ReportMode)
REPORT_STATES = code_list("report_state", ReportState)
CASE_STATES = code_list("case_state", CaseState)
REFERRAL_STATUSES = code_list("referral_status", ReferralStatus)
PARTY_ROLES = code_list(
    "party_role",
    PartyRole,
    labels={"reporting": "Reporting party", "responding": "Responding party"},
)
TOLD_STATES = code_list("told_state", Told)
CONSENT_SCOPES = code_list("consent_scope", ConsentScope)
CONSENT_STATES = code_list("consent_state", ConsentState)

RELATIONSHIPS = code_list(
    "reporter_relationship",
    "affected_person witness on_behalf_with_consent on_behalf_without_consent "
    "staff_receiving_disclosure third_party".split(),
)
PARTY_TYPES = code_list(
    "party_type",
    "student academic_staff clinical_supervisor professional_services nhs_staff patient visitor "
    "contractor peer_student unknown".split(),
    labels={"nhs_staff": "NHS staff"},
)
CLOSE_REASONS = code_list(
    "close_reason",
    "resolved not_upheld insufficient_information reporter_declined referred_elsewhere "
    "out_of_scope duplicate for_information".split(),
)
WITHHOLDING_REASONS = code_list(
    "withholding_reason",
    "not_identified no_safe_contact asked_not_to_be_told risk_to_reporting_party "
    "data_protection legal_proceedings".split(),
)
INCIDENT_TYPES = code_list(
    "incident_type",
    "direct_discrimination indirect_discrimination discrimination_arising_from_disability "
    "failure_reasonable_adjustment harassment victimisation bullying microaggression exclusion "
    "hate_incident sexual_harassment sexual_misconduct retaliation assessment_bias online_abuse "
    "other".split(),
    labels={"failure_reasonable_adjustment": "Failure to make a reasonable adjustment"},
)
_NOT_STATUTORY = (
    "socioeconomic_background caring_responsibility accent_language care_experience "
    "immigration_status"
).split()
CHARACTERISTICS = code_list(
    "protected_characteristic",  # Equality Act 2010, section 4; the rest are not statutory
    "age disability gender_reassignment marriage_civil_partnership pregnancy_maternity race "
    "religion_or_belief sex sexual_orientation".split()
    + _NOT_STATUTORY,
    labels={
        "marriage_civil_partnership": "Marriage and civil partnership",
        "pregnancy_maternity": "Pregnancy and maternity",
        "accent_language": "Accent or language",
    },
    not_statutory=_NOT_STATUTORY,
)
BASES = code_list("characteristic_basis", ["actual", "perceived", "association"])
IMPACTS = code_list(
    "impact",
    "isolation loss_of_belonging imposter_feelings self_confidence attendance "
    "academic_performance health considering_leaving safety".split(),
)
SETTINGS = code_list(
    "setting",
    "campus_teaching assessment_or_exam hospital_placement gp_placement community_placement "
    "theatre_or_ward_round accommodation society_or_social online elective_abroad research "
    "other".split(),
    labels={"gp_placement": "GP placement"},
)
SERVICE_TYPES = code_list(
    "support_service_type",
    "counselling wellbeing personal_tutor disability_service occupational_health "
    "students_union_advice peer_network faith_support specialist_charity legal_advice "
    "freedom_to_speak_up_guardian police safeguarding gp_or_nhs crisis".split(),
    labels={
        "students_union_advice": "Students' union advice",
        "freedom_to_speak_up_guardian": "Freedom to Speak Up guardian",
        "gp_or_nhs": "GP or NHS",
    },
)
DECLINE_REASONS = code_list(
    "decline_reason", "no_capacity not_eligible not_accessible not_appropriate other".split()
)
OUTCOME_TYPES = code_list(
    "outcome_type",
    "support_provided apology mediation restorative training warning placement_change "
    "supervision_change reasonable_adjustment disciplinary_referral "
    "fitness_to_practise_referral external_employer_referral regulator_referral policy_change "
    "no_further_action".split(),
)
FINDINGS = code_list("finding", "upheld partly_upheld not_upheld not_determined".split())
RISK_LEVELS = code_list("risk_level", "none low medium high immediate".split())
READ_PURPOSES = code_list(
    "read_purpose",
    "triage casework support_referral safeguarding decision quality_review "
    "rights_request integration notice peer_introduction".split(),
)
AUDIT_PURPOSES = code_list(
    "audit_purpose", "audit investigation subject_access regulator monitoring".split()
)
PRECISIONS = code_list("date_precision", ["day", "month", "year", "ongoing", "unknown"])
CONTACT_PREFERENCES = code_list(
    "safe_to_contact", ["any", "email_only", "phone_only", "receipt_only", "do_not_contact"]
)
IDENTIFIER_TYPES = code_list("identifier_type", ["email", "student_number", "staff_number"])
LANGUAGES = code_list(
    "language",
    "en cy bsl ar bn pa ur pl zh fr es so".split(),
    labels={
        "en": "English", "cy": "Welsh", "bsl": "British Sign Language", "ar": "Arabic",
        "bn": "Bengali", "pa": "Punjabi", "ur": "Urdu", "pl": "Polish", "zh": "Chinese",
        "fr": "French", "es": "Spanish", "so": "Somali",
    },
)  # fmt: skip

_ETHNICITY = {
    "bangladeshi": "100", "chinese": "101", "indian": "103", "pakistani": "104",
    "other_asian": "119", "african": "120", "caribbean": "121", "other_black": "139",
    "asian_and_white": "140", "black_african_and_white": "141",
    "black_caribbean_and_white": "142", "other_mixed": "159", "white_british": "160",
    "gypsy_or_traveller": "163", "irish": "166", "roma": "168", "other_white": "179",
    "arab": "180", "other": "899", "not_known": "997", "prefer_not_to_say": "998",
}  # fmt: skip
_DISABILITY = {
    "learning_difference": "51", "social_or_communication": "53", "long_standing_illness": "54",
    "mental_health": "55", "physical_or_mobility": "56", "deaf_or_hearing": "57",
    "blind_or_sight": "58", "development_condition": "59", "none_known": "95", "other": "96",
    "prefer_not_to_say": "98",
}  # fmt: skip
HESA_ETHNICITY = code_list("hesa_ethnicity", _ETHNICITY, externals=_ETHNICITY)
HESA_DISABILITY = code_list("hesa_disability", _DISABILITY, externals=_DISABILITY)

CODE_LISTS: dict[str, CodeList] = {
    value.name: value
    for value in [
        *globals().values(),
        *vars(casework_lists).values(),
        *vars(support_lists).values(),
    ]
    if isinstance(value, CodeList)
}
"""Every published list by name."""
