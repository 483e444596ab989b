"""The sample's referrals: every status a referral can have, each reached by its real steps."""

from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor, ActorKind
from service.store.queries.reports import consents_of
from service.usecases import referrals
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


class Referring:
    """Makes referrals and has the services answer them."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._done, self._under_way = cycle(_DONE), cycle(_UNDER_WAY)
        self._declines = cycle(_DECLINES)

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
        need = self._rng.choice(texts.NEEDS if report_id else texts.WALK_INS)
        with self._runtime.unit(officer) as unit:
            made = referrals.create_referral(
                unit, service_id=self._cast.services[service], need=need,
                case_id=case_id, report_id=report_id,
            )  # fmt: skip
        for action in next(self._done if over else self._under_way):
            yield self._clock.at_work(1.2)
            if action == "send" and report_id and not self._consented(officer, report_id):
                self._move(officer, made.id, "request_consent")
                yield self._clock.later(0.6)
                self._answer(report_id, "granted")
                yield self._clock.at_work(0.4)
            if action == "revoke" and report_id:
                self._answer(report_id, "withdrawn")
                continue
            by = officer if action in _BY_SENDER else self._cast.receiver(service)
            self._move(by, made.id, "withdraw" if action == "revoke" else action)

    def _consented(self, officer: Actor, report_id: UUID) -> bool:
        with self._runtime.reading(officer) as reading:
            answer = consents_of(reading.connection, report_id).get("referral")
        return answer is not None and answer.state == "granted"

    def _answer(self, report_id: UUID, state: str) -> None:
        with self._runtime.unit(Actor(ActorKind.REPORTER, report_id=report_id)) as unit:
            referrals.answer_consent(
                unit, report_id, scope="referral", state=state,
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
