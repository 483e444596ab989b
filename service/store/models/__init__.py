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
from service.store.models.case import Assignment, Case, Note, Outcome, Party
from service.store.models.keystore import WrappedDek, WrappedKek
from service.store.models.people import (
    ApiClient,
    ConsoleSession,
    IdempotencyKey,
    Officer,
    UsedAssertion,
)
from service.store.models.report import Consent, Message, Report
from service.store.models.support import Referral, SupportService

__all__ = [
    "ApiClient",
    "Assignment",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditExport",
    "AuditLeaf",
    "AuditOpening",
    "AuditPending",
    "AuditTile",
    "Case",
    "Consent",
    "ConsoleSession",
    "IdempotencyKey",
    "Message",
    "Note",
    "Officer",
    "Outcome",
    "Party",
    "Referral",
    "Report",
    "SupportService",
    "UsedAssertion",
    "WrappedDek",
    "WrappedKek",
]
