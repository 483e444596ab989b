"""What a referral lets out, to whom, and what is on record about it."""

from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound
from service.store.models import AuditEntry, Referral, Report
from service.store.queries.pages import Page
from service.store.queries.referrals import list_referrals
from service.usecases import casework, follow_up, referrals, share_preview
from service.usecases.access import allow_on
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.helpers import log_of

AGREED = [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}]


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_a_service_never_sees_what_was_not_sent(
    world: World, runtime: Runtime, officer: Actor, end: str
) -> None:
    service = world.service()
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=service.id)
    report, _ = world.report()
    draft = world.referral(officer, service_id=service.id, report_id=report.id)
    with runtime.unit(world.reporter(report) if end == "refuse" else officer) as unit:
        if end == "refuse":
            referrals.answer_consent(
                unit, report.id, scope="referral", state="refused", wording_version="2026-09"
            )
        else:
            referrals.move_referral(unit, draft.id, "withdraw", version=None)
    with runtime.reading(provider) as reading:
        assert not list_referrals(reading.connection, provider, Page()).rows
    with pytest.raises(NotFound), runtime.reading(provider) as reading:
        allow_on(reading.connection, provider, Referral, draft.id)


def test_who_may_not_know_a_reporter_does_not_learn_it_from_a_referral(
    world: World, runtime: Runtime
) -> None:
    manager = world.officer(Role.CASE_MANAGER)
    investigator = world.officer(Role.INVESTIGATOR)
    report, _ = world.report(consents=AGREED)
    case = world.case(manager, report.id)
    assert investigator.id is not None
    with runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    referral = world.referral(manager, case_id=case.id)
    with runtime.reading(investigator) as reading:
        allow_on(reading.connection, investigator, Referral, referral.id)
    with pytest.raises(NotAllowed), runtime.reading(investigator) as reading:
        allow_on(reading.connection, investigator, Referral, referral.id, "referral.read_content")


def test_sending_opens_nothing_that_was_not_agreed_to(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report(consents=AGREED)
    draft = world.referral(officer, report_id=report.id)
    with runtime.unit(officer) as unit:
        referrals.move_referral(unit, draft.id, "send", version=None)
    assert [read["kind"] for read in log_of(runtime)[-1]["reads"]] == ["referrals"]


def test_a_receipt_that_opens_nothing_is_on_record(world: World, runtime: Runtime) -> None:
    with runtime.unit(world.officer()) as unit:
        assert follow_up.use_receipt(unit, "0000 0000 0000 0000") is None
    with pytest.raises(Invalid):
        world.report(original_receipt="0000 0000 0000 0000")
    assert [entry["verb"] for entry in log_of(runtime)].count("receipt.refused") == 2


def test_a_reading_of_several_groups_is_found_by_its_record(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report(subjects=[{"type": "patient", "name": "Some Body"}])
    targets = [Report.narrative.target(report), Report.subjects.target(report)]
    with runtime.reading(officer) as reading, reading.scope(targets, purpose="triage"):
        pass
    with runtime.reading(officer) as reading:
        query = select(AuditEntry.verb).where(AuditEntry.subject_id == UUID(str(report.id)))
        assert "sealed.read" in reading.connection.scalars(query).all()


def test_a_referral_is_no_way_round_who_may_know_the_reporter(
    world: World, runtime: Runtime
) -> None:
    officer, manager = world.officer(Role.WELFARE_OFFICER), world.officer(Role.CASE_MANAGER)
    agreed = [
        {"scope": scope, "state": "granted", "wording_version": "1"}
        for scope in ("referral", "share_identity")
    ]
    report, _ = world.report(mode="confidential", reporter={"name": "Sam", "email": "s@x.example"})
    draft = world.referral(officer, report_id=report.id, consents=agreed)
    with runtime.reading(officer) as reading:
        seen = share_preview.preview(reading, draft.id, purpose="casework")
        assert (seen.get("identity"), seen["withheld"]) == (None, ["identity"])
    with runtime.unit(officer) as unit:
        referrals.move_referral(unit, draft.id, "send", version=None)
    for actor, known in ((officer, False), (manager, True)):
        with runtime.reading(actor) as reading:
            shared = share_preview.read_shared(reading, draft.id, purpose="casework")
        assert ("identity" in shared, "withheld" in shared) == (known, not known)
