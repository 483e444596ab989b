"""The sample's reports: handing them in, answering, and the ends that need no case."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from service.demo import texts
from service.demo.asides import Asides
from service.demo.cast import FORM, Cast
from service.demo.house import FIRST_LETTER
from service.demo.referring import wording_version
from service.demo.safety import Safety
from service.demo.stories import Story
from service.demo.stories.story import PAST
from service.demo.timeline import StoryClock, Thread
from service.domain.actors import Actor, ActorKind
from service.store.models import Report
from service.store.queries.reports import report_row
from service.usecases import duplicates, intake, messages, triage
from service.usecases.intake import ReportSubmission
from service.usecases.runtime import Runtime

_SHORT_FORM = ("contact", "referral", "statistics")


class Intake:
    """Hands reports in and sees to them until a case is opened, or is not."""

    def __init__(self, runtime: Runtime, clock: StoryClock, cast: Cast, rng: Random) -> None:
        self._runtime, self._clock, self._cast, self._rng = runtime, clock, cast, rng
        self.asides, self._safety = Asides(runtime, clock, cast), Safety(runtime, cast)
        self._made: dict[str, tuple[UUID, str]] = {}
        """The report and the receipt of each story that was told, by its title."""
        self._answers, self._replies = cycle((*texts.FIRST_ANSWERS, None)), cycle(texts.REPLIES)

    def submit(self, story: Story) -> UUID:
        """Hand a story in, through the form or by an officer it was told to."""
        told = story.relationship == "staff_receiving_disclosure"
        with self._runtime.unit(self._cast.actors["grace" if told else FORM]) as unit:
            report, receipt = intake.submit_report(unit, self._submission(story))
        self._made[story.title] = report.id, receipt
        return report.id

    def see_to(self, story: Story, report_id: UUID, officer: Actor) -> Thread:
        """Acknowledge, answer, and go on to the end of a report that comes to no case."""
        if story.fate == "submitted":
            return
        yield self._clock.at_work(0.6)
        self.read(officer, report_id, "triage")
        self.move(officer, report_id, "acknowledge")
        self._answer(officer, report_id)
        self._safety.weigh_action(story, report_id, officer)
        self.asides.play(story, report_id, officer)
        if story.fate == "duplicate":
            self._set_aside(story, report_id)
        if story.fate in ("acknowledged", "duplicate"):
            return
        yield self._clock.later(0.8)
        yield from self._hear_back(story, report_id)
        if story.fate == "withdrawn":
            return
        yield self._clock.at_work(0.7)
        self.asides.say_how_it_felt(report_id, "intake")
        if story.fate in ("triaged", "closed_no_case"):
            self.move(officer, report_id, "triage")
        if story.fate == "closed_no_case":
            yield self._clock.at_work(2)
            self.write(officer, report_id, texts.CLOSING_ANSWER)
            reason = "out_of_scope" if story.types == "other" else "for_information"
            self.move(officer, report_id, "close", reason)

    def report_of(self, title: str) -> UUID:
        """Give the report that a story was told in, by its title."""
        return self._made[title][0]

    def read(
        self, officer: Actor, report_id: UUID, purpose: str, case_id: UUID | None = None
    ) -> None:
        """Read what was told, on record."""
        with self._runtime.reading(officer) as reading:
            row = report_row(reading.connection, report_id)
            groups = (Report.narrative, Report.characteristics, Report.subjects)
            targets = [group.target(row) for group in groups]
            with reading.scope(targets, purpose=purpose, case_id=case_id):
                Report.narrative.open(row)

    def write(self, officer: Actor, report_id: UUID, text: str) -> None:
        """Write to the reporter."""
        with self._runtime.unit(officer) as unit:
            messages.write_to_reporter(unit, report_id, text)

    def _answer(self, officer: Actor, report_id: UUID) -> None:
        """Write to the reporter for the first time, now and then in the words of a template."""
        text = next(self._answers)
        template = None if text else self._cast.templates[FIRST_LETTER]
        with self._runtime.unit(officer) as unit:
            messages.write_to_reporter(unit, report_id, text, template_id=template)

    def _set_aside(self, story: Story, report_id: UUID) -> None:
        """Close a report that tells of the same thing as an earlier one."""
        with self._runtime.unit(self._cast.actors["helen"]) as unit:
            duplicates.mark_duplicate(unit, report_id, self.report_of(story.after))

    def hear(self, report_id: UUID, text: str) -> None:
        """Let the reporter write to the team, with their receipt."""
        with self._runtime.unit(_reporter(report_id)) as unit:
            messages.write_to_team(unit, report_id, text)

    def move(self, by: Actor, report_id: UUID, action: str, reason: str | None = None) -> None:
        """Take a step of the report's machine."""
        with self._runtime.unit(by) as unit:
            triage.move_report(unit, report_id, action, reason=reason, version=None)

    def _hear_back(self, story: Story, report_id: UUID) -> Thread:
        if story.fate == "withdrawn":
            yield self._clock.later(6)
            self.hear(report_id, texts.WITHDRAWN_MESSAGE)
            self.move(_reporter(report_id), report_id, "withdraw")
            return
        self.hear(report_id, next(self._replies))
        if story.mode == "anonymous" and story.fate == "support_only":
            yield self._clock.later(0.5)  # trust grew: now they say who they are
            with self._runtime.unit(_reporter(report_id)) as unit:
                messages.identify(unit, report_id, self._identity())

    def _submission(self, story: Story) -> ReportSubmission:
        day = (self._clock() - timedelta(days=self._rng.randrange(1, 40))).date()
        precision = self._rng.choice(("day", "day", "month", "ongoing"))
        return ReportSubmission(
            narrative=story.narrative, mode=story.mode, relationship=story.relationship,
            desired_resolution=story.wish or None, incident_types=story.types.split(),
            characteristics=story.characteristics, impacts=story.impacts.split(),
            belonging_score=self._rng.choice((1, 2, 2, 3, 4)), setting=story.setting,
            placement_provider=story.place or None,
            occurred_from=day if precision == "day" else day.replace(day=1),
            occurred_precision=precision, subject_assesses_reporter=story.assesses,
            subjects=story.subjects, consents=self._consents(story),
            reporter=None if story.mode == "anonymous" else self._identity(),
            affected_person={"name": story.affected} if story.affected else None,
            responder_preference=story.preference,
            original_receipt=self._retaliated_for(story), below_threshold=story.below_threshold,
        )  # fmt: skip

    def _retaliated_for(self, story: Story) -> str | None:
        return self._made[story.after][1] if "retaliation" in story.types and story.after else None

    def _consents(self, story: Story) -> Sequence[dict[str, str]]:
        answers = {
            "contact": story.mode != "anonymous", "referral": self._rng.random() < 0.6,
            "share_identity": story.mode == "named", "share_narrative": self._rng.random() < 0.3,
            "match": self._rng.random() < 0.5, "statistics": self._rng.random() < 0.8,
            "share_with_placement": False, "investigate": story.fate != "support_only",
        }  # fmt: skip
        if story.fate == PAST:  # these came by the short form
            answers = {scope: answers[scope] for scope in _SHORT_FORM}
        answers |= dict.fromkeys(story.agrees.split(), True)
        wording = wording_version(self._clock)
        return [
            {"scope": scope, "state": "granted" if yes else "refused", "wording_version": wording}
            for scope, yes in answers.items()
        ]

    def _identity(self) -> dict[str, Any]:
        given, family = self._rng.choice(texts.GIVEN_NAMES), self._rng.choice(texts.FAMILY_NAMES)
        number = self._rng.randrange(1_000_000, 9_999_999)
        return {
            "name": f"{given} {family}", "student_number": f"S{number}",
            "email": f"{given}.{family}.{number % 1000}@students.example.org".lower(),
            "safe_to_contact": self._rng.choice(("any", "email_only", "receipt_only")),
        }  # fmt: skip


def _reporter(report_id: UUID) -> Actor:
    return Actor(ActorKind.REPORTER, report_id=report_id)
