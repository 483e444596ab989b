"""Every model, one file per noun."""

from service.store.models.audit import (
    AuditCheckpoint,
    AuditEntry,
    AuditExport,
    AuditLeaf,
    AuditOpening,
    AuditPending,
    AuditTile,
)
from service.store.models.case import (
    Assignment,
    Case,
    JointOwner,
    Note,
    Outcome,
    Party,
    PartyNotice,
)
from service.store.models.files import (
    Attachment,
)
from service.store.models.finding import (
    IndexEntry,
    Match,
    MatchAlert,
)
from service.store.models.guard import (
    AccessRequest,
    Conflict,
)
from service.store.models.investigation import (
    ActionAssessment,
    Allegation,
    Appeal,
    InterimMeasure,
    PlacementProvider,
    PolicyVersion,
    RiskAssessment,
)
from service.store.models.keystore import (
    WrappedDek,
    WrappedKek,
)
from service.store.models.outcome import (
    Action,
    Fact,
    Initiative,
    LearningPoint,
    Letter,
    LetterTemplate,
)
from service.store.models.peers import (
    Introduction,
    IntroductionSide,
)
from service.store.models.people import (
    ApiClient,
    ConsoleSession,
    IdempotencyKey,
    Officer,
    UsedAssertion,
)
from service.store.models.referral import (
    Appointment,
    Progress,
    Referral,
    ReferralConsent,
    ServiceLink,
)
from service.store.models.report import (
    Consent,
    Message,
    Report,
    ReportVersion,
)
from service.store.models.reporter import (
    Feedback,
    Supporter,
)
from service.store.models.support import (
    Activity,
    ActivitySession,
    ServiceHours,
    ServiceWord,
    SupportService,
)
from service.store.models.work import (
    Clock,
    ClockTarget,
    MessageTemplate,
    OutboxNotice,
    Task,
)

__all__ = [
    "AccessRequest",
    "Action",
    "ActionAssessment",
    "Activity",
    "ActivitySession",
    "Allegation",
    "ApiClient",
    "Appeal",
    "Appointment",
    "Assignment",
    "Attachment",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditExport",
    "AuditLeaf",
    "AuditOpening",
    "AuditPending",
    "AuditTile",
    "Case",
    "Clock",
    "ClockTarget",
    "Conflict",
    "Consent",
    "ConsoleSession",
    "Fact",
    "Feedback",
    "IdempotencyKey",
    "IndexEntry",
    "Initiative",
    "InterimMeasure",
    "Introduction",
    "IntroductionSide",
    "JointOwner",
    "LearningPoint",
    "Letter",
    "LetterTemplate",
    "Match",
    "MatchAlert",
    "Message",
    "MessageTemplate",
    "Note",
    "Officer",
    "OutboxNotice",
    "Outcome",
    "Party",
    "PartyNotice",
    "PlacementProvider",
    "PolicyVersion",
    "Progress",
    "Referral",
    "ReferralConsent",
    "Report",
    "ReportVersion",
    "RiskAssessment",
    "ServiceHours",
    "ServiceLink",
    "ServiceWord",
    "SupportService",
    "Supporter",
    "Task",
    "UsedAssertion",
    "WrappedDek",
    "WrappedKek",
]
