"""Referrals of people who made no report, and what is done when support did not come about."""

from typing import Any

import pytest

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from service.domain.ids import new_id
from service.store.models import Referral
from service.store.queries.pages import Page
from service.store.queries.referrals import ReferralFilter, list_referrals, referral_row
from service.usecases import referrals
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.referring_again import follow_up_referral
from service.usecases.runtime import Runtime
from service.usecases.share_preview import preview, read_shared
from tests.builders import World
from tests.usecases.helpers import log_of

SAM = {"name": "Sam", "email": "sam@uni.example", "student_number": "S1"}
AGREED = "referral share_identity"


@pytest.fixture
def officer(world: World) -> Actor:
    return world.officer(Role.WELFARE_OFFICER)


def move(runtime: Runtime, by: Actor, referral: Referral, *actions: str) -> None:
    for action in actions:
        reason = "not_accessible" if action == "decline" else None
        with runtime.unit(by) as unit:
            referrals.move_referral(unit, referral.id, action, reason=reason, version=None)


def row_of(runtime: Runtime, referral: Referral) -> Any:
    with runtime.reading(SYSTEM) as reading:
        return referral_row(reading.connection, referral.id)


def listed(runtime: Runtime, by: Actor, **where: Any) -> list[Any]:
    with runtime.reading(by) as reading:
        rows = list_referrals(reading.connection, by, Page(), ReferralFilter(**where)).rows
    return [row.id for row in rows]


def fault(refused: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    (one,) = refused.value.faults
    return one.pointer, one.code


def test_somebody_who_made_no_report_is_named_only_if_they_agree(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    given = {}
    for agreed in ("referral", AGREED, f"{AGREED} share_narrative"):
        draft = world.referral(officer, person=SAM, agreed=agreed)
        move(runtime, officer, draft, "send")
        with runtime.reading(officer) as reading:
            given[agreed] = read_shared(reading, draft.id, purpose="triage")
    plain = {"need": "Somebody to talk to.", "taken_back": []}
    named = {**plain, "identity": {"name": "Sam", "email": "sam@uni.example"}}
    assert list(given.values()) == [plain, named, named]


def test_nothing_is_sent_of_somebody_who_was_not_asked(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    draft = world.referral(officer, person=SAM)
    with pytest.raises(WrongState, match="consent"):
        move(runtime, officer, draft, "send")
    with runtime.unit(officer) as unit:
        answer_referral_consent(
            unit, draft.id, scope="referral", state="granted", wording_version="2"
        )
    move(runtime, officer, draft, "send")
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "referral.consent"]
    assert entry["change"] == {"scope": "referral", "state": "granted", "wording_version": "2"}
    assert entry["subject"]["id"] == str(draft.id)


def test_with_a_report_it_is_the_report_that_says_who_they_are(
    world: World, officer: Actor
) -> None:
    report, _ = world.report()
    with pytest.raises(Invalid) as refused:
        world.referral(officer, report_id=report.id, person=SAM)
    assert fault(refused) == ("/person", "not_with_report")
    with pytest.raises(Invalid) as refused:
        world.referral(officer, person={"safe_to_contact": "any"})
    assert fault(refused) == ("/person", "required")


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("counselling", "introduce_to_peers"), ("counselling", "match"), ("peer_network", "referral")],
)
def test_only_what_is_asked_for_a_service_can_be_answered(
    world: World, runtime: Runtime, officer: Actor, kind: str, scope: str
) -> None:
    service = world.service(service_type=kind)
    with pytest.raises(Invalid) as refused:
        world.referral(officer, service_id=service.id, agreed=scope)
    assert fault(refused) == ("/consents/0/scope", "not_asked")
    draft = world.referral(officer, service_id=service.id)
    with pytest.raises(Invalid) as refused, runtime.unit(officer) as unit:
        answer_referral_consent(unit, draft.id, scope=scope, state="granted", wording_version="1")
    assert fault(refused) == ("/scope", "not_asked")


def test_a_refusal_for_one_recipient_ends_only_that(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    agreed = [{"scope": "referral", "state": "granted", "wording_version": "1"}]
    report, _ = world.report(consents=agreed)
    one, other = (world.referral(officer, report_id=report.id) for _ in range(2))
    move(runtime, officer, one, "send")
    move(runtime, officer, other, "send")
    with runtime.unit(world.reporter(report)) as unit:
        answer_referral_consent(
            unit, one.id, scope="referral", state="refused", wording_version="1"
        )
    assert row_of(runtime, one).status == "revoked"
    assert row_of(runtime, other).status == "sent"
    third = world.referral(officer, report_id=report.id)
    move(runtime, officer, third, "send")
    with pytest.raises(WrongState), runtime.unit(officer) as unit:
        answer_referral_consent(
            unit, one.id, scope="referral", state="granted", wording_version="1"
        )


def test_a_refusal_that_comes_with_the_draft_ends_it(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    refused = [{"scope": "referral", "state": "refused", "wording_version": "1"}]
    draft = world.referral(officer, consents=refused)
    row = row_of(runtime, draft)
    assert (row.status, row.end_reason) == ("revoked", "consent_withdrawn")


@pytest.mark.parametrize("end", ["decline", "did_not_engage"])
def test_asking_after_no_support_is_recorded_once(
    world: World, runtime: Runtime, officer: Actor, end: str
) -> None:
    steps = ("decline",) if end == "decline" else ("accept", "did_not_engage")
    draft = world.referral(officer, agreed="referral")
    move(runtime, officer, draft, "send")
    with pytest.raises(WrongState), runtime.unit(officer) as unit:
        follow_up_referral(unit, draft.id, "no_contact")
    assert listed(runtime, officer, to_follow_up=True) == []
    move(runtime, officer, draft, *steps)
    assert listed(runtime, officer, to_follow_up=True) == [draft.id]
    with pytest.raises(Invalid), runtime.unit(officer) as unit:
        follow_up_referral(unit, draft.id, "resolved")
    provider = world.officer(Role.SERVICE_PROVIDER, service_id=draft.service_id)
    with pytest.raises(NotAllowed), runtime.unit(provider) as unit:
        follow_up_referral(unit, draft.id, "no_contact")
    with runtime.unit(officer) as unit:
        follow_up_referral(unit, draft.id, "no_longer_wanted")
    row = row_of(runtime, draft)
    assert (row.follow_up_result, row.followed_up_at is not None) == ("no_longer_wanted", True)
    assert listed(runtime, officer, to_follow_up=True) == []
    assert listed(runtime, officer, to_follow_up=False) == [draft.id]
    assert listed(runtime, provider, to_follow_up=True) == []
    with pytest.raises(WrongState), runtime.unit(officer) as unit:
        follow_up_referral(unit, draft.id, "no_contact")


def test_referring_again_takes_over_what_was_said_and_no_consent(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    first = world.referral(officer, need="A quiet place.", person=SAM, agreed=AGREED)
    move(runtime, officer, first, "send", "decline")
    service = world.service(name="Elsewhere")
    again = world.referral(officer, service_id=service.id, need=None, previous_id=first.id)
    assert listed(runtime, officer, previous_id=first.id) == [again.id]
    assert listed(runtime, officer, service_id=service.id) == [again.id]
    row = row_of(runtime, first)
    assert (row.follow_up_result, row.followed_up_at is not None) == ("referred_again", True)
    (entry,) = [
        entry for entry in log_of(runtime)
        if entry["verb"] == "referral.create" and entry["subject"]["id"] == str(again.id)
    ]  # fmt: skip
    assert entry["reads"] == [
        {"kind": "referrals", "id": str(first.id), "groups": ["referral_need", "referral_person"]}
    ]
    with pytest.raises(WrongState, match="consent"):
        move(runtime, officer, again, "send")
    with runtime.reading(officer) as reading:
        seen = preview(reading, again.id, purpose="triage")
    assert seen == {"need": "A quiet place.", "agreed": False}
    other = world.referral(
        officer, need="Something else.", person={"name": "Sam B"}, agreed=AGREED,
        previous_id=first.id,
    )  # fmt: skip
    with runtime.reading(officer) as reading:
        seen = preview(reading, other.id, purpose="triage")
    said = {"need": "Something else.", "identity": {"name": "Sam B"}}
    assert seen == {**said, "agreed": True}


def test_referring_again_stays_with_the_same_report(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    report, _ = world.report()
    case = world.case(officer, report.id)
    first = world.referral(officer, case_id=case.id, agreed="referral")
    with pytest.raises(WrongState):
        world.referral(officer, previous_id=first.id)
    move(runtime, officer, first, "withdraw")
    again = world.referral(officer, need=None, previous_id=first.id)
    assert (again.case_id, again.report_id) == (case.id, report.id)
    other, _ = world.report()
    with pytest.raises(Invalid) as refused:
        world.referral(officer, report_id=other.id, previous_id=first.id)
    assert fault(refused) == ("/previous_id", "other_report")
    with pytest.raises(NotFound):
        world.referral(officer, previous_id=new_id())
    stranger = world.officer(Role.WELFARE_OFFICER)
    with pytest.raises(NotFound):
        world.referral(stranger, previous_id=first.id)
    with pytest.raises(NotAllowed):
        world.referral(world.client(Scope.REFERRALS_READ)[2], previous_id=first.id)


def test_whoever_is_referred_again_is_asked_anew(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    agreed = {"scope": "referral", "state": "granted", "wording_version": "1"}
    report, _ = world.report(consents=[agreed])
    first = world.referral(officer, report_id=report.id)
    move(runtime, officer, first, "send", "decline")
    again = world.referral(officer, previous_id=first.id)
    with pytest.raises(WrongState, match="consent"):
        move(runtime, officer, again, "send")
    with runtime.unit(world.reporter(report)) as unit:
        referrals.answer_consent(unit, report.id, **agreed)
    move(runtime, officer, again, "send")


def test_what_is_needed_is_said_where_nothing_says_it(world: World, officer: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        world.referral(officer, need=None)
    assert fault(refused) == ("/need", "required")


def test_a_peer_network_is_told_nothing_where_nobody_is_named(
    world: World, runtime: Runtime, officer: Actor
) -> None:
    peers = world.service(service_type="peer_network")
    report, _ = world.report()
    draft = world.referral(
        officer, service_id=peers.id, report_id=report.id, agreed="introduce_to_peers"
    )
    with pytest.raises(WrongState, match="named"):
        move(runtime, officer, draft, "send")
