"""Every table that holds personal data is of a record type whose lawful basis is stated."""

import pytest

from service.domain.lawful_basis import LAWFUL_BASES
from service.store import models

pytestmark = pytest.mark.single_database

RECORD_TYPES = {
    "Action": "action", "Appointment": "referral", "Introduction": "introduction",
    "IntroductionSide": "introduction", "LearningPoint": "outcome", "Letter": "outcome",
    "Progress": "referral", "ReferralConsent": "consent", "ServiceLink": "referral",
    "Fact": "statistics",
    "AccessRequest": "identity_access_request", "ActionAssessment": "risk_assessment",
    "Allegation": "allegation", "Appeal": "appeal", "Assignment": "case",
    "Attachment": "attachment", "AuditEntry": "audit_event", "AuditOpening": "audit_event",
    "Case": "case", "Clock": "task", "Conflict": "conflict_of_interest", "Consent": "consent",
    "ConsoleSession": "officer", "Feedback": "feedback", "IdempotencyKey": "report",
    "IndexEntry": "party", "InterimMeasure": "interim_measure", "JointOwner": "case",
    "Match": "match", "MatchAlert": "match", "Message": "message", "Note": "note",
    "Officer": "officer", "OutboxNotice": "message", "Outcome": "outcome", "Party": "party",
    "PartyNotice": "party", "PlacementProvider": "placement_provider", "Referral": "referral",
    "Report": "report", "ReportVersion": "report", "RiskAssessment": "risk_assessment",
    "SupportService": "support_service", "Supporter": "supporter", "Task": "task",
}  # fmt: skip
"""By model, the type of record that it is, or is part of."""
NOBODY = {
    "Activity": "what is on offer to anybody",
    "ActivitySession": "when it is, and how many came",
    "Initiative": "what is published",
    "LetterTemplate": "words that name nobody",
    "ServiceHours": "when services are open",
    "ServiceWord": "words by which services are found",
    "ApiClient": "a system of the university, not a person",
    "AuditCheckpoint": "hashes and signatures over the log",
    "AuditExport": "that the log was exported, up to where",
    "AuditLeaf": "places in the tree",
    "AuditPending": "a queue of entries",
    "AuditTile": "hashes of entries",
    "ClockTarget": "the institution's own numbers",
    "MessageTemplate": "words that name nobody",
    "PolicyVersion": "published text",
    "UsedAssertion": "digests of what systems signed",
    "WrappedDek": "keys",
    "WrappedKek": "keys",
}
"""Models that hold nothing about anybody, and why not."""


def test_lawful_basis_is_stated_for_every_model_that_holds_personal_data() -> None:
    """UK GDPR Articles 5(2) and 6: "the controller shall be responsible for, and be able to
    demonstrate compliance with" the lawfulness of each processing.
    """
    assert {*RECORD_TYPES, *NOBODY} == set(models.__all__)
    assert not RECORD_TYPES.keys() & NOBODY.keys()
    without = {name: kind for name, kind in RECORD_TYPES.items() if kind not in LAWFUL_BASES}
    assert without == {}


@pytest.mark.parametrize("name", NOBODY)
def test_what_holds_nothing_about_anybody_seals_nothing(name: str) -> None:
    """A sealed group is where personal data is: a model that has one is no exception."""
    table = getattr(models, name).__table__
    assert [column.name for column in table.columns if column.name.endswith("_ct")] == []
