"""The sample's referrals: every status a referral can have, each reached by its real steps."""

from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.services import COUNSELLING, SERVICES
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor, ActorKind
from service.domain.code_lists import ReportMode
from service.domain.reports import affected_agrees
from service.store.queries.referrals import consents_for, seen_referral
from service.store.queries.reports import report_row
from service.usecases import referrals
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.runtime import Runtime

_DONE = (
    ("send", "accept", "start", "complete"),
    ("send", "waitlist", "accept", "start", "complete"),
    ("send", "decline"),
    ("send", "accept", "complete"),
    ("send", "accept", "did_not_engage"),
    ("send", "accept", "start", "complete"),
    ("withdraw",),
)
_UNDER_WAY = (
    ("send", "accept", "start"),
    ("send",),
    ("send", "accept"),
    ("request_consent",),
    ("send", "waitlist"),
    (),
    ("send", "accept", "start", "complete"),
    ("send", "revoke"),
    ("send", "decline"),
)
"""Steps after drafting; the first list is for cases long over, the second for open ones."""

_DECLINES = ("no_capacity", "not_accessible", "not_appropriate")
_BY_SENDER = ("request_consent", "send", "withdraw")
_PEER_NETWORKS = {one["name"] for one in SERVICES if one["service_type"] == "peer_network"}
_AGREED, _AGREED_BY_PEERS = ("referral", "share_identity"), ("introduce_to_peers",)
_PEOPLE = ("Noor Example", "Billie Sample", "Rhys Example", "Temi Sample")
"""Who walks in."""


class Referring:
    """Makes referrals and has the services answer them."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._done, self._under_way = cycle(_DONE), cycle(_UNDER_WAY)
        self._declines, self._people = cycle(_DECLINES), cycle(_PEOPLE)

    def refer(
        self,
        officer: Actor,
        service: str,
        *,
        over: bool,
        case_id: UUID | None = None,
        report_id: UUID | None = None,
    ) -> Thread:
        """Draft a referral and take it some way; consent is asked for first where it is missing."""
        if service in _PEER_NETWORKS and report_id and not self._names_somebody(officer, report_id):
            service = COUNSELLING
        made = self._draft(officer, service, case_id, report_id)
        # Somebody who walks in is asked there and then; a reporter answers with their receipt.
        asked = Actor(ActorKind.REPORTER, report_id=report_id) if report_id else officer
        scope = "introduce_to_peers" if service in _PEER_NETWORKS else "referral"
        for action in next(self._done if over else self._under_way):
            yield self._clock.at_work(1.2)
            if action == "send" and not self._agreed(officer, made, scope):
                self._move(officer, made, "request_consent")
                yield self._clock.later(0.6)
                self._answer(asked, made, scope, "granted")
                yield self._clock.at_work(0.4)
            if action == "revoke":
                self._answer(asked, made, scope, "withdrawn")
                continue
            by = officer if action in _BY_SENDER else self._cast.receiver(service)
            self._move(by, made, action)

    def _draft(
        self, officer: Actor, service: str, case_id: UUID | None, report_id: UUID | None
    ) -> UUID:
        need = self._rng.choice(texts.NEEDS if report_id else texts.WALK_INS)
        person: dict[str, str] | None = None
        agreed: tuple[str, ...] = ()
        if report_id is None:
            person = {"name": next(self._people), "phone": "01632 960 999"}
            agreed = _AGREED_BY_PEERS if service in _PEER_NETWORKS else _AGREED
        with self._runtime.unit(officer) as unit:
            return referrals.create_referral(
                unit, service_id=self._cast.services[service], need=need, case_id=case_id,
                report_id=report_id, person=person,
                consents=[
                    {"scope": scope, "state": "granted",
                     "wording_version": wording_version(self._clock)}
                    for scope in agreed
                ],
            ).id  # fmt: skip

    def _names_somebody(self, officer: Actor, report_id: UUID) -> bool:
        with self._runtime.reading(officer) as reading:
            report = report_row(reading.connection, report_id)
        if report is None or report.mode == ReportMode.ANONYMOUS:
            return False
        return affected_agrees(report.affected_consent)

    def _agreed(self, officer: Actor, referral_id: UUID, scope: str) -> bool:
        with self._runtime.reading(officer) as reading:
            row = seen_referral(reading.connection, officer, referral_id)
            answer = consents_for(reading.connection, row).get(scope) if row else None
        return answer is not None and answer.state == "granted"

    def _answer(self, by: Actor, referral_id: UUID, scope: str, state: str) -> None:
        with self._runtime.unit(by) as unit:
            answer_referral_consent(
                unit, referral_id, scope=scope, state=state,
                wording_version=wording_version(self._clock),
            )  # fmt: skip

    def _move(self, by: Actor, referral_id: UUID, action: str) -> None:
        reason = next(self._declines) if action == "decline" else None
        with self._runtime.unit(by) as unit:
            referrals.move_referral(unit, referral_id, action, reason=reason, version=None)


def wording_version(clock: StoryClock) -> str:
    """Name the consent wording in use: each academic year has its own."""
    now = clock()
    return f"{now.year if now.month >= 9 else now.year - 1}-09"
