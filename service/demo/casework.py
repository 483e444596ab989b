"""The sample's cases: from opening to the state each is in today."""

from itertools import cycle
from random import Random
from uuid import UUID

from service.demo import texts
from service.demo.aftercare import Aftercare
from service.demo.cast import Cast
from service.demo.endings import choose_ending, choose_service, other_endings
from service.demo.formal import Formal
from service.demo.intake import Intake
from service.demo.learning import Learning
from service.demo.outcomes import Outcomes
from service.demo.referring import Referring
from service.demo.safety import Safety
from service.demo.scenes import Scenes
from service.demo.stories import Story
from service.demo.stories.story import PAST
from service.demo.tasking import Tasking
from service.demo.timeline import StoryClock, Thread
from service.demo.work import Work
from service.domain.actors import Actor
from service.domain.casework_lists import TaskKind
from service.domain.code_lists import Role
from service.usecases import casework, triage
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
        (*_FORMAL, "appeal", "decide_appeal", "close"),
    ),
    "reopened": ((*_FORMAL, "close", "reopen"),),
    PAST: (
        ("start_triage", "resolve_informally", "close"),
        ("start_triage", "offer_support", "close"),
        ("start_triage", "resolve_informally", "close"),
        ("start_triage", "offer_support", "close"),
        (*_FORMAL, "close"),
    ),
}
"""The steps that lead to each state; several ways are taken in turn."""

_DAYS = {
    "start_triage": 0.8, "offer_support": 2, "resolve_informally": 4, "investigate": 6,
    "decide": 32, "appeal": 9, "decide_appeal": 12, "hold": 7, "resume": 14,
    "close": 5, "reopen": 24,
}  # fmt: skip
_SAYS = {"hold": texts.HOLD_NOTE}
_HEARS = {"appeal": texts.APPEAL_MESSAGE, "reopen": texts.REOPEN_MESSAGE}
_ASKS_AGAIN = 0.6
_OVERRIDES = ("nobody_available", "workload", "reporter_agreed")
_RISKS = {"safety": "high", "considering_leaving": "medium", "health": "medium"}


class Casework:
    """Opens a case for a report and takes it along its route."""

    def __init__(
        self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random, intake: Intake
    ) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self._intake, self._referring = intake, Referring(runtime, clock, cast, rng)
        self._formal, self._safety = Formal(runtime, cast), Safety(runtime, cast)
        self._outcomes, self._learning = Outcomes(runtime, cast), Learning(runtime, clock, cast)
        self._aftercare = Aftercare(runtime, clock, rng, intake.asides)
        self._scenes = Scenes(runtime, clock, cast)
        self.tasking = Tasking(runtime, clock, cast, rng)
        self._routes = {fate: cycle(routes) for fate, routes in ROUTES.items()}
        self._triage_notes, self._work_notes = cycle(texts.TRIAGE_NOTES), cycle(texts.WORK_NOTES)
        self._updates = cycle((*texts.UPDATES, *texts.CHECK_INS))
        self._chasers, self._endings = cycle(texts.CHASERS), cycle(other_endings())
        self._overrides = cycle(_OVERRIDES)
        self._latest: UUID | None = None
        self._before = {
            "start_triage": self._look,
            "investigate": self._appoint_investigator,
            "decide": self._appoint_decision_maker,
            "appeal": self._conclude,
            "close": self._settle,
        }
        self._instead = {"appeal": self._formal.appeal, "decide_appeal": self._formal.decide_appeal}
        """Steps that come of an act of their own."""

    def carry(self, story: Story, report_id: UUID, officer: Actor, joining: Story | None) -> Thread:
        """Tell a case from its opening to today."""
        route = next(self._routes[story.fate])
        ending = choose_ending(story, route, self._endings)
        case_id = self._open(story, report_id, officer)
        work = Work(story, report_id, case_id, officer, route, ending)
        for action in route:
            yield self._clock.at_work(_DAYS[action])
            self._move(work, action)
            if action == "start_triage" and joining is not None:
                yield from self._join(work, joining)
            if action in ("offer_support", "resolve_informally", "investigate"):
                yield from self._scenes.play(work)
                yield from self._accompany(work)
            if story.fate == "informal_resolution" and action == "resolve_informally":
                self._outcomes.agree_meanwhile(work)
            if action == "close":
                self._take_leave(work)
                yield from self._learning.learn(work)
        if route[-1:] == ("close",):
            yield from self._aftercare.see_through(work)

    def latest(self) -> UUID | None:
        """Give the case opened last; nobody but its officer has been put on it yet."""
        return self._latest

    def _open(self, story: Story, report_id: UUID, officer: Actor) -> UUID:
        risk = next((_RISKS[i] for i in story.impacts.split() if i in _RISKS), "low")
        override = next(self._overrides) if story.wants else None
        with self._runtime.unit(officer) as unit:
            case = triage.open_case(
                unit, report_ids=[report_id], summary=story.title, risk_level=risk,
                placement_provider_id=self._cast.providers.get(story.place),
                override_reason=override,
            )  # fmt: skip
        self._latest = case.id
        return case.id

    def _move(self, work: Work, action: str) -> None:
        """Do what goes before a step, then take it."""
        by = self._before.get(action, self._note)(work)
        if action in _SAYS:
            self._write_note(work, work.officer, _SAYS[action])
        if action in _HEARS:
            self._intake.hear(work.report_id, _HEARS[action])
        if action in self._instead:
            self._instead[action](work)
            return
        reason = work.ending.reason if action == "close" else None
        with self._runtime.unit(by) as unit:
            casework.move_case(unit, work.case_id, action, reason=reason, version=None)

    def _look(self, work: Work) -> Actor:
        self._intake.read(work.officer, work.report_id, "casework", work.case_id)
        self._write_note(work, work.officer, next(self._triage_notes))
        self._safety.assess_risk(work)
        return work.officer

    def _note(self, work: Work) -> Actor:
        self._write_note(work, work.officer, next(self._work_notes))
        return work.officer

    def _appoint_investigator(self, work: Work) -> Actor:
        self._assign(work, "david", Role.INVESTIGATOR)
        if work.story.place:
            self._assign(work, "marta", Role.PLACEMENT_LIAISON)
        self._formal.allege(work)
        self._formal.look_after_responding(work)
        self._safety.start_measure(work)
        self.tasking.ask_for_evidence(work)
        return work.officer

    def _appoint_decision_maker(self, work: Work) -> Actor:
        david = self._cast.actors["david"]
        self._write_note(work, david, next(self._work_notes))
        self.tasking.finish(david, TaskKind.GATHER_EVIDENCE, work.case_id)
        self.tasking.finish(work.officer, TaskKind.MEASURE_REVIEW, work.case_id)
        self._safety.review_measures(work)
        self._assign(work, "ruth", Role.DECISION_MAKER)
        return self._cast.actors["ruth"]

    def _conclude(self, work: Work) -> Actor:
        self._formal.find(work)
        self._outcomes.conclude(work)
        return work.officer

    def _settle(self, work: Work) -> Actor:
        self._safety.lift_measures(work)
        return self._conclude(work)

    def _take_leave(self, work: Work) -> None:
        """Do what belongs to closing a case."""
        if "appeal" in work.route:
            self._formal.send_letter(work)
        self._intake.asides.say_how_it_felt(work.report_id, "closure")

    def _accompany(self, work: Work) -> Thread:
        """Keep the reporter company while the case goes on: news, and a referral."""
        yield self._clock.at_work(2)
        self._intake.write(work.officer, work.report_id, next(self._updates))
        if self._rng.random() < _ASKS_AGAIN:
            yield self._clock.later(3)
            self._intake.hear(work.report_id, next(self._chasers))
            yield self._clock.at_work(0.5)
        over = work.story.fate in ("closed", "reopened", PAST)
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
