"""Who acts: an officer, an API client, a reporter or their supporter, or the system itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from service.domain.code_lists import Role


class ActorKind(StrEnum):
    """The ways of coming in."""

    OFFICER = "officer"
    CLIENT = "client"
    REPORTER = "reporter"
    SUPPORTER = "supporter"
    SERVICE = "service"
    """A support service that came by the link in an e-mail, to one referral."""
    SYSTEM = "system"
    NOBODY = "nobody"


class Scope(StrEnum):
    """What an API client's token may carry."""

    REPORTS_WRITE = "reports:write"
    REPORTS_READ = "reports:read"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    REFERRALS_READ = "referrals:read"
    REFERRALS_WRITE = "referrals:write"
    REFERRALS_RECEIVE = "referrals:receive"
    OUTCOMES_READ = "outcomes:read"
    STATISTICS_READ = "statistics:read"
    DIRECTORY_WRITE = "directory:write"
    INITIATIVES_WRITE = "initiatives:write"
    RIGHTS_WRITE = "rights:write"
    WEBHOOKS_MANAGE = "webhooks:manage"
    AUDIT_READ = "audit:read"
    IMPORTS_WRITE = "imports:write"
    SCIM = "scim"


SCOPE_MEANINGS: dict[Scope, str] = {
    Scope.REPORTS_WRITE: "Submit reports and act on the ones this client submitted.",
    Scope.REPORTS_READ: "Read the reports this client submitted.",
    Scope.CASES_READ: "Read all reports and cases.",
    Scope.CASES_WRITE: "Triage reports and work on cases.",
    Scope.REFERRALS_READ: "Read every referral, and what was shared with the services.",
    Scope.REFERRALS_WRITE: "Make referrals and move them on.",
    Scope.REFERRALS_RECEIVE: "Act for one support service on what is sent to it, and no other.",
    Scope.OUTCOMES_READ: "Read outcomes across cases.",
    Scope.STATISTICS_READ: "Read disclosure-controlled figures.",
    Scope.DIRECTORY_WRITE: "Keep the directory of support services.",
    Scope.INITIATIVES_WRITE: "Write of initiatives, and publish them.",
    Scope.RIGHTS_WRITE: "Handle data-protection rights requests.",
    Scope.WEBHOOKS_MANAGE: "Manage webhook subscriptions.",
    Scope.AUDIT_READ: "Read, prove and export the audit log.",
    Scope.IMPORTS_WRITE: "Import in bulk.",
    Scope.SCIM: "Provision officers from the identity provider.",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does the act, and from where (``origin`` is a coarsened network address)."""

    kind: ActorKind
    id: UUID | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    report_id: UUID | None = None
    service_id: UUID | None = None
    """The support service that an officer or a client speaks for."""
    referral_id: UUID | None = None
    """The one referral that a support service's link is for."""
    unmasked: frozenset[UUID] = field(default_factory=frozenset)
    """Reports whose reporter a second person lets this officer know, at this moment."""
    broken_glass: frozenset[UUID] = field(default_factory=frozenset)
    """Cases that this officer has broken into and not left yet."""
    reads_messages: bool = True
    """False for a supporter who may follow how things stand, but not the conversation."""
    origin: str = ""


SYSTEM = Actor(ActorKind.SYSTEM)
NOBODY = Actor(ActorKind.NOBODY)
