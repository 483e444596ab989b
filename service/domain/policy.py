"""Who may do what: one table, deny by default.

A row is read: *this may be done by* an officer with one of these roles, or a client with this
scope, *standing in this relation to the thing*. What no row allows is refused; a thing the actor
may not read does not exist for them (`errors.NotFound`), so not-found and not-allowed look alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain.actors import Actor, ActorKind, Scope
from service.domain.code_lists import Role


class Relation(StrEnum):
    """How the actor stands to the thing."""

    ANYONE = "anyone"
    ASSIGNED = "assigned"
    """The officer is assigned to the case, or to the case the report belongs to."""
    INTAKE = "intake"
    """The report is not on a case yet, so whoever does triage sees it."""
    SUBMITTED = "submitted"
    """The client submitted the report."""
    RECEIVING = "receiving"
    """The actor speaks for the service that receives the referral, and it was sent."""
    HELPING = "helping"
    """The same, while nothing ended it that ends the service's need to know."""
    SPEAKS_FOR = "speaks_for"
    """The actor speaks for the support service."""
    RECEIPT = "receipt"
    """The reporter holds the report's receipt, or a supporter the code they were given."""
    UNMASKED = "unmasked"
    """A second person let the officer know who reported, and the time has not run out."""
    BREAK_GLASS = "break_glass"
    """The officer broke into the case, on record and for a while."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One way of being allowed."""

    who: frozenset[Role | Scope | ActorKind]
    relation: Relation = Relation.ANYONE

    def covers(self, actor: Actor) -> bool:
        """Whether the actor is one of those meant, whatever the relation."""
        return bool(self.who & (actor.roles | actor.scopes | {actor.kind}))


def _may(*who: Role | Scope | ActorKind, when: Relation = Relation.ANYONE) -> Grant:
    return Grant(frozenset(who), when)


_WELFARE, _MANAGER = Role.WELFARE_OFFICER, Role.CASE_MANAGER
_TEAM = (
    Role.WELFARE_OFFICER,
    Role.INVESTIGATOR,
    Role.DECISION_MAKER,
    Role.IDENTITY_CUSTODIAN,
    Role.PLACEMENT_LIAISON,
)
_REPORTER, _SYSTEM, _NOBODY = ActorKind.REPORTER, ActorKind.SYSTEM, ActorKind.NOBODY
_SUPPORTER, _CUSTODIAN = ActorKind.SUPPORTER, Role.IDENTITY_CUSTODIAN

_CASE_READERS = (
    _may(_MANAGER, Scope.CASES_READ),
    _may(*_TEAM, when=Relation.ASSIGNED),
    _may(*_TEAM, when=Relation.BREAK_GLASS),
)
_CASE_SEERS = (_may(Scope.CASES_WRITE), *_CASE_READERS)
"""Who may know that a case is there, and its state, but not what was said."""
_CASE_WORKERS = (
    _may(_MANAGER, Scope.CASES_WRITE),
    _may(*_TEAM, when=Relation.ASSIGNED),
)
_SENDERS = (
    _may(_MANAGER, Scope.REFERRALS_WRITE),
    _may(_WELFARE, when=Relation.ASSIGNED),
    _may(_WELFARE, when=Relation.INTAKE),
)

_SERVICE = (Role.SERVICE_PROVIDER, Scope.REFERRALS_RECEIVE, ActorKind.SERVICE)
"""Whoever acts for a support service: an account, a system of its own, a link from an e-mail."""
_DIRECTORY = (
    _may(_MANAGER, Role.SYSTEM_ADMIN, Scope.DIRECTORY_WRITE),
    _may(Role.SERVICE_PROVIDER, Scope.REFERRALS_RECEIVE, when=Relation.SPEAKS_FOR),
)
_EVERYBODY = (
    _may(
        ActorKind.OFFICER, ActorKind.CLIENT, ActorKind.SERVICE, _REPORTER, _SUPPORTER, _NOBODY,
        _SYSTEM,
    ),
)  # fmt: skip

_TRIAGERS = (
    _may(_MANAGER, Scope.CASES_WRITE),
    _may(_WELFARE, when=Relation.INTAKE),
)
_OWN_REPORT = (
    _may(_REPORTER, when=Relation.RECEIPT),
    _may(Scope.REPORTS_WRITE, when=Relation.SUBMITTED),
)
_ORIGINAL_READERS = (
    _may(_MANAGER, Scope.CASES_READ),
    _may(_CUSTODIAN, when=Relation.ASSIGNED),
)
"""Who may have a file as it came, with whatever it says about who made it."""
_CONFIGURERS = (_may(_MANAGER, Role.SYSTEM_ADMIN),)

POLICY: dict[str, tuple[Grant, ...]] = {
    # Reports
    "report.submit": (_may(Scope.REPORTS_WRITE, _WELFARE, _MANAGER),),
    "report.read": (
        _may(_MANAGER, Scope.CASES_READ, Scope.CASES_WRITE),
        _may(Scope.REPORTS_READ, Scope.REPORTS_WRITE, when=Relation.SUBMITTED),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_TEAM, when=Relation.ASSIGNED),
        _may(*_TEAM, when=Relation.BREAK_GLASS),
        _may(_REPORTER, _SUPPORTER, when=Relation.RECEIPT),
    ),
    "report.read_content": (
        _may(_MANAGER, Scope.CASES_READ),
        _may(Scope.REPORTS_READ, when=Relation.SUBMITTED),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_TEAM, when=Relation.ASSIGNED),
        _may(*_TEAM, when=Relation.BREAK_GLASS),
    ),
    "report.read_identity": (
        _may(_MANAGER, Scope.CASES_READ),
        _may(Scope.REPORTS_READ, when=Relation.SUBMITTED),
        _may(_WELFARE, _CUSTODIAN, when=Relation.ASSIGNED),
        _may(*_TEAM, when=Relation.UNMASKED),
        _may(*_TEAM, when=Relation.BREAK_GLASS),
    ),
    "report.amend": _OWN_REPORT,
    "report.submit_draft": _OWN_REPORT,
    "report.triage": _TRIAGERS,
    "report.assess": (*_TRIAGERS, _may(*_TEAM, when=Relation.ASSIGNED)),
    "report.identify": (_may(_REPORTER, when=Relation.RECEIPT),),
    "report.withdraw": _OWN_REPORT,
    "report.affected_consent": (
        *_OWN_REPORT,
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(_WELFARE, when=Relation.ASSIGNED),
    ),
    "report.follow": (_may(_REPORTER, _SUPPORTER, when=Relation.RECEIPT),),
    "report.supporters": (_may(_REPORTER, when=Relation.RECEIPT),),
    "report.feedback": (_may(_REPORTER, when=Relation.RECEIPT),),
    "report.attach": (
        *_OWN_REPORT,
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_TEAM, when=Relation.ASSIGNED),
    ),
    "report.write_to_team": (_may(_REPORTER, when=Relation.RECEIPT),),
    "report.write_to_reporter": (
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_TEAM, when=Relation.ASSIGNED),
    ),
    "report.consent": (
        _may(_REPORTER, when=Relation.RECEIPT),
        _may(Scope.REPORTS_WRITE, when=Relation.SUBMITTED),
        *_SENDERS,
    ),
    # Cases
    "case.open": (_may(_WELFARE, _MANAGER, Scope.CASES_WRITE),),
    "case.read": _CASE_SEERS,
    "case.read_content": _CASE_READERS,
    "case.amend": _CASE_WORKERS,
    "case.progress": _CASE_WORKERS,
    "case.note": _CASE_WORKERS,
    "case.read_restricted_notes": (_may(_MANAGER),),
    "case.attach": _CASE_WORKERS,
    "case.search_identifier": (_may(_MANAGER, _CUSTODIAN, _WELFARE, Scope.CASES_READ),),
    "case.assign": (_may(_MANAGER, Scope.CASES_WRITE), _may(_WELFARE, when=Relation.ASSIGNED)),
    "case.decide": (
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(Role.DECISION_MAKER, when=Relation.ASSIGNED),
    ),
    "case.close": (
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(_WELFARE, Role.DECISION_MAKER, when=Relation.ASSIGNED),
    ),
    # Who must not know, and who may for a while
    "conflict.declare": (
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(*_TEAM, when=Relation.ASSIGNED),
        _may(_WELFARE, when=Relation.INTAKE),
    ),
    "conflict.end": (_may(_MANAGER),),
    "access.unmask": (_may(*_TEAM, when=Relation.ASSIGNED),),
    "access.break_glass": (_may(*_TEAM),),
    "access.end": (_may(ActorKind.OFFICER),),
    "access.decide": (_may(_MANAGER, _CUSTODIAN),),
    "access.review": (_may(_MANAGER, Role.DATA_PROTECTION_OFFICER),),
    "match.list": (_may(_MANAGER, _CUSTODIAN, Scope.CASES_READ),),
    "match.read": (_may(_MANAGER, _CUSTODIAN),),
    "report.read_original": _ORIGINAL_READERS,
    "case.read_original": _ORIGINAL_READERS,
    "outcome.record": _CASE_WORKERS,
    "outcome.tell": _CASE_WORKERS,
    # Referrals
    "referral.create": _SENDERS,
    "referral.send": _SENDERS,
    "referral.read": (
        _may(_MANAGER, Scope.REFERRALS_READ, Scope.REFERRALS_WRITE, Scope.CASES_READ),
        _may(*_TEAM, when=Relation.ASSIGNED),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_SERVICE, when=Relation.RECEIVING),
        _may(_REPORTER, when=Relation.RECEIPT),
    ),
    "referral.read_content": (
        _may(_MANAGER, Scope.REFERRALS_READ, Scope.CASES_READ),
        _may(_WELFARE, Role.IDENTITY_CUSTODIAN, when=Relation.ASSIGNED),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_SERVICE, when=Relation.HELPING),
        _may(_REPORTER, when=Relation.RECEIPT),
    ),
    "referral.consent": (*_SENDERS, _may(_REPORTER, when=Relation.RECEIPT)),
    "referral.receive": (
        _may(_MANAGER, Scope.REFERRALS_WRITE),
        _may(_WELFARE, when=Relation.ASSIGNED),
        _may(_WELFARE, when=Relation.INTAKE),
        _may(*_SERVICE, when=Relation.HELPING),
    ),
    # People who have lived through the like
    "report.introduce": (
        _may(_MANAGER, Scope.CASES_WRITE),
        _may(_WELFARE, when=Relation.ASSIGNED),
        _may(_WELFARE, when=Relation.INTAKE),
    ),
    "report.answer_introduction": (_may(_REPORTER, when=Relation.RECEIPT),),
    # What comes of it
    "outcome.write_letter": _CASE_WORKERS,
    "letter.read_own": (_may(_REPORTER, when=Relation.RECEIPT),),
    "learning.record": _CASE_WORKERS,
    "learning.approve": (_may(_MANAGER), _may(Role.DECISION_MAKER, when=Relation.ASSIGNED)),
    "learning.read": (
        _may(_MANAGER, _WELFARE, Role.ANALYST, Scope.CASES_READ, Scope.STATISTICS_READ),
    ),
    "initiative.read": _EVERYBODY,
    "initiative.write": (_may(_MANAGER, Scope.INITIATIVES_WRITE),),
    "statistics.read": (
        _may(_MANAGER, Role.ANALYST, Role.DATA_PROTECTION_OFFICER, Scope.STATISTICS_READ),
    ),
    # Directory and reference data
    "directory.read": _EVERYBODY,
    "directory.write": _DIRECTORY,
    "directory.add": (_may(_MANAGER, Role.SYSTEM_ADMIN, Scope.DIRECTORY_WRITE, _SYSTEM),),
    "activity.write": _DIRECTORY,
    # The audit log: metadata only, nothing decrypts here
    "audit.read": (_may(Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Scope.AUDIT_READ, _SYSTEM),),
    "audit.export": (_may(Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Scope.AUDIT_READ, _SYSTEM),),
    # Configuration: never case content
    "configuration.write": _CONFIGURERS,
    "officer.describe_self": (_may(ActorKind.OFFICER),),
    "officer.manage": (_may(Role.SYSTEM_ADMIN, _SYSTEM),),
    "client.manage": (_may(Role.SYSTEM_ADMIN, _SYSTEM),),
}
"""Every permission and who has it."""


def relations(actor: Actor, permission: str) -> frozenset[Relation]:
    """Give the relations in which the actor holds a permission; empty means never.

    Lists are filtered by exactly these, so a list never shows what a get would refuse.
    """
    return frozenset(g.relation for g in POLICY.get(permission, ()) if g.covers(actor))


def permits(
    actor: Actor, permission: str, standing: Iterable[Relation] = (Relation.ANYONE,)
) -> bool:
    """Decide whether an actor standing in these relations to a thing may do this to it.

    Without ``standing`` the permission is not about one thing. With it, even `Relation.ANYONE`
    must be among them: who has a conflict of interest stands in no relation at all.
    """
    return bool(relations(actor, permission) & set(standing))


ROLES_ON_A_CASE = tuple(
    role
    for role in Role
    if any(
        role in grant.who and grant.relation in (Relation.ANYONE, Relation.ASSIGNED)
        for grant in POLICY["case.read"]
    )
)
"""In which an officer can be put on a case: being on it must let them see it."""
