"""Referrals: consent comes first, and withdrawing it stops everything at once."""

from typing import Any

import pytest

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import DECLINE_REASONS, ConsentScope, ReferralStatus, Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Referral
from service.store.queries.referrals import referral_row
from service.usecases import referrals
from service.usecases.runtime import Runtime
from service.usecases.share_preview import read_shared
from tests.builders import World
from tests.usecases.helpers import log_of, verbs_of


def answers(*scopes: str, state: str = "granted") -> list[dict[str, str]]:
    return [{"scope": scope, "state": state, "wording_version": "2026-09"} for scope in scopes]


def move(runtime: Runtime, by: Actor, referral: Referral, action: str, **values: Any) -> Referral:
    with runtime.unit(by) as unit:
        return referrals.move_referral(unit, referral.id, action, **{"version": None, **values})


def status_of(runtime: Runtime, referral: Referral) -> str:
    with runtime.reading(SYSTEM) as reading:
        row = referral_row(reading.connection, referral.id)
    assert row is not None
    return str(row.status)


def shared_with_service(runtime: Runtime, reader: Actor, referral: Referral) -> dict[str, Any]:
    with runtime.reading(reader) as reading:
        shared = read_shared(reading, referral.id, purpose="support_referral")
    assert shared.pop("taken_back") == []
    return shared


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


@pytest.mark.parametrize("state", [None, "refused", "withdrawn"])
def test_nothing_is_sent_without_consent(
    world: World, runtime: Runtime, officer: Actor, state: str | None
) -> None:
    consents = [*answers("referral"), *answers("referral", state=state)] if state else []
    report, _ = world.report(consents=consents)
    draft = world.referral(officer, report_id=report.id)
    with pytest.raises(WrongState, match="consent"):
        move(runtime, officer, draft, "send")
    assert status_of(runtime, draft) == "draft"
    assert "referral.send" not in verbs_of(runtime)


def test_the_latest_answer_counts_even_within_one_submission(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report(consents=[*answers("referral", state="refused"), *answers("referral")])
    assert move(runtime, officer, world.referral(officer, report_id=report.id), "send")


@pytest.mark.parametrize("identity", [True, False])
@pytest.mark.parametrize("narrative", [True, False])
def test_the_service_gets_what_consent_allows(
    world: World, runtime: Runtime, officer: Actor, identity: bool, narrative: bool
) -> None:
    scopes = ["referral"]
    scopes += ["share_identity"] if identity else []
    scopes += ["share_narrative"] if narrative else []
    report, _ = world.report(
        mode="named", reporter={"name": "Sam", "email": "sam@example.org", "phone": "0"},
        consents=answers(*scopes), desired_resolution="An apology.",
    )  # fmt: skip
    draft = world.referral(officer, report_id=report.id, need="Someone to talk to.")
    sent = move(runtime, officer, draft, "send", version=1)
    assert (sent.status, sent.sent_at is not None) == ("sent", True)
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=draft.service_id)
    expected: dict[str, Any] = {"need": "Someone to talk to."}
    if identity:
        expected["identity"] = {"name": "Sam", "email": "sam@example.org", "phone": "0"}
    if narrative:
        expected["narrative"] = "Words said on the ward."
    assert shared_with_service(runtime, provider, draft) == expected


def test_sending_records_which_groups_were_opened_for_it(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report(consents=answers("referral", "share_identity", "share_narrative"))
    draft = world.referral(officer, report_id=report.id)
    move(runtime, officer, draft, "send")
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "referral.send"]
    assert {"kind": "reports", "id": str(report.id), "groups": ["identity", "narrative"]} in (
        entry["reads"]
    )


def test_a_service_sees_a_referral_only_once_it_is_sent_and_only_its_own(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    draft = world.referral(officer, agreed="referral")
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=draft.service_id)
    stranger = world.officer(Role.SERVICE_PROVIDER, service_id=world.service().id)
    with pytest.raises(NotFound):
        move(runtime, provider, draft, "accept")
    move(runtime, officer, draft, "send")
    with pytest.raises(NotFound):
        move(runtime, stranger, draft, "accept")
    assert move(runtime, provider, draft, "accept").status == "accepted"
    with pytest.raises(NotAllowed):
        move(runtime, provider, draft, "withdraw")


LIVE = {
    "draft": [],
    "consent_pending": ["request_consent"],
    "sent": ["send"],
    "accepted": ["send", "accept"],
    "waitlisted": ["send", "waitlist"],
    "in_progress": ["send", "accept", "start"],
}
OVER = {
    "declined": ["send", "decline"],
    "completed": ["send", "accept", "complete"],
    "withdrawn": ["withdraw"],
}


def brought_to(
    world: World, runtime: Runtime, officer: Actor, report_id: Any, steps: list[str]
) -> Referral:
    referral = world.referral(officer, report_id=report_id, agreed="referral")
    for step in steps:
        reason = "no_capacity" if step == "decline" else None
        referral = move(runtime, officer, referral, step, reason=reason)
    return referral


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
@pytest.mark.parametrize("who", ["reporter", "form", "officer"])
def test_withdrawing_consent_revokes_every_live_referral_at_once(
    world: World, runtime: Runtime, officer: Actor, who: str, answer: str
) -> None:
    form = world.form()
    report, _ = world.report(form, consents=answers("referral"))
    live = [brought_to(world, runtime, officer, report.id, steps) for steps in LIVE.values()]
    over = {
        state: brought_to(world, runtime, officer, report.id, steps)
        for state, steps in OVER.items()
    }
    other = world.referral(officer)
    actor = {"reporter": world.reporter(report), "form": form, "officer": officer}[who]
    with runtime.unit(actor) as unit:
        referrals.answer_consent(unit, report.id, **answers("referral", state=answer)[0])
    assert {status_of(runtime, referral) for referral in live} == {"revoked"}
    assert {state: status_of(runtime, referral) for state, referral in over.items()} == {
        state: state for state in over
    }
    assert status_of(runtime, other) == "draft"
    assert verbs_of(runtime).count("referral.revoke") == len(LIVE)


@pytest.mark.parametrize("scope", [scope for scope in ConsentScope if scope != "referral"])
def test_other_answers_leave_referrals_alone(
    world: World, runtime: Runtime, officer: Actor, scope: str
) -> None:
    report, _ = world.report(consents=answers("referral"))
    draft = world.referral(officer, report_id=report.id)
    with runtime.unit(world.reporter(report)) as unit:
        referrals.answer_consent(unit, report.id, **answers(scope, state="withdrawn")[0])
        referrals.answer_consent(unit, report.id, **answers("referral")[0])
    assert status_of(runtime, draft) == "draft"


def test_revoking_is_no_action_of_its_own(world: World, runtime: Runtime, officer: Actor) -> None:
    """The reporter would be told that they withdrew their consent."""
    with pytest.raises(WrongState):
        move(runtime, officer, world.referral(officer), "revoke")


def test_a_referral_needs_no_report_and_no_case(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    draft = world.referral(officer, need="A quiet place.", agreed="referral")
    assert (draft.report_id, draft.case_id) == (None, None)
    assert move(runtime, officer, draft, "send").status == "sent"
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=draft.service_id)
    assert shared_with_service(runtime, provider, draft) == {"need": "A quiet place."}


@pytest.mark.parametrize(
    ("reason", "code"), [(None, "required"), ("", "required"), ("resolved", "unknown_code")]
)
def test_declining_needs_a_coded_reason(
    world: World, runtime: Runtime, officer: Actor, reason: str | None, code: str
) -> None:
    draft = brought_to(world, runtime, officer, None, ["send"])
    with pytest.raises(Invalid) as refused:
        move(runtime, officer, draft, "decline", reason=reason)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/reason", code)]
    declined = move(runtime, officer, draft, "decline", reason=DECLINE_REASONS.values()[2])
    assert (declined.status, declined.decline_reason) == ("declined", "not_accessible")


@pytest.mark.parametrize("action", ["accept", "waitlist", "decline", "start", "complete", "resume"])
def test_a_draft_has_only_the_steps_of_a_draft(
    world: World, runtime: Runtime, officer: Actor, action: str
) -> None:
    draft = world.referral(officer)
    with pytest.raises(WrongState):
        move(runtime, officer, draft, action, reason="other")
    assert status_of(runtime, draft) == ReferralStatus.DRAFT


def test_an_old_version_is_refused(world: World, runtime: Runtime, officer: Actor) -> None:
    draft = world.referral(officer)
    move(runtime, officer, draft, "request_consent", version=1)
    with pytest.raises(Stale):
        move(runtime, officer, draft, "send", version=1)


def test_only_services_of_the_directory_that_are_active(world: World, officer: Actor) -> None:
    closed = world.service(active=False)
    for service_id in (closed.id, new_id()):
        with pytest.raises(Invalid) as refused:
            world.referral(officer, service_id=service_id)
        assert refused.value.faults[0].pointer == "/service_id"


@pytest.mark.parametrize("about", ["case_id", "report_id"])
def test_what_it_is_about_must_exist_and_be_theirs_to_see(
    world: World, runtime: Runtime, about: str
) -> None:
    manager, welfare = world.officer(Role.CASE_MANAGER), world.officer(Role.WELFARE_OFFICER)
    for actor in (manager, welfare):
        with pytest.raises(NotFound):
            world.referral(actor, **{about: new_id()})
    assert "access.refused" not in verbs_of(runtime)  # nobody was refused: there was nothing
    case = world.case(manager)
    with pytest.raises(NotFound):
        world.referral(welfare, case_id=case.id)
    assert verbs_of(runtime).count("access.refused") == 1


def test_who_takes_nobody_in_makes_no_referral(world: World) -> None:
    for actor in (
        world.officer(Role.INVESTIGATOR), world.officer(Role.SYSTEM_ADMIN),
        world.client(Scope.REFERRALS_READ)[2],
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            world.referral(actor)
