"""The sample's referrals: every status a referral can have, each reached by its real steps."""

from collections.abc import Callable
from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import support_texts as texts
from service.demo.cast import Cast
from service.demo.receiving import Receiving, Request
from service.demo.services import COUNSELLING, FIRST_GENERATION, PEERS, SERVICES
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor, ActorKind
from service.domain.code_lists import ReportMode
from service.domain.reports import affected_agrees
from service.store.queries.referrals import consents_for, seen_referral
from service.store.queries.reports import report_row
from service.usecases import referrals
from service.usecases.referral_consents import answer_referral_consent
from service.usecases.referring_again import follow_up_referral
from service.usecases.runtime import Runtime

_DONE = (
    "send accept meet note meet complete",
    "send waitlist expect accept meet note complete",
    "send decline again",
    "send accept start note complete",
    "send accept miss did_not_engage ask",
    "send accept meet complete",
    "send decline ask",
    "send accept meet note miss meet complete",
    "withdraw",
)
_UNDER_WAY = (
    "send accept meet note",
    "send",
    "send accept book",
    "request_consent",
    "send waitlist wait",
    "",
    "send accept meet note complete",
    "send accept book revoke",
    "send decline",
    "send accept miss book",
)
"""Steps after drafting; the first list is for cases long over, the second for open ones."""
_AGAIN = "send accept meet complete"
_OTHER_PEERS, _OTHERS = (FIRST_GENERATION, PEERS), (COUNSELLING, "Wellbeing Advisers")
_DECLINES = ("no_capacity", "not_accessible", "not_appropriate", "no_capacity", "not_accessible")
_RESULTS = ("no_longer_wanted", "supported_otherwise", "no_contact", "supported_otherwise")

_BY_SENDER = ("request_consent", "send", "withdraw")
_PEER_NETWORKS = {one["name"] for one in SERVICES if one["service_type"] == "peer_network"}
_AGREED, _AGREED_BY_PEERS = ("referral", "share_identity"), ("introduce_to_peers",)
_PEOPLE = ("Noor Example", "Billie Sample", "Rhys Example", "Temi Sample")
"""Who walks in."""


class Referring:
    """Makes referrals and has the services answer them."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._receiving = Receiving(runtime, clock, cast, rng)
        self._done, self._under_way = cycle(_DONE), cycle(_UNDER_WAY)
        self._people, self._results = cycle(_PEOPLE), cycle(_RESULTS)
        self._declines = cycle(_DECLINES)
        self._words: dict[str, Callable[[Request], Thread]] = {
            "revoke": self._revoke, "ask": self._ask, "again": self._again, "send": self._send,
            **self._receiving.words,
        }  # fmt: skip

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
        yield from self._take(made, next(self._done if over else self._under_way))

    def _take(self, request: Request, words: str) -> Thread:
        """Take step after step; support that would be met after the history is left to come."""
        for word in words.split():
            yield self._clock.at_work(1.2)
            if word in self._words:
                yield from self._words[word](request)
            else:
                by = request.officer if word in _BY_SENDER else self._receiving.by(request)
                self._move(by, request, word)
            if request.to_come:
                return

    def _send(self, request: Request) -> Thread:
        if not self._agreed(request):
            self._move(request.officer, request, "request_consent")
            yield self._clock.later(0.6)
            self._answer(request, "granted")
            yield self._clock.at_work(0.4)
        self._move(request.officer, request, "send")

    def _revoke(self, request: Request) -> Thread:
        """Let the person take their consent back half-way."""
        yield self._clock.later(0.3)
        self._answer(request, "withdrawn")

    def _ask(self, request: Request) -> Thread:
        """Ask what the person needs now that support did not come about."""
        yield self._clock.at_work(2)
        with self._runtime.unit(request.officer) as unit:
            follow_up_referral(unit, request.referral_id, next(self._results))

    def _again(self, request: Request) -> Thread:
        """Refer the person anew, to another service."""
        yield self._clock.at_work(1)
        others = _OTHER_PEERS if request.service in _PEER_NETWORKS else _OTHERS
        other = next(one for one in others if one != request.service)
        yield from self._take(self._draft_again(request, other), _AGAIN)

    def _draft(
        self, officer: Actor, service: str, case_id: UUID | None, report_id: UUID | None
    ) -> Request:
        need = self._rng.choice(texts.NEEDS if report_id else texts.WALK_INS)
        person: dict[str, str] | None = None
        if report_id is None:
            person = {"name": next(self._people), "phone": "01632 960 999"}
        with self._runtime.unit(officer) as unit:
            made = referrals.create_referral(
                unit, service_id=self._cast.services[service], need=need, case_id=case_id,
                report_id=report_id, person=person,
                consents=self._asked_at_once(service, report_id),
            )  # fmt: skip
        return self._request(officer, service, made.id, report_id)

    def _draft_again(self, before: Request, service: str) -> Request:
        with self._runtime.unit(before.officer) as unit:
            made = referrals.create_referral(
                unit, service_id=self._cast.services[service], previous_id=before.referral_id,
                consents=self._asked_at_once(service, before.asked.report_id),
            )  # fmt: skip
        return self._request(before.officer, service, made.id, before.asked.report_id)

    def _asked_at_once(self, service: str, report_id: UUID | None) -> list[dict[str, str]]:
        """Somebody who walks in is asked there and then; a reporter answers with their receipt."""
        if report_id is not None:
            return []
        wording = wording_version(self._clock)
        agreed = _AGREED_BY_PEERS if service in _PEER_NETWORKS else _AGREED
        return [
            {"scope": scope, "state": "granted", "wording_version": wording} for scope in agreed
        ]

    def _request(
        self, officer: Actor, service: str, referral_id: UUID, report_id: UUID | None
    ) -> Request:
        asked = Actor(ActorKind.REPORTER, report_id=report_id) if report_id else officer
        scope = "introduce_to_peers" if service in _PEER_NETWORKS else "referral"
        return Request(officer, service, referral_id, asked, scope)

    def _names_somebody(self, officer: Actor, report_id: UUID) -> bool:
        with self._runtime.reading(officer) as reading:
            report = report_row(reading.connection, report_id)
        if report is None or report.mode == ReportMode.ANONYMOUS:
            return False
        return affected_agrees(report.affected_consent)

    def _agreed(self, request: Request) -> bool:
        with self._runtime.reading(request.officer) as reading:
            row = seen_referral(reading.connection, request.officer, request.referral_id)
            answer = consents_for(reading.connection, row).get(request.scope) if row else None
        return answer is not None and answer.state == "granted"

    def _answer(self, request: Request, state: str) -> None:
        with self._runtime.unit(request.asked) as unit:
            answer_referral_consent(
                unit, request.referral_id, scope=request.scope, state=state,
                wording_version=wording_version(self._clock),
            )  # fmt: skip

    def _move(self, by: Actor, request: Request, action: str) -> None:
        reason = next(self._declines) if action == "decline" else None
        with self._runtime.unit(by) as unit:
            referrals.move_referral(unit, request.referral_id, action, reason=reason, version=None)


def wording_version(clock: StoryClock) -> str:
    """Name the consent wording in use: each academic year has its own."""
    now = clock()
    return f"{now.year if now.month >= 9 else now.year - 1}-09"
