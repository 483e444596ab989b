"""Two acts at once on PostgreSQL, where they do not simply queue: each knows what the other did."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service.domain.actors import SYSTEM, Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid
from service.store.models import Case, Report
from service.store.queries.referrals import referral_row
from service.usecases import accounts, amendments, casework, duplicates, referrals
from service.usecases.access import load
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit
from tests.builders import World
from tests.usecases.shutting_out import declare, sees

MAIL = "j.doe@example.org"
NAMED = [{"type": "clinical_supervisor", "identifier": {"type": "email", "value": MAIL}}]
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


def has_several_writers(runtime: Runtime) -> bool:
    return bool(runtime.engine.dialect.name != "sqlite")


@contextmanager
def impatient(runtime: Runtime, actor: Actor) -> Iterator[Unit]:
    """Act without waiting for anybody."""
    with runtime.unit(actor) as unit:
        unit.session.execute(text("SET LOCAL lock_timeout = '20ms'"))
        yield unit


def until_it_waits(runtime: Runtime, act: Future[Any]) -> None:
    with runtime.engine.connect() as connection:
        watching = connection.execution_options(isolation_level="AUTOCOMMIT")
        while not (act.done() or watching.scalar(_WAITING)):
            pass


def test_a_report_goes_nowhere_while_an_officer_becomes_known_whom_it_names(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    if not has_several_writers(runtime):
        return
    later = world.officer(Role.CASE_MANAGER, username="later")
    report, case = world.report(subjects=NAMED)[0], world.case(manager)
    with runtime.unit(SYSTEM) as unit:
        accounts.amend_officer(unit, "later", email=MAIL)
        with pytest.raises(OperationalError), impatient(runtime, manager) as other:
            casework.link_to_case(other, case.id, report.id)
    with runtime.unit(manager) as unit:
        casework.link_to_case(unit, case.id, report.id)
    assert not sees(runtime, later, Case, case.id)


def test_a_conflict_comes_up_while_somebody_works_on_the_case(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    if not has_several_writers(runtime):
        return
    named = world.officer(Role.CASE_MANAGER, email=MAIL)
    report, _ = world.report()
    case = world.case(manager, report.id)
    with runtime.unit(manager) as unit:
        load(unit, Case, case.id)
        with impatient(runtime, world.reporter(report)) as other:
            version = load(other, Report, report.id).version
            amendments.amend_report(other, report.id, {"subjects": NAMED}, version=version)
    assert not sees(runtime, named, Case, case.id)


def test_two_reports_are_not_duplicates_of_each_other(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    if not has_several_writers(runtime):
        return
    one, two = world.report()[0], world.report()[0]
    with runtime.unit(manager) as unit:
        duplicates.mark_duplicate(unit, one.id, two.id)
        with pytest.raises(OperationalError), impatient(runtime, manager) as other:
            duplicates.mark_duplicate(other, two.id, one.id)
    with pytest.raises(Invalid), runtime.unit(manager) as unit:
        duplicates.mark_duplicate(unit, two.id, one.id)


def test_declaring_a_conflict_waits_for_the_case_before_its_report(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    if not has_several_writers(runtime):
        return
    officer, report = world.officer(), world.report()[0]
    case = world.case(manager, report.id)
    with ThreadPoolExecutor(1) as pool:
        with runtime.unit(manager) as unit:
            load(unit, Case, case.id)
            declared = pool.submit(declare, runtime, manager, officer, report_id=report.id)
            until_it_waits(runtime, declared)
            load(unit, Report, report.id)
        assert declared.result().case_id == case.id


def test_a_consent_that_is_withdrawn_while_a_referral_is_sent_still_counts(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    if not has_several_writers(runtime):
        return
    agreed = [
        {"scope": scope, "state": "granted", "wording_version": "1"}
        for scope in ("referral", "share_identity")
    ]
    report, _ = world.report(mode="named", reporter={"name": "Sam"}, consents=agreed)
    draft = world.referral(manager, report_id=report.id)

    def withdraw() -> None:
        with runtime.unit(world.reporter(report)) as unit:
            answer = {**agreed[1], "state": "withdrawn"}
            referrals.answer_consent(unit, report.id, **answer)

    with ThreadPoolExecutor(1) as pool:
        with runtime.unit(manager) as unit:
            sent = referrals.move_referral(unit, draft.id, "send", version=None)
            assert "identity" in sent.shared_groups
            withdrawn = pool.submit(withdraw)
            until_it_waits(runtime, withdrawn)
        withdrawn.result()
    with runtime.reading(SYSTEM) as reading:
        row = referral_row(reading.connection, draft.id)
    assert row is not None
    assert row.taken_back == ["identity"]
