"""Introductions in the sample: two reporters are asked whether they would like to meet."""

from dataclasses import dataclass
from uuid import UUID

from service.demo.cast import Cast
from service.demo.intake import Intake
from service.demo.referring import wording_version
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor, ActorKind
from service.domain.support_lists import SideState
from service.store.queries.introductions import own_sides
from service.usecases.introduction_answers import answer_introduction
from service.usecases.introductions import move_introduction, propose_introduction
from service.usecases.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two stories whose reporters could meet, so many days ago, and how far it has come."""

    age: float
    titles: tuple[str, str]
    agreed: tuple[str, ...] = ()
    """In which words those who agree want to be reached, one after the other."""
    made: bool = False


MEETINGS = (
    Meeting(
        48, ("Every slide shows white skin", "Mistaken for the interpreter on every round"),
        ("Write to me at the society's address and ask for the one with the atlas.",
         "By text is best, in the evening: 07700 900 171."), made=True,
    ),
    Meeting(
        6, ("First in my family, last to know", "Grew up in care, asked for parents' details"),
        ("Coffee in the library on a Tuesday, or a message first.",
         "Through the mentors' noticeboard, please."),
    ),
    Meeting(
        2, ("Nobody in the team looks like me", "'People like you become GPs'"),
        ("A message to 07700 900 172 whenever you like.",),
    ),
)  # fmt: skip


class Introducing:
    """Has the case manager propose, and the two answer with their receipts."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, intake: Intake) -> None:
        self._runtime, self._clock, self._intake = runtime, clock, intake
        self._helen = cast.actors["helen"]

    def bring_together(self, meeting: Meeting) -> Thread:
        """Tell of one introduction from its proposal to today."""
        yield self._clock.at_work(0.2)
        reports = [self._intake.report_of(title) for title in meeting.titles]
        with self._runtime.unit(self._helen) as unit:
            made = propose_introduction(unit, reports).id
        for report_id, contact in zip(reports, meeting.agreed, strict=False):
            yield self._clock.later(1)
            self._agree(report_id, contact)
        if meeting.made:
            yield self._clock.at_work(0.5)
            with self._runtime.unit(self._helen) as unit:
                move_introduction(unit, made, "make", version=None)

    def _agree(self, report_id: UUID, contact: str) -> None:
        reporter = Actor(ActorKind.REPORTER, report_id=report_id)
        with self._runtime.reading(reporter) as reading:
            side = own_sides(reading.connection, report_id)[0]
        with self._runtime.unit(reporter) as unit:
            answer_introduction(
                unit, report_id, side.id, state=SideState.GRANTED, contact=contact,
                wording_version=wording_version(self._clock),
            )  # fmt: skip
