"""Conflicts of interest: found or declared, at work at once, and ended by two."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from service.store.models import Assignment, Case, Officer, Party, Referral, Report
from service.store.queries.cases import assignments_of
from service.store.queries.guard import conflicts_of
from service.store.queries.pages import Page
from service.store.queries.referrals import list_referrals
from service.usecases import accounts, casework, conflicts, parties, referrals
from service.usecases.audit import export_files, export_log
from service.usecases.authority import is_usable
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.builders import World
from tests.usecases.helpers import verbs_of
from tests.usecases.shutting_out import declare, sees

MAIL = "J.Doe@example.org"
NAMED = [{"type": "clinical_supervisor", "identifier": {"type": "email", "value": MAIL}}]


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


@pytest.mark.parametrize(
    ("own", "identifier", "shut_out"),
    [
        ({"email": MAIL}, {"type": "email", "value": "mailto:j.doe+ward@EXAMPLE.org"}, True),
        ({"staff_number": "AB 12-3"}, {"type": "staff_number", "value": "ab123"}, True),
        ({"staff_number": "123"}, {"type": "student_number", "value": "123"}, False),
        ({"email": MAIL}, {"type": "email", "value": "jdoe@example.org"}, False),
        ({}, {"type": "email", "value": MAIL}, False),
    ],
)
def test_who_is_named_by_an_identifier_is_shut_out_from_the_start(
    world: World, runtime: Runtime, own: dict[str, str], identifier: Any, shut_out: bool
) -> None:
    officer = world.officer(Role.WELFARE_OFFICER, **own)
    report, _ = world.report(subjects=[{"type": "unknown", "identifier": identifier}])
    assert sees(runtime, officer, Report, report.id) is not shut_out
    assert verbs_of(runtime).count("conflict.declare") == shut_out
    with runtime.reading(SYSTEM) as reading:
        found = conflicts_of(reading.connection, report_id=report.id)
        assert [(c.kind, c.declared_by) for c in found] == [("named_in_report", None)] * shut_out


def test_who_becomes_known_by_an_identifier_later_is_shut_out_then(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, _ = world.report(subjects=NAMED)
    other, _ = world.report()
    case = world.case(manager, other.id)
    identity = {"name": "J", "identifier": {"type": "staff_number", "value": "AB 77"}}
    with runtime.unit(manager) as unit:
        parties.add_case_party(
            unit, case.id, role="witness", party_type="unknown", identity=identity
        )
    username = "later"
    officer = world.officer(Role.CASE_MANAGER, username=username)
    assert sees(runtime, officer, Report, report.id)
    assert sees(runtime, officer, Case, case.id)
    with runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, username, email=MAIL.upper(), staff_number="ab77")
    assert not sees(runtime, officer, Report, report.id)
    assert not sees(runtime, officer, Case, case.id)
    assert sees(runtime, manager, Report, report.id)
    new = world.officer(Role.WELFARE_OFFICER, email=MAIL)
    assert not sees(runtime, new, Report, report.id)


def test_identifiers_are_sealed_and_may_be_changed(world: World, runtime: Runtime) -> None:
    officer, _, actor = world.account(Role.WELFARE_OFFICER, email=MAIL, staff_number="77")
    with runtime.unit(SYSTEM) as unit:
        changed = accounts.amend_officer(unit, officer.username, email="new@example.org")
    assert MAIL.encode() not in (changed.contact_ct or b"")
    for value, shut_out in (("new@example.org", True), (MAIL, False)):
        subject = {"identifier": {"type": "email", "value": value}}
        assert sees(runtime, actor, Report, world.report(subjects=[subject])[0].id) is not shut_out
    kept = {"identifier": {"type": "staff_number", "value": "77"}}
    assert not sees(runtime, actor, Report, world.report(subjects=[kept])[0].id)
    for wrong in ({"email": "no address"}, {"staff_number": ""}):
        with pytest.raises(Invalid), runtime.unit(SYSTEM) as unit:
            accounts.amend_officer(unit, officer.username, **wrong)
    with pytest.raises(NotFound), runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, "nobody", email=MAIL)
    with pytest.raises(NotAllowed), runtime.unit(actor) as unit:
        accounts.amend_officer(unit, officer.username, email=MAIL)


def test_a_report_s_conflicts_go_with_it_onto_its_case(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    named = world.officer(Role.WELFARE_OFFICER, email=MAIL)
    case = world.case(named)
    assert sees(runtime, named, Case, case.id)
    report, _ = world.report(subjects=NAMED)
    with pytest.raises(NotFound), runtime.unit(named) as unit:
        casework.link_to_case(unit, case.id, report.id)
    with runtime.unit(manager) as unit:
        casework.link_to_case(unit, case.id, report.id)
    assert not sees(runtime, named, Case, case.id)
    with runtime.reading(manager) as reading:
        assert not assignments_of(reading.connection, case.id)
    with pytest.raises(Invalid) as refused, runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, named.id, Role.WELFARE_OFFICER)
    assert refused.value.faults[0].code == "not_available"
    with pytest.raises(NotFound):
        world.case(named, world.report(subjects=NAMED)[0].id)


def test_a_report_moved_to_another_case_leaves_the_first_closed_to_whom_it_names(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    named = world.officer(Role.CASE_MANAGER, email=MAIL)
    report, _ = world.report(subjects=NAMED)
    first, second = world.case(manager, report.id), world.case(manager)
    with runtime.unit(manager) as unit:
        unit.session.execute(update(Report).values(case_id=second.id).where(Report.id == report.id))
        row = unit.session.get_one(Report, report.id)
        conflicts.carry_over(unit, row, unit.session.get_one(Case, second.id))
    assert not sees(runtime, named, Case, first.id)
    assert not sees(runtime, named, Case, second.id)


def test_who_is_named_on_a_case_later_is_shut_out_then(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    first = world.officer(Role.CASE_MANAGER, email=MAIL)
    second = world.officer(Role.CASE_MANAGER, staff_number="77")
    case = world.case(manager)
    with runtime.unit(manager) as unit:
        party = parties.add_case_party(
            unit, case.id, role="witness", party_type="unknown",
            identity={"identifier": {"type": "email", "value": MAIL}},
        )  # fmt: skip
    assert not sees(runtime, first, Case, case.id)
    assert sees(runtime, second, Case, case.id)
    with runtime.unit(manager) as unit:
        parties.amend_party(
            unit, case.id, party.id,
            {"identity": {"identifier": {"type": "staff_number", "value": "77"}}},
            version=party.version,
        )  # fmt: skip
    assert not sees(runtime, second, Case, case.id)


def test_declaring_ends_what_the_officer_had_to_do(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.WELFARE_OFFICER)
    case = world.case(officer)
    with runtime.unit(manager) as unit:
        unit.session.execute(
            update(Party).where(Party.case_id == case.id).values(contact_officer_id=officer.id)
        )
        unit.record("party.amend")
    declared = declare(runtime, manager, officer, case_id=case.id)
    assert (declared.declared_by, declared.report_id) == (manager.id, None)
    with runtime.reading(manager) as reading:
        ended = reading.connection.scalars(
            select(Assignment.ended_at).where(Assignment.case_id == case.id)
        ).all()
        contacts = reading.connection.scalars(
            select(Party.contact_officer_id).where(Party.case_id == case.id)
        ).all()
    assert None not in ended
    assert set(contacts) == {None}
    assert not sees(runtime, officer, Case, case.id)
    with pytest.raises(Invalid) as refused:
        declare(runtime, manager, officer, case_id=case.id)
    assert refused.value.faults[0].code == "already_declared"


def test_who_may_declare_what(world: World, runtime: Runtime, manager: Actor) -> None:
    report, _ = world.report()
    welfare, investigator = world.officer(), world.officer(Role.INVESTIGATOR)
    case = world.case(manager)
    with runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    client = world.client(Scope.CASES_WRITE)[2]
    for by, about, error in (
        (welfare, {"case_id": case.id}, NotFound),
        (world.client(Scope.CASES_READ)[2], {"case_id": case.id}, NotAllowed),
        (client, {"case_id": case.id, "kind": "dislike"}, Invalid),
        (investigator, {"report_id": report.id}, NotFound),
    ):
        with pytest.raises(error):
            declare(runtime, by, welfare, **about)
    with pytest.raises(Invalid):
        declare(runtime, client, Actor(manager.kind, case.id), case_id=case.id)
    declare(runtime, client, welfare, report_id=report.id)
    assert not sees(runtime, welfare, Report, report.id)
    declare(runtime, investigator, investigator, case_id=case.id, kind="recused")
    assert not sees(runtime, investigator, Case, case.id)


def test_a_hash_removed_from_the_database_makes_the_account_worthless(
    world: World, runtime: Runtime
) -> None:
    officer, other = world.account(email=MAIL)[0], world.account()[0]
    with runtime.engine.begin() as connection:
        connection.execute(update(Officer).values(identifier_macs=[]))
    with runtime.unit(SYSTEM) as unit:
        usable = [
            is_usable(unit.provider, Officer, unit.session.get_one(Officer, account.id), demo=False)
            for account in (officer, other)
        ]
    assert usable == [False, True]


def test_only_who_may_see_all_of_the_log_exports_it(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    auditor, other = (world.officer(Role.AUDITOR) for _ in range(2))
    case, origin = world.case(manager), runtime.rules.log_origin
    sequence_log(runtime, sign=True)

    def export(by: Actor) -> UUID:
        with runtime.unit(by) as unit:
            return export_log(unit, origin, purpose="audit").id

    made = export(auditor)
    declare(runtime, manager, auditor, case_id=case.id)
    with pytest.raises(WrongState, match="Ask another auditor"):
        export(auditor)
    with pytest.raises(WrongState), runtime.reading(auditor) as reading:
        export_files(reading, origin, made)
    export(other)


def test_a_service_provider_who_is_named_does_not_get_the_referral(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    service = world.service()
    named, colleague = (
        world.officer(Role.SERVICE_PROVIDER, service_id=service.id, **own)
        for own in ({"email": MAIL}, {})
    )
    agreed = [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}]
    report, _ = world.report(subjects=NAMED, consents=agreed)
    draft = world.referral(manager, service_id=service.id, report_id=report.id)
    with runtime.unit(manager) as unit:
        referrals.move_referral(unit, draft.id, "send", version=None)
    listed = {}
    for who in (named, colleague):
        with runtime.reading(who) as reading:
            listed[who] = [r.id for r in list_referrals(reading.connection, who, Page()).rows]
    assert listed == {named: [], colleague: [draft.id]}
    assert not sees(runtime, named, Referral, draft.id)
