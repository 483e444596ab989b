"""The policy: deny by default, and who never sees content."""

from itertools import combinations

import pytest

from service.domain.actors import NOBODY, SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.policy import POLICY, Relation, permits, relations

pytestmark = pytest.mark.single_database

ALL = tuple(Relation)
CONTENT = [p for p in POLICY if p.startswith(("case.", "outcome.", "referral."))] + [
    "report.read", "report.read_content", "report.read_identity", "report.triage",
    "report.write_to_reporter",
]  # fmt: skip


def officer(*roles: Role) -> Actor:
    return Actor(ActorKind.OFFICER, roles=frozenset(roles))


def client(*scopes: Scope) -> Actor:
    return Actor(ActorKind.CLIENT, scopes=frozenset(scopes))


WELFARE, MANAGER = officer(Role.WELFARE_OFFICER), officer(Role.CASE_MANAGER)
INVESTIGATOR, DECIDER = officer(Role.INVESTIGATOR), officer(Role.DECISION_MAKER)
PROVIDER, CUSTODIAN = officer(Role.SERVICE_PROVIDER), officer(Role.IDENTITY_CUSTODIAN)
FORM = client(Scope.REPORTS_WRITE, Scope.REPORTS_READ)
REPORTER = Actor(ActorKind.REPORTER)
ASSIGNED, INTAKE = Relation.ASSIGNED, Relation.INTAKE

CHECKS: list[tuple[Actor, str, set[Relation], bool]] = [
    (WELFARE, "report.read", {INTAKE}, True),
    (WELFARE, "report.read", set(), False),
    (WELFARE, "report.read_content", {INTAKE}, True),
    (WELFARE, "report.read_identity", {INTAKE}, False),
    (WELFARE, "report.read_identity", {ASSIGNED}, True),
    (WELFARE, "case.read", set(), False),
    (WELFARE, "case.read", {ASSIGNED}, True),
    (WELFARE, "case.decide", {ASSIGNED}, False),
    (WELFARE, "case.close", {ASSIGNED}, True),
    (WELFARE, "referral.create", {INTAKE}, True),
    (WELFARE, "audit.read", {ASSIGNED}, False),
    (MANAGER, "case.read", set(), True),
    (MANAGER, "report.read_identity", set(), True),
    (MANAGER, "officer.manage", set(ALL), False),
    (INVESTIGATOR, "case.note", {ASSIGNED}, True),
    (INVESTIGATOR, "case.close", {ASSIGNED}, False),
    (INVESTIGATOR, "report.read_identity", {ASSIGNED}, False),
    (INVESTIGATOR, "report.read", {INTAKE}, False),
    (DECIDER, "case.decide", {ASSIGNED}, True),
    (DECIDER, "case.decide", set(), False),
    (CUSTODIAN, "report.read_identity", {ASSIGNED}, True),
    (PROVIDER, "referral.read", {Relation.RECEIVING}, True),
    (PROVIDER, "referral.read", {ASSIGNED, INTAKE}, False),
    (PROVIDER, "referral.send", set(ALL), False),
    (PROVIDER, "report.read_content", set(ALL), False),
    (FORM, "report.submit", set(), True),
    (FORM, "report.read", {Relation.SUBMITTED}, True),
    (FORM, "report.read", set(), False),
    (FORM, "case.read", set(ALL), False),
    (client(Scope.CASES_READ), "case.read", set(), True),
    (client(Scope.CASES_READ), "case.progress", set(ALL), False),
    (client(Scope.STATISTICS_READ), "report.read", set(ALL), False),
    (client(Scope.AUDIT_READ), "audit.export", set(), True),
    (REPORTER, "report.read", {Relation.RECEIPT}, True),
    (REPORTER, "report.read", set(), False),
    (REPORTER, "report.identify", {Relation.RECEIPT}, True),
    (REPORTER, "report.read_content", set(ALL), False),
    (REPORTER, "case.read", set(ALL), False),
    (REPORTER, "report.amend", {Relation.RECEIPT}, True),
    (REPORTER, "report.supporters", {Relation.RECEIPT}, True),
    (REPORTER, "report.feedback", {Relation.RECEIPT}, True),
    (REPORTER, "report.triage", set(ALL), False),
    (FORM, "report.submit_draft", {Relation.SUBMITTED}, True),
    (FORM, "report.submit_draft", set(), False),
    (FORM, "report.supporters", set(ALL), False),
    (MANAGER, "report.amend", set(ALL), False),
    (MANAGER, "report.submit_draft", set(ALL), False),
    (INVESTIGATOR, "report.read_identity", {Relation.UNMASKED}, True),
    (INVESTIGATOR, "case.read_content", {Relation.BREAK_GLASS}, True),
    (INVESTIGATOR, "case.progress", {Relation.BREAK_GLASS}, False),
    (PROVIDER, "report.read_identity", {Relation.UNMASKED, Relation.BREAK_GLASS}, False),
    (WELFARE, "report.affected_consent", {ASSIGNED}, True),
    (INVESTIGATOR, "report.affected_consent", {ASSIGNED}, False),
    (NOBODY, "directory.read", set(), True),
    (SYSTEM, "officer.manage", set(), True),
    (SYSTEM, "report.read", set(ALL), False),
    (officer(Role.AUDITOR), "audit.read", set(), True),
    (officer(Role.SYSTEM_ADMIN), "client.manage", set(), True),
    (officer(Role.SYSTEM_ADMIN), "audit.read", set(ALL), False),
]


@pytest.mark.parametrize(("actor", "permission", "standing", "allowed"), CHECKS)
def test_who_may_do_what(
    actor: Actor, permission: str, standing: set[Relation], allowed: bool
) -> None:
    assert permits(actor, permission, standing | {Relation.ANYONE}) is allowed


def test_who_stands_in_no_relation_at_all_may_do_nothing() -> None:
    """That is how a conflict of interest shuts even a case manager out."""
    everybody = Actor(ActorKind.OFFICER, roles=frozenset(Role), scopes=frozenset(Scope))
    assert not [permission for permission in POLICY if permits(everybody, permission, ())]


def test_a_supporter_follows_and_nothing_more() -> None:
    supporter = Actor(ActorKind.SUPPORTER)
    allowed = [permission for permission in POLICY if permits(supporter, permission, ALL)]
    assert allowed == ["report.read", "report.follow", "initiative.read", "directory.read"]


def test_nobody_may_do_anything_but_read_what_is_public() -> None:
    public = [permission for permission in POLICY if permits(NOBODY, permission, ALL)]
    assert public == ["initiative.read", "directory.read"]


def test_what_no_row_names_is_refused_to_everybody() -> None:
    everybody = Actor(ActorKind.OFFICER, roles=frozenset(Role), scopes=frozenset(Scope))
    for permission in ("", "report", "report.*", "case.shred", "REPORT.READ"):
        assert not permits(everybody, permission, ALL)
        assert relations(everybody, permission) == frozenset()


@pytest.mark.parametrize("permission", CONTENT)
def test_neither_admin_auditor_nor_analyst_ever_gets_at_content(permission: str) -> None:
    kept_out = (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.ANALYST, Role.DATA_PROTECTION_OFFICER)
    for count in range(1, len(kept_out) + 1):
        for roles in combinations(kept_out, count):
            assert not permits(officer(*roles), permission, ALL)


def test_roles_scopes_and_kinds_share_no_name() -> None:
    """They are compared as strings, so a scope named like a role would be that role."""
    names = [*map(str, Role), *map(str, Scope), *map(str, ActorKind)]
    assert len(names) == len(set(names))


def test_every_grant_names_somebody() -> None:
    assert all(grants and all(grant.who for grant in grants) for grants in POLICY.values())
