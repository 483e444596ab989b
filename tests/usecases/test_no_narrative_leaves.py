"""No narrative ever leaves without ``share_narrative``, whatever was answered and done before."""

from random import Random
from typing import Any

from service.domain.actors import SYSTEM, Actor, ActorKind, Scope
from service.domain.code_lists import ConsentState, Role
from service.domain.errors import DomainError
from service.store.queries.pages import Page
from service.store.queries.referrals import list_referrals, referral_row
from service.usecases import affected, amendments, referrals, triage
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.share_preview import read_shared
from tests.builders import World

NARRATIVE = "Quillfeather said it on the ward"
SCOPES = ("referral", "share_identity", "share_narrative", "introduce_to_peers")
OTHER = (
    ("affected", "asked"), ("affected", "given"), ("affected", "refused"), ("amend", "A"),
    ("amend", "B"), ("withdraw report",),
)  # fmt: skip
STEPS = (*["send"] * 6, "request_consent", "accept", "waitlist", "start", "complete",
         "did_not_engage", "decline", "withdraw")  # fmt: skip


def an_act(chance: Random) -> tuple[str, ...]:
    """Give an act: an answer about all recipients or about this one, a step, or something else."""
    kind = chance.choice(("wide", "own", "step", "step", "other"))
    if kind in ("wide", "own"):
        scope = chance.choice((*SCOPES, "share_narrative"))
        return kind, scope, chance.choice(("granted", *ConsentState))
    if kind == "step":
        return kind, chance.choice(STEPS)
    return chance.choice(OTHER)


class Cast:
    """Whoever is needed for all stories."""

    def __init__(self, world: World) -> None:
        self.world, self.runtime = world, world.runtime
        self.manager, self.form = world.officer(Role.CASE_MANAGER), world.form()
        self.counselling = world.service().id
        self.peers = world.service(service_type="peer_network").id


class Story:
    """One report, a referral for it to one service, and all that the service can get hold of."""

    def __init__(self, cast: Cast, *, on_behalf: bool, peers: bool, agreed: str) -> None:
        self.world, self.runtime, self.manager = cast.world, cast.runtime, cast.manager
        self.service = cast.peers if peers else cast.counselling
        told: dict[str, Any] = {"narrative": NARRATIVE}
        if on_behalf:
            told |= {"relationship": "on_behalf_with_consent", "affected_person": {"name": "A"}}
        self.report, _ = self.world.report(cast.form, **told)
        self.referral = self.world.referral(
            self.manager, service_id=self.service, report_id=self.report.id,
            agreed="" if peers else agreed,
        )  # fmt: skip
        self.granted = "share_narrative" in agreed and not peers
        self.agrees = True

    def act(self, kind: str, *what: str) -> None:
        """Let somebody do something; a refusal is as good as any other answer."""
        try:
            with self.runtime.unit(self.manager) as unit:
                self._do(unit, kind, what)
        except DomainError:
            return
        if kind in ("wide", "own") and what[0] == "share_narrative":
            self.granted = what[1] == "granted"
        if kind == "affected":
            self.agrees = what[0] == "given"
        if kind == "amend" and what[0] == "B":
            self.agrees = False

    def _do(self, unit: Any, kind: str, what: tuple[str, ...]) -> None:
        reporter = self.world.reporter(self.report)
        if kind in ("wide", "own"):
            answer = {"scope": what[0], "state": what[1], "wording_version": "1"}
            if kind == "wide":
                referrals.answer_consent(unit, self.report.id, **answer)
            else:
                answer_referral_consent(unit, self.referral.id, **answer)
        elif kind == "step":
            reason = "no_capacity" if what[0] == "decline" else None
            referrals.move_referral(unit, self.referral.id, what[0], reason=reason, version=None)
        elif kind == "affected":
            affected.record_affected_consent(unit, self.report.id, what[0])
        else:
            unit.go_on_as(reporter)
            if kind == "amend":
                changes = {"affected_person": {"name": what[0]}}
                version = unit.session.get(type(self.report), self.report.id).version
                amendments.amend_report(unit, self.report.id, changes, version=version)
            else:
                triage.move_report(unit, self.report.id, "withdraw", version=None)

    def received(self) -> str:
        """Give all that the service can read, by its system."""
        actor = Actor(
            ActorKind.CLIENT, scopes=frozenset({Scope.REFERRALS_RECEIVE}),
            service_id=self.service,
        )  # fmt: skip
        with self.runtime.reading(actor) as reading:
            found = str(list_referrals(reading.connection, actor, Page()).rows)
            try:
                found += str(read_shared(reading, self.referral.id, purpose="support_referral"))
            except DomainError as refusal:
                found += refusal.message
        return found

    def narrative_was_sent(self) -> bool:
        with self.runtime.reading(SYSTEM) as reading:
            row = referral_row(reading.connection, self.referral.id)
        return row is not None and "narrative" in row.shared_groups


def test_no_narrative_ever_leaves_without_share_narrative(world: World) -> None:
    cast = Cast(world)
    seen = {"left": 0, "stayed": 0}
    for number in range(50):
        chance = Random(number)
        on_behalf, peers = chance.random() < 0.5, chance.random() < 0.2
        agreed = chance.choice(("referral", "referral share_narrative"))
        story = Story(cast, on_behalf=on_behalf, peers=peers, agreed=agreed)
        history = [an_act(chance) for _ in range(8)]
        for told, act in enumerate(history, 1):
            story.act(*act)
            there = NARRATIVE in story.received()
            may = story.granted and not peers and (story.agrees or not on_behalf)
            assert may or not there, ("read, though not agreed to", number, history[:told])
            assert not there or story.narrative_was_sent()
            seen["left" if there else "stayed"] += 1
    assert seen["left"] > 20, "hardly any narrative ever left"
    assert seen["stayed"] > 200
