"""The sample's cases: from opening to the state each is in today."""

from dataclasses import dataclass
from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.endings import choose_ending, choose_service, conclude, other_endings
from service.demo.intake import Intake
from service.demo.referring import Referring
from service.demo.stories import Story
from service.demo.texts import Ending
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor
from service.domain.code_lists import PartyRole, Role
from service.store.queries.cases import parties_of
from service.usecases import appeals, casework, triage
from service.usecases.runtime import Runtime

_FORMAL = ("start_triage", "investigate", "decide")
ROUTES: dict[str, tuple[tuple[str, ...], ...]] = {
    "new": ((),),
    "triage": (("start_triage",),),
    "support_only": (("start_triage", "offer_support"),),
    "informal_resolution": (("start_triage", "resolve_informally"),),
    "investigation": (_FORMAL[:2],),
    "decision": (_FORMAL,),
    "appeal": ((*_FORMAL, "appeal"),),
    "on_hold": (
        ("start_triage", "investigate", "hold"),
        ("start_triage", "resolve_informally", "hold"),
    ),
    "closed": (
        (*_FORMAL, "close"),
        ("start_triage", "resolve_informally", "close"),
        ("start_triage", "offer_support", "close"),
        ("start_triage", "resolve_informally", "hold", "resume", "close"),
    ),
    "reopened": ((*_FORMAL, "close", "reopen"),),
}
"""The steps that lead to each state; several ways are taken in turn."""

_DAYS = {
    "start_triage": 0.8, "offer_support": 2, "resolve_informally": 4, "investigate": 6,
    "decide": 32, "appeal": 9, "hold": 7, "resume": 14, "close": 5, "reopen": 24,
}  # fmt: skip
_SAYS = {"hold": texts.HOLD_NOTE}
_HEARS = {"appeal": texts.APPEAL_MESSAGE, "reopen": texts.REOPEN_MESSAGE}
_ASKS_AGAIN = 0.6
_RISKS = {"safety": "high", "considering_leaving": "medium", "health": "medium"}


@dataclass(frozen=True, slots=True)
class Work:
    """One case, and whose it is."""

    story: Story
    report_id: UUID
    case_id: UUID
    officer: Actor
    ending: Ending


class Casework:
    """Opens a case for a report and takes it along its route."""

    def __init__(
        self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random, intake: Intake
    ) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._intake, self._referring = intake, Referring(runtime, clock, cast, rng)
        self._routes = {fate: cycle(routes) for fate, routes in ROUTES.items()}
        self._triage_notes, self._work_notes = cycle(texts.TRIAGE_NOTES), cycle(texts.WORK_NOTES)
        self._updates = cycle((*texts.UPDATES, *texts.CHECK_INS))
        self._chasers, self._endings = cycle(texts.CHASERS), cycle(other_endings())
        self._latest: UUID | None = None
        self._before = {
            "start_triage": self._look,
            "investigate": self._appoint_investigator,
            "decide": self._appoint_decision_maker,
            "appeal": self._conclude,
            "close": self._conclude,
        }

    def carry(self, story: Story, report_id: UUID, officer: Actor, joining: Story | None) -> Thread:
        """Tell a case from its opening to today."""
        route = next(self._routes[story.fate])
        ending = choose_ending(story, route, self._endings)
        work = Work(story, report_id, self._open(story, report_id, officer), officer, ending)
        for action in route:
            yield self._clock.at_work(_DAYS[action])
            self._move(work, action)
            if action == "start_triage" and joining is not None:
                yield from self._join(work, joining)
            if action in ("offer_support", "resolve_informally", "investigate"):
                yield from self._accompany(work)

    def latest(self) -> UUID | None:
        """Give the case opened last; nobody but its officer has been put on it yet."""
        return self._latest

    def _open(self, story: Story, report_id: UUID, officer: Actor) -> UUID:
        risk = next((_RISKS[i] for i in story.impacts.split() if i in _RISKS), "low")
        with self._runtime.unit(officer) as unit:
            case = triage.open_case(
                unit, report_ids=[report_id], summary=story.title, risk_level=risk
            )
        self._latest = case.id
        return case.id

    def _move(self, work: Work, action: str) -> None:
        """Do what goes before a step, then take it."""
        by = self._before.get(action, self._note)(work)
        if action in _SAYS:
            self._write_note(work, work.officer, _SAYS[action])
        if action in _HEARS:
            self._intake.hear(work.report_id, _HEARS[action])
        if action == "appeal":
            self._appeal(work)
            return
        reason = work.ending.reason if action == "close" else None
        with self._runtime.unit(by) as unit:
            casework.move_case(unit, work.case_id, action, reason=reason, version=None)

    def _appeal(self, work: Work) -> None:
        """Record what the reporting party wrote as their appeal."""
        with self._runtime.reading(work.officer) as reading:
            listed = parties_of(reading.connection, work.case_id)
        party = next(one for one in listed if one.role == PartyRole.REPORTING)
        with self._runtime.unit(work.officer) as unit:
            appeals.lodge_appeal(
                unit, work.case_id, party.id, ["procedural_error"], texts.APPEAL_MESSAGE
            )

    def _look(self, work: Work) -> Actor:
        self._intake.read(work.officer, work.report_id, "casework", work.case_id)
        self._write_note(work, work.officer, next(self._triage_notes))
        return work.officer

    def _note(self, work: Work) -> Actor:
        self._write_note(work, work.officer, next(self._work_notes))
        return work.officer

    def _appoint_investigator(self, work: Work) -> Actor:
        self._assign(work, "david", Role.INVESTIGATOR)
        if work.story.place:
            self._assign(work, "marta", Role.PLACEMENT_LIAISON)
        return work.officer

    def _appoint_decision_maker(self, work: Work) -> Actor:
        self._write_note(work, self._cast.actors["david"], next(self._work_notes))
        self._assign(work, "ruth", Role.DECISION_MAKER)
        return self._cast.actors["ruth"]

    def _conclude(self, work: Work) -> Actor:
        if conclude(self._runtime, work.officer, work.case_id, work.ending):
            self._intake.write(work.officer, work.report_id, work.ending.reporting)
        return work.officer

    def _accompany(self, work: Work) -> Thread:
        """Keep the reporter company while the case goes on: news, and a referral."""
        yield self._clock.at_work(2)
        self._intake.write(work.officer, work.report_id, next(self._updates))
        if self._rng.random() < _ASKS_AGAIN:
            yield self._clock.later(3)
            self._intake.hear(work.report_id, next(self._chasers))
            yield self._clock.at_work(0.5)
        over = work.story.fate in ("closed", "reopened")
        yield from self._referring.refer(
            work.officer, choose_service(work.story, self._rng), over=over,
            case_id=work.case_id, report_id=work.report_id,
        )  # fmt: skip

    def _join(self, work: Work, story: Story) -> Thread:
        yield self._clock.later(1)
        second = self._intake.submit(story)
        yield self._clock.at_work(0.6)
        self._intake.read(work.officer, second, "triage")
        with self._runtime.unit(work.officer) as unit:
            casework.link_to_case(unit, work.case_id, second)

    def _assign(self, work: Work, username: str, role: Role) -> None:
        with self._runtime.unit(work.officer) as unit:
            casework.assign_officer(unit, work.case_id, self._cast.ids[username], role)

    def _write_note(self, work: Work, by: Actor, text: str) -> None:
        with self._runtime.unit(by) as unit:
            casework.write_note(unit, work.case_id, text)
