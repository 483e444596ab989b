"""A conflict of interest goes where the words go: no way round leads back to them."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.store.models import Case, OutboxNotice, Report
from service.store.queries.audit import EntryFilter, list_entries, timeline
from service.store.queries.pages import Page
from service.usecases import (
    access_requests,
    accounts,
    amendments,
    duplicates,
    match_alerts,
    messages,
    triage,
)
from service.usecases.match_finding import find_matches
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.shutting_out import declare, sees

MAIL = "j.doe@example.org"
NAMED = [{"type": "clinical_supervisor", "identifier": {"type": "email", "value": MAIL}}]
WHO = {"name": "J", "email": MAIL}
AGREED = [{"scope": "match", "state": "granted", "wording_version": "1"}]
ASKED = {"purpose": "safeguarding", "reason": "There may be others."}


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


def noticed(runtime: Runtime, kind: str) -> set[UUID]:
    """Give who is to be told of something of a kind."""
    with runtime.reading(SYSTEM) as reading:
        query = select(OutboxNotice.recipient_id).where(OutboxNotice.kind == kind)
        return set(reading.connection.scalars(query))


def test_a_report_that_leaves_its_case_stays_shut(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER)
    leaving, staying = world.report()[0], world.report()[0]
    case = world.case(manager, leaving.id, staying.id)
    declare(runtime, manager, officer, case_id=case.id)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, leaving.id)
    assert not sees(runtime, officer, Report, leaving.id)


def test_a_duplicate_is_shut_to_whoever_is_shut_out_of_the_original(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER)
    original, duplicate = world.report()[0], world.report()[0]
    case = world.case(manager, original.id)
    declare(runtime, manager, officer, case_id=case.id)
    with runtime.unit(manager) as unit:
        duplicates.mark_duplicate(unit, duplicate.id, original.id)
    assert not sees(runtime, officer, Report, duplicate.id)


def test_an_officer_who_reports_does_not_work_on_it(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER, email=MAIL)
    own = world.case(manager, world.report(mode="named", reporter=WHO)[0].id)
    assert not sees(runtime, officer, Case, own.id)
    told = world.report(
        mode="named", reporter=WHO, relationship="staff_receiving_disclosure",
        affected_person={"name": "Sam"},
    )[0]  # fmt: skip
    assert sees(runtime, officer, Report, told.id), "whose job it is to take down what they heard"


@pytest.mark.parametrize(
    ("said", "shut_out"),
    [
        ({"subjects": NAMED}, True),
        ({"mode": "named", "reporter": WHO}, True),
        ({"relationship": "witness", "affected_person": WHO}, True),
        ({"mode": "named", "reporter": WHO, "relationship": "staff_receiving_disclosure"}, False),
    ],
)
def test_it_makes_no_difference_when_an_officer_s_address_becomes_known(
    world: World, runtime: Runtime, manager: Actor, said: Any, shut_out: bool
) -> None:
    before = world.officer(Role.CASE_MANAGER, email=MAIL)
    after = world.officer(Role.CASE_MANAGER, username="after")
    alone, staying, leaving = (world.report(**said)[0] for _ in range(3))
    case = world.case(manager, staying.id, leaving.id)
    with runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, "after", email=MAIL)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, leaving.id)
    things = [(Report, one.id) for one in (alone, staying, leaving)]
    for officer in (before, after):
        for model, row_id in [*things, (Case, case.id)]:
            assert sees(runtime, officer, model, row_id) is not shut_out


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ({}, {"subjects": NAMED}),
        ({"mode": "named", "reporter": {"name": "J"}}, {"reporter": WHO}),
        ({"relationship": "witness"}, {"affected_person": WHO}),
        ({}, None),
    ],
)
def test_who_is_named_later_is_shut_out_then(
    world: World, runtime: Runtime, manager: Actor, said: Any, now: Any
) -> None:
    officer = world.officer(Role.CASE_MANAGER, email=MAIL)
    report, _ = world.report(**said)
    case = world.case(manager, report.id)
    assert sees(runtime, officer, Case, case.id)
    with runtime.unit(world.reporter(report)) as unit:
        if now is None:
            messages.identify(unit, report.id, WHO)
        else:
            version = unit.session.get_one(Report, report.id).version
            amendments.amend_report(unit, report.id, now, version=version)
    assert not sees(runtime, officer, Case, case.id)


def test_a_case_s_timeline_is_silent_about_what_one_is_shut_out_of(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER)
    leaving, staying = world.report()[0], world.report()[0]
    case = world.case(manager, leaving.id, staying.id)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, leaving.id)
    declare(runtime, manager, officer, report_id=leaving.id)
    for actor, told in ((manager, True), (officer, False)):
        with runtime.reading(actor) as reading:
            rows = timeline(reading.connection, actor, case_id=case.id, subject_ids=[])
        assert (leaving.id in {row.subject_id for row in rows}) is told


def test_retaliation_by_an_officer_shuts_them_out_of_the_first_case_too(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER, email=MAIL)
    first, receipt = world.report()
    case = world.case(manager, first.id)
    assert sees(runtime, officer, Case, case.id)
    later, _ = world.report(subjects=NAMED, original_receipt=receipt)
    assert not sees(runtime, officer, Report, later.id)
    assert not sees(runtime, officer, Case, case.id)


def test_retaliation_known_before_its_original_is_on_a_case_counts_then(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER, email=MAIL)
    first, receipt = world.report()
    later, _ = world.report(subjects=NAMED, original_receipt=receipt)
    assert sees(runtime, officer, Report, first.id)
    first_case, second_case = (world.case(manager, one.id) for one in (first, later))
    for case in (first_case, second_case):
        assert not sees(runtime, officer, Case, case.id)


def test_nobody_concerned_is_asked_to_decide(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer = world.officer(Role.CASE_MANAGER, email="x@example.org")
    conflict = declare(runtime, manager, officer, report_id=world.report()[0].id)
    second = world.officer(Role.CASE_MANAGER)
    with runtime.unit(second) as unit:
        access_requests.request_access(unit, kind="end_conflict", subject=conflict.id, **ASKED)
    assert noticed(runtime, "access_request") == {manager.id}


def test_a_match_tips_nobody_off_whom_it_concerns(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    named = world.officer(Role.CASE_MANAGER, Role.AUDITOR, email=MAIL)
    for _ in range(2):
        world.report(subjects=NAMED, consents=AGREED)
    find_matches(runtime)
    custodian = world.officer(Role.IDENTITY_CUSTODIAN)
    with runtime.reading(manager) as reading:
        (alert,) = match_alerts.list_alerts(reading, Page(10)).rows
    with runtime.unit(custodian) as unit:
        access_requests.request_access(unit, kind="open_match", subject=alert.id, **ASKED)
    assert named.id not in noticed(runtime, "match_alert") | noticed(runtime, "access_request")
    with runtime.reading(named) as reading:
        verbs = {
            e.verb for e in list_entries(reading.connection, named, EntryFilter(), Page()).rows
        }
        page = match_alerts.list_alerts(reading, Page(1))
    assert not verbs & {"match.alert", "access.request"}
    assert (page.rows, page.next_after) == ([], None)


def test_the_log_does_not_say_which_reports_name_its_reader(world: World, runtime: Runtime) -> None:
    auditor = world.officer(Role.AUDITOR, username="auditor")
    report, _ = world.report(subjects=NAMED)
    with runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, "auditor", email=MAIL)
    with runtime.reading(auditor) as reading:
        rows = list_entries(reading.connection, auditor, EntryFilter(), Page(100)).rows
    assert not [row.verb for row in rows if str(report.id).encode() in row.leaf]
