"""What a service still reads of what it was given, once a consent is withdrawn or it is over."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound
from service.store.models import Referral
from service.store.queries.referrals import referral_row
from service.usecases import referrals
from service.usecases.own_referrals import own_referrals
from service.usecases.referral_consents import answer_referral_consent, read_consents
from service.usecases.runtime import Runtime
from service.usecases.share_preview import read_shared
from tests.builders import World

WHO = {"name": "Sam Reporter", "email": "sam@uni.example", "phone": "01632 960 002",
       "safe_to_contact": "email_only"}  # fmt: skip
NEED, NARRATIVE = "Somebody to talk to.", "Words said on the ward."
KINDS = {"other": "counselling", "peers": "peer_network"}
SCOPES = {"other": ("referral", "share_identity", "share_narrative"),
          "peers": ("introduce_to_peers",)}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "other": {"need": NEED, "identity": WHO, "narrative": NARRATIVE}, "peers": {"identity": WHO},
}  # fmt: skip
"""What each kind of service is given of a named report when everything is agreed to."""

GIVEN_BACK = """
    service   after        withdrawn            service reads               status     reason
    other     send         referral             nothing                     revoked    consent_withdrawn
    other     send         share_identity       need,narrative              sent       -
    other     send         share_narrative      need,identity               sent       -
    other     accept       share_narrative      need,identity               accepted   -
    other     complete     share_narrative      need,identity               completed  -
    other     complete     referral             -                           completed  -
    other     decline      share_identity       nothing                     declined   -
    other     withdraw     -                    nothing                     withdrawn  withdrawn_by_sender
    peers     send         introduce_to_peers   nothing                     revoked    consent_withdrawn
    peers     complete     introduce_to_peers   -                           completed  -
"""  # noqa: E501 - a table
"""What the service still reads when a consent is withdrawn after a step; - is an empty content."""


class Left(NamedTuple):
    """A row of it."""

    kind: str
    after: str
    scope: str
    reads: str
    status: str
    reason: str


BACK = [Left(*line.split()) for line in GIVEN_BACK.strip().splitlines()[1:]]
STEPS = {"send": (), "accept": ("accept",), "complete": ("accept", "complete"),
         "decline": ("decline",), "withdraw": ("withdraw",)}  # fmt: skip
WORDS = {"need": "what you need", "identity": "who you are", "narrative": "what you wrote"}


@dataclass
class Sent:
    """A referral that was sent with everything agreed to, and whoever may look at it."""

    runtime: Runtime
    referral: Referral
    sender: Actor
    reporter: Actor
    receivers: list[Actor]

    def act(self, by: Actor, function: Any, *args: Any, **values: Any) -> None:
        with self.runtime.unit(by) as unit:
            function(unit, *args, **values)

    def read(self, by: Actor) -> Any:
        """Give what somebody reads of it, or why they do not."""
        try:
            with self.runtime.reading(by) as reading:
                return read_shared(reading, self.referral.id, purpose="support_referral")
        except (NotFound, NotAllowed) as refusal:
            return type(refusal)

    def row(self) -> Any:
        with self.runtime.reading(SYSTEM) as reading:
            return referral_row(reading.connection, self.referral.id)


def sent(world: World, runtime: Runtime, kind: str, *, wide: bool = True) -> Sent:
    consents = [
        {"scope": scope, "state": "granted", "wording_version": "1"} for scope in SCOPES[kind]
    ]
    service = world.service(service_type=KINDS[kind])
    report, _ = world.report(mode="named", reporter=WHO, consents=consents if wide else [])
    manager = world.officer(Role.CASE_MANAGER)
    referral = world.referral(
        manager, service_id=service.id, report_id=report.id, need=NEED,
        consents=[] if wide else consents,
    )  # fmt: skip
    account = world.officer(Role.SERVICE_PROVIDER, service_id=service.id)
    system = world.client(Scope.REFERRALS_RECEIVE, service_id=service.id)[2]
    one = Sent(runtime, referral, manager, world.reporter(report), [account, system])
    one.act(manager, referrals.move_referral, referral.id, "send", version=None)
    return one


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("back", BACK, ids=lambda back: f"{back.scope} after {back.after}")
def test_each_receiver_gets_what_is_left(
    world: World, runtime: Runtime, back: Left, wide: bool
) -> None:
    kind, after, scope, reads, status, reason = back
    one = sent(world, runtime, kind, wide=wide)
    whole = GIVEN[kind]
    for receiver in (*one.receivers, one.sender):
        assert one.read(receiver) == {**whole, "taken_back": []}
    for action in STEPS[after]:
        why = "no_capacity" if action == "decline" else None
        one.act(
            one.sender, referrals.move_referral, one.referral.id, action, reason=why, version=None
        )
    if scope != "-":
        answer = {"scope": scope, "state": "withdrawn", "wording_version": "1"}
        if wide:
            report_id = one.referral.report_id
            one.act(one.reporter, referrals.answer_consent, report_id, **answer)
        else:
            one.act(one.reporter, answer_referral_consent, one.referral.id, **answer)
    row = one.row()
    assert (row.status, row.end_reason or "-") == (status, reason)
    left = {part: whole[part] for part in reads.split(",") if part in whole}
    gone = [part for part in whole if part not in left and reads != "nothing"]
    for receiver in one.receivers:
        expected = NotAllowed if reads == "nothing" else {**left, "taken_back": gone}
        assert one.read(receiver) == expected
    taken = one.read(one.sender)
    assert {part: taken[part] for part in whole} == whole, "what was sent is kept as it was"
    with runtime.reading(one.reporter) as reading:
        (told,) = own_referrals(reading)
    assert told["status"] == status
    assert told["shared"] == [WORDS[part] for part in whole if part not in row.taken_back]
    assert told["taken_back"] == [WORDS[part] for part in row.taken_back]


def test_what_was_answered_is_not_for_the_service(world: World, runtime: Runtime) -> None:
    one = sent(world, runtime, "other")
    with runtime.reading(one.sender) as reading:
        assert len(read_consents(reading, one.referral.id)) == 3
    for receiver in one.receivers:
        with pytest.raises(NotAllowed), runtime.reading(receiver) as reading:
            read_consents(reading, one.referral.id)
