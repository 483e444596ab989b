"""What else happens on the sample's cases: shared, stepped back from, broken into, unmasked."""

from collections.abc import Callable
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.timeline import StoryClock, Thread
from service.demo.work import Work, case_now, on_case
from service.domain.actors import Actor
from service.domain.casework_lists import AccessKind, ConflictKind
from service.store.models import Report
from service.store.queries.reports import report_row
from service.store.queries.work import clocks_of
from service.usecases import access_requests, clocks, conflicts, joint_owners
from service.usecases.runtime import Runtime


class Scenes:
    """Plays the scenes of a story that need a case."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast
        self._scenes: dict[str, Callable[[Work], Thread]] = {
            "joint": self._share, "recusal": self._recuse, "unmask": self._unmask,
            "asks_to_know": self._unmask,
            "paused": self._pause, "paused_for_good": self._pause, "broken_glass": self._break,
            "reviewed_glass": self._break,
        }  # fmt: skip

    def play(self, work: Work) -> Thread:
        """Let happen what the story says."""
        for word, scene in self._scenes.items():
            if work.story.sets(word):
                yield from scene(work)

    def _share(self, work: Work) -> Thread:
        """Share the case with the place where it happened: everybody who reported agrees."""
        yield self._clock.at_work(1)
        with self._runtime.unit(work.officer) as unit:
            provider = self._cast.providers[work.story.place]
            joint_owners.add_joint_owner(unit, work.case_id, provider)

    def _recuse(self, work: Work) -> Thread:
        """Let the placement liaison step back."""
        yield self._clock.at_work(0.5)
        marta = self._cast.actors["marta"]
        with self._runtime.unit(marta) as unit:
            conflicts.declare_conflict(
                unit, officer_id=self._cast.ids["marta"], kind=ConflictKind.RECUSED,
                case_id=work.case_id,
            )  # fmt: skip

    def _unmask(self, work: Work) -> Thread:
        """Have the investigator ask who reported; the case manager agrees, or has yet to decide."""
        yield self._clock.at_work(1)
        david = self._cast.actors["david"]
        with self._runtime.unit(david) as unit:
            asked = access_requests.request_access(
                unit, kind=AccessKind.UNMASK, subject=work.report_id, purpose="casework",
                reason=texts.UNMASK_REASON,
            )  # fmt: skip
        if work.story.sets("asks_to_know"):
            return
        yield self._clock.at_work(0.3)
        with self._runtime.unit(self._cast.actors["helen"]) as unit:
            access_requests.decide_access(unit, asked.id, approve=True, version=asked.version)
        self._read_identity(david, work)

    def _read_identity(self, officer: Actor, work: Work) -> None:
        with self._runtime.reading(officer) as reading:
            row = report_row(reading.connection, work.report_id)
            targets = [Report.identity.target(row)]
            with reading.scope(targets, purpose="casework", case_id=work.case_id):
                Report.identity.open(row)

    def _pause(self, work: Work) -> Thread:
        """Pause the formal stage while evidence is awaited; it goes on, or waits still."""
        yield self._clock.at_work(2)
        clock = self._formal_clock(work.case_id)
        with self._runtime.unit(work.officer) as unit:
            paused = clocks.pause_clock(unit, clock[0], "awaiting_evidence", version=clock[1])
        if work.story.sets("paused"):
            yield self._clock.at_work(4)
            with self._runtime.unit(work.officer) as unit:
                clocks.resume_clock(unit, paused.id, version=paused.version)

    def _formal_clock(self, case_id: UUID) -> tuple[UUID, int]:
        found = on_case(self._runtime, lambda reads, one: clocks_of(reads, case_id=one), case_id)
        return next((one.id, one.version) for one in found if one.kind == "formal_stage")

    def _break(self, work: Work) -> Thread:
        """Let an officer who is not on the case break into it, and leave it again."""
        names = ("amina", "tomos")
        other = next(one for one in names if self._cast.ids[one] != work.officer.id)
        yield self._clock.at_work(1)
        actor, reference = self._cast.actors[other], case_now(self._runtime, work.case_id).reference
        with self._runtime.unit(actor) as unit:
            opened = access_requests.break_glass(
                unit, reference, purpose="safeguarding", reason=texts.GLASS_REASON
            )
        yield self._clock.later(0.05)
        with self._runtime.unit(actor) as unit:
            ended = access_requests.end_access(unit, opened.id)
        if work.story.sets("reviewed_glass"):
            yield self._clock.at_work(1)
            with self._runtime.unit(self._cast.actors["owen"]) as unit:
                access_requests.review_access(
                    unit, ended.id, "justified", version=ended.version
                )  # fmt: skip
