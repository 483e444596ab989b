"""What else the sample's reporters do with their reports, and the drafts that wait."""

from collections.abc import Callable
from functools import partial
from itertools import cycle
from uuid import UUID

from service.demo import texts
from service.demo.cast import FORM, Cast
from service.demo.files import FILES
from service.demo.stories import Story
from service.demo.stories.aftermath import DRAFTS
from service.demo.support_texts import FELT
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import SYSTEM, Actor, ActorKind
from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ReportMode
from service.store.queries.reports import report_row
from service.usecases import affected, amendments, drafts, feedback, intake, supporters
from service.usecases.attachments import announce_on_report
from service.usecases.checking import check_quarantined
from service.usecases.file_adding import add_file
from service.usecases.intake import ReportSubmission
from service.usecases.runtime import Runtime


class Asides:
    """Plays the scenes of a story that need no case."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast) -> None:
        self._runtime, self._clock, self._cast = runtime, clock, cast
        self._felt = {stage: cycle(said) for stage, said in FELT.items()}
        self._scenes: dict[str, Callable[[Story, UUID, Actor], None]] = {
            "amends": self._amend, "supporter": self._bring_supporter, "asked": self._ask_affected,
            **{word: partial(self._send_file, word) for word in FILES},
        }  # fmt: skip

    def play(self, story: Story, report_id: UUID, officer: Actor) -> None:
        """Let happen what the story says."""
        for word, scene in self._scenes.items():
            if story.sets(word):
                scene(story, report_id, officer)

    def say_how_it_felt(self, report_id: UUID, stage: str) -> None:
        """Let the reporter say how they were treated; not everybody does."""
        given = next(self._felt[stage])
        if given is not None:
            with self._runtime.unit(_reporter(report_id)) as unit:
                feedback.give_feedback(unit, report_id, stage=stage, **given)

    def drafts(self) -> Thread:
        """Begin reports through the form; most of them wait to be sent."""
        form = self._cast.actors[FORM]
        for draft in DRAFTS:
            yield self._clock.ago(draft.age)
            submission = ReportSubmission(
                narrative=draft.begun, mode=ReportMode.ANONYMOUS, draft=True
            )
            with self._runtime.unit(form) as unit:
                made = intake.submit_report(unit, submission)[0]
            if draft.rest:
                yield self._clock.later(0.7)
                with self._runtime.unit(form) as unit:
                    amendments.amend_report(
                        unit, made.id, {"narrative": draft.rest}, version=made.version
                    )
                with self._runtime.unit(form) as unit:
                    drafts.submit_draft(unit, made.id)

    def _amend(self, story: Story, report_id: UUID, _: Actor) -> None:
        with self._runtime.reading(SYSTEM) as reading:
            row = report_row(reading.connection, report_id)
        if row is not None:
            with self._runtime.unit(_reporter(report_id)) as unit:
                changes = {"narrative": f"{story.narrative} {texts.AMENDED}"}
                amendments.amend_report(unit, report_id, changes, version=row.version)

    def _bring_supporter(self, _: Story, report_id: UUID, __: Actor) -> None:
        with self._runtime.unit(_reporter(report_id)) as unit:
            supporters.add_supporter(unit, report_id, name=texts.SUPPORTER, may_read_messages=True)

    def _ask_affected(self, _: Story, report_id: UUID, officer: Actor) -> None:
        with self._runtime.unit(officer) as unit:
            affected.record_affected_consent(unit, report_id, AffectedConsent.ASKED)

    def _send_file(self, word: str, _: Story, report_id: UUID, __: Actor) -> None:
        """Send a file in, and have it checked as the worker does."""
        name, make = FILES[word]
        add_file(
            self._runtime, _reporter(report_id),
            lambda unit: announce_on_report(unit, report_id, name), [make()],
        )  # fmt: skip
        check_quarantined(self._runtime)


def _reporter(report_id: UUID) -> Actor:
    return Actor(ActorKind.REPORTER, report_id=report_id)
