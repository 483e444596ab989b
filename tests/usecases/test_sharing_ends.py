"""What rests on somebody's consent ends with it, whichever way it goes."""

from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import Role
from service.domain.errors import DomainError, NotFound, WrongState
from service.store.models import Attachment, IndexEntry, JointOwner, Referral, Report
from service.store.queries.reports import report_row
from service.usecases import (
    affected,
    amendments,
    casework,
    duplicates,
    joint_owners,
    messages,
    providers,
    referrals,
    supporters,
    triage,
)
from service.usecases.access import allow_on
from service.usecases.attachments import announce_on_report
from service.usecases.runtime import Runtime
from service.usecases.share_preview import read_shared
from service.usecases.status import status
from tests.builders import World
from tests.usecases.helpers import log_of

SCOPES = ("referral", "share_identity", "share_narrative", "share_with_placement")
AGREED = [{"scope": scope, "state": "granted", "wording_version": "1"} for scope in SCOPES]
SAM = {"name": "Sam", "email": "sam@example.org"}
ON_BEHALF = {"relationship": "on_behalf_with_consent", "affected_person": {"name": "A"}}


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


def referred(world: World, runtime: Runtime, manager: Actor, *steps: str) -> Any:
    """Give a report, its case and a referral with everything agreed to."""
    report, _ = world.report(mode="named", reporter=SAM, consents=AGREED)
    case = world.case(manager, world.report()[0].id, report.id)
    referral = world.referral(manager, case_id=case.id, report_id=report.id)
    with runtime.unit(manager) as unit:
        for step in steps:
            referrals.move_referral(unit, referral.id, step, version=None)
    return report, case, referral


def withdraw(runtime: Runtime, world: World, report: Report) -> None:
    with runtime.unit(world.reporter(report)) as unit:
        triage.move_report(unit, report.id, "withdraw", version=None)


def received(world: World, runtime: Runtime) -> tuple[str, set[str]]:
    """Give the only referral's status and what its service can read."""
    with runtime.reading(SYSTEM) as reading:
        row = reading.connection.execute(
            select(Referral.id, Referral.status, Referral.service_id)
        ).one()
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=row.service_id)
    with runtime.reading(provider) as reading:
        shared = read_shared(reading, row.id, purpose="support_referral")
    return row.status, set(shared) - {"taken_back"}


def status_of(runtime: Runtime) -> str:
    with runtime.reading(SYSTEM) as reading:
        return str(reading.connection.scalar(select(Referral.status)))


def test_withdrawing_a_report_stops_its_referrals(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, case, draft = referred(world, runtime, manager)
    withdraw(runtime, world, report)
    with pytest.raises(WrongState), runtime.unit(manager) as unit:
        referrals.move_referral(unit, draft.id, "send", version=None)
    with pytest.raises(WrongState, match="withdrawn"):
        world.referral(manager, case_id=case.id, report_id=report.id)


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["send"], "revoked"), (["send", "waitlist"], "revoked"), (["send", "accept"], "accepted"),
        (["send", "accept", "start"], "in_progress"),
    ],
)  # fmt: skip
def test_withdrawing_a_report_revokes_what_no_service_has_accepted(
    world: World, runtime: Runtime, manager: Actor, steps: list[str], status: str
) -> None:
    report, _, _ = referred(world, runtime, manager, *steps)
    withdraw(runtime, world, report)
    assert status_of(runtime) == status


def test_a_consent_to_share_that_is_withdrawn_takes_back_what_was_shared(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, case, _ = referred(world, runtime, manager, "send")
    assert received(world, runtime) == ("sent", {"need", "identity", "narrative"})
    with runtime.unit(world.reporter(report)) as unit:
        referrals.answer_consent(
            unit, report.id, scope="share_identity", state="withdrawn", wording_version="1"
        )
    assert received(world, runtime) == ("sent", {"need", "narrative"})
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "referral.unshare"]
    assert (entry["change"], entry["case"]) == ({"group": "identity"}, str(case.id))
    with runtime.reading(world.reporter(report)) as reading:
        (told,) = status(reading)["referrals"]
    assert told["shared"] == ["what you need", "what you wrote"]


def test_a_referral_leaves_a_case_with_its_report(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, case, referral = referred(world, runtime, manager, "send")
    custodian = world.officer(Role.IDENTITY_CUSTODIAN)
    with runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, custodian.id, Role.IDENTITY_CUSTODIAN)
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, case.id, report.id)
    with pytest.raises(NotFound), runtime.reading(custodian) as reading:
        allow_on(reading.connection, custodian, Referral, referral.id, "referral.read_content")


@pytest.mark.parametrize("end", ["withdrawn", "affected_refused"])
def test_joint_ownership_ends_with_what_it_rests_on(
    world: World, runtime: Runtime, manager: Actor, end: str
) -> None:
    report, _ = world.report(consents=AGREED, **ON_BEHALF)
    case = world.case(manager, report.id)
    with runtime.unit(manager) as unit:
        provider = providers.add_provider(unit, "St Elsewhere")
    with runtime.unit(manager) as unit:
        joint_owners.add_joint_owner(unit, case.id, provider.id)
    if end == "withdrawn":
        withdraw(runtime, world, report)
    else:
        with runtime.unit(manager) as unit:
            affected.record_affected_consent(unit, report.id, "refused")
    with runtime.reading(SYSTEM) as reading:
        assert reading.connection.scalar(select(JointOwner.ended_at)) is not None
    with pytest.raises(WrongState), runtime.unit(manager) as unit:
        joint_owners.add_joint_owner(unit, case.id, provider.id)


def test_one_person_s_agreement_is_not_another_s(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, _ = world.report(consents=AGREED, **ON_BEHALF)
    world.referral(manager, report_id=report.id)
    with runtime.unit(world.reporter(report)) as unit:
        amendments.amend_report(unit, report.id, {"affected_person": {"name": "B"}}, version=1)
    with runtime.reading(SYSTEM) as reading:
        row = report_row(reading.connection, report.id)
        assert reading.connection.scalar(select(Referral.status)) == "revoked"
    assert row is not None
    assert row.affected_consent == "not_asked"
    refusing, _ = world.report(**ON_BEHALF)
    with runtime.unit(manager) as unit:
        affected.record_affected_consent(unit, refusing.id, "refused")
    form = Actor(ActorKind.CLIENT, refusing.client_id, scopes=frozenset({Scope.REPORTS_WRITE}))
    with pytest.raises(DomainError), runtime.unit(form) as unit:
        affected.record_affected_consent(unit, refusing.id, "asked")
    with runtime.unit(manager) as unit:
        affected.record_affected_consent(unit, refusing.id, "asked")


def test_a_supporter_does_not_learn_of_referrals(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    report, _, _ = referred(world, runtime, manager, "send")
    with runtime.unit(world.reporter(report)) as unit:
        supporter, _ = supporters.add_supporter(unit, report.id)
    following = Actor(ActorKind.SUPPORTER, supporter.id, report_id=report.id, reads_messages=False)
    for actor, told in ((world.reporter(report), True), (following, False)):
        with runtime.reading(actor) as reading:
            updates = [one["text"] for one in status(reading)["updates"]]
        assert any("service" in text for text in updates) is told


def test_nothing_goes_on_in_a_report_that_is_over(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    over, other = world.report()[0], world.report()[0]
    withdraw(runtime, world, over)
    with pytest.raises(DomainError), runtime.unit(manager) as unit:
        duplicates.mark_duplicate(unit, other.id, over.id)
    draft, _ = world.report(draft=True)
    for report in (over, draft):
        with pytest.raises(WrongState), runtime.unit(world.reporter(report)) as unit:
            messages.identify(unit, report.id, SAM)
    with runtime.reading(SYSTEM) as reading:
        assert reading.connection.scalars(select(IndexEntry.id)).all() == []


def test_a_discarded_draft_leaves_no_file(world: World, runtime: Runtime) -> None:
    draft, sent = world.report(draft=True)[0], world.report()[0]
    for report in (draft, sent):
        with runtime.unit(world.reporter(report)) as unit:
            announce_on_report(unit, report.id, "who-shouted.mp3")
        withdraw(runtime, world, report)
    with runtime.reading(SYSTEM) as reading:
        kept = reading.connection.scalars(select(Attachment.report_id)).all()
    assert kept == [sent.id], "what was sent stays with the team"
