"""What the sample's university learns from cases, in words that point to nobody."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from service.demo.cast import Cast
from service.demo.stories import Story
from service.demo.timeline import StoryClock, Thread
from service.demo.work import Work
from service.usecases.learning import move_learning_point, record_learning_point
from service.usecases.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Lesson:
    """One learning point, and what a second person made of it: None is still to look at it."""

    theme: str
    text: str
    step: str | None = "approve"


LESSONS = (
    Lesson("placements", "Whoever leads a ward hears on the first day how students are to be "
           "introduced to patients, and what to say when somebody refuses to be seen by one."),
    Lesson("placements", "A list for theatre that anybody can read takes less time than a list "
           "that is made up in a chat, and leaves nobody out."),
    Lesson("placements", "Placement providers need one page on what to do about a report, with a "
           "telephone number that is answered."),
    Lesson("placements", "Students on a long block are asked in the third week how it is, by "
           "somebody who does not mark them.", None),
    Lesson("access_to_support", "An adjustment that was agreed has to reach every site before the "
           "block begins; the person it is for must not be the one who carries it there."),
    Lesson("access_to_support", "Support that can be had by video and in the evening is taken up "
           "by people on placement; support that cannot is not."),
    Lesson("access_to_support", "Interpreters are booked with the rota, and not when somebody "
           "asks.", None),
    Lesson("teaching_and_assessment", "Feedback that says 'confidence' or 'communication' has to "
           "say what was seen. Sheets of one station are read beside each other."),
    Lesson("teaching_and_assessment", "Examples in lectures are looked through once a year by "
           "somebody who was not in the room when they were chosen."),
    Lesson("teaching_and_assessment", "Put the dates of religious feasts into the calendar before "
           "papers are planned.", "reject"),
    Lesson("speaking_up", "Sign-off must not rest with one person whom a student may have to "
           "complain about."),
    Lesson("representation", "Several people asked for somebody who has lived through the like, "
           "and there were too few to choose from."),
    Lesson("belonging", "Small things were told late, when they had become large. Saying early "
           "that small things count brought more of them in."),
)  # fmt: skip
_ADJUSTMENTS = {"failure_reasonable_adjustment", "indirect_discrimination"}
_REPRISALS = {"retaliation", "victimisation"}
_REJECTED = "It is known already, and the case could be told from the date of the feast."


class Learning:
    """Writes down what is learned from a case, while there is something left to say."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast
        self._cases = 0
        self._left: dict[str, list[Lesson]] = defaultdict(list)
        for lesson in LESSONS:
            self._left[lesson.theme].append(lesson)

    def learn(self, work: Work) -> Thread:
        """Draft a learning point on every other case; a second person looks at it days later."""
        self._cases += 1
        if self._cases % 2:
            return
        theme = next((one for one in _themes(work.story) if self._left[one]), None)
        if theme is None:
            return
        lesson = self._left[theme].pop(0)
        yield self._clock.at_work(1)
        with self._runtime.unit(work.officer) as unit:
            made = record_learning_point(unit, work.case_id, theme=theme, text=lesson.text).id
        yield self._clock.at_work(3)
        if lesson.step is not None:
            self._look(work.case_id, made, lesson.step)

    def _look(self, case_id: UUID, point_id: UUID, step: str) -> None:
        reason = _REJECTED if step == "reject" else None
        with self._runtime.unit(self._cast.actors["helen"]) as unit:
            move_learning_point(unit, case_id, point_id, step, reason=reason, version=1)


def _themes(story: Story) -> list[str]:
    """Give what a case teaches about, the most particular first."""
    types = set(story.types.split())
    found = {
        "speaking_up": bool(types & _REPRISALS),
        "access_to_support": bool(types & _ADJUSTMENTS),
        "placements": bool(story.place),
        "teaching_and_assessment": story.setting in ("campus_teaching", "assessment_or_exam"),
        "representation": "race" in story.grounds and bool(story.wants),
        "belonging": True,
    }
    return [theme for theme, fits in found.items() if fits]
