"""Keeping people safe in the sample: risk, interim measures, and whether to act at all."""

from itertools import cycle
from uuid import UUID

from service.demo import texts
from service.demo.cast import Cast
from service.demo.stories import Story
from service.demo.work import Work, day_in, on_case
from service.domain.actors import Actor
from service.domain.code_lists import PartyRole
from service.domain.measures import ACTIVE
from service.domain.risk import CURRENT_RISK_FORM, RISK_FORMS
from service.store.queries.case_parts import measures_of
from service.store.queries.cases import parties_of
from service.usecases import safety
from service.usecases.runtime import Runtime

_GRAVE = {"safety", "health", "considering_leaving"}
_FIRST_REVIEW, _NEXT_REVIEW, _RISK_REVIEW = 42, 90, 30


class Safety:
    """Weighs what could go wrong, and does something about it."""

    def __init__(self, runtime: Runtime, cast: Cast) -> None:
        self._runtime, self._cast = runtime, cast
        self._weighings = cycle(texts.WEIGHINGS)
        self._second_looks = cycle((True, False))

    def weigh_action(self, story: Story, report_id: UUID, officer: Actor) -> None:
        """Weigh acting on what somebody unknown said; a second officer looks at every other."""
        if story.mode != "anonymous":
            return
        with self._runtime.unit(officer) as unit:
            made = safety.assess_action(unit, report_id, **next(self._weighings))
        if next(self._second_looks):
            with self._runtime.unit(self._cast.actors["helen"]) as unit:
                safety.review_action_assessment(unit, report_id, made.id, version=made.version)

    def assess_risk(self, work: Work) -> None:
        """Fill the form in, where the story gives reason to."""
        story = work.story
        if not (story.assesses or _GRAVE & set(story.impacts.split())):
            return
        answers = _answers(story)
        with self._runtime.unit(work.officer) as unit:
            safety.assess_risk(
                unit, work.case_id, form_version=CURRENT_RISK_FORM,
                answers=[{"question": code, "answer": said} for code, said in answers.items()],
                harm="high" if answers["feels_safe"] == "no" else "low",
                detriment="medium" if story.assesses else "low",
                reasons=texts.RISK_REASONS, review_on=day_in(unit, _RISK_REVIEW),
            )  # fmt: skip

    def start_measure(self, work: Work) -> None:
        """Keep the people apart while a formal stage goes on."""
        kind = "supervision_change" if work.story.assesses else "no_contact"
        parties = on_case(self._runtime, parties_of, work.case_id)
        party = next((one.id for one in parties if one.role == PartyRole.RESPONDING), None)
        with self._runtime.unit(work.officer) as unit:
            safety.start_measure(
                unit, work.case_id, measure_type=kind, text=texts.MEASURES[kind],
                review_on=day_in(unit, _FIRST_REVIEW), party_id=party,
            )  # fmt: skip

    def review_measures(self, work: Work) -> None:
        """Look at what was started, and let it go on."""
        for one in on_case(self._runtime, measures_of, work.case_id):
            with self._runtime.unit(work.officer) as unit:
                safety.move_measure(
                    unit, work.case_id, one.id, "review", review_on=day_in(unit, _NEXT_REVIEW),
                    version=one.version,
                )  # fmt: skip

    def lift_measures(self, work: Work) -> None:
        """End what is active still: a case does not close over it."""
        for one in on_case(self._runtime, measures_of, work.case_id):
            if one.state == ACTIVE:
                with self._runtime.unit(work.officer) as unit:
                    safety.move_measure(
                        unit, work.case_id, one.id, "lift", reason=texts.LIFTED,
                        version=one.version,
                    )  # fmt: skip


def _answers(story: Story) -> dict[str, str]:
    """Answer every question of the form, as far as the story tells."""
    impacts = story.impacts.split()
    known = {
        "feels_safe": "no" if "safety" in impacts else "mostly",
        "pattern": "several",
        "contact_goes_on": "daily" if story.assesses else "some",
        "patients_affected": "no",
        "assessed_by_party": "yes" if story.assesses else "no",
        "considers_leaving": "yes" if "considering_leaving" in impacts else "no",
    }
    questions = (question.code for question in RISK_FORMS[CURRENT_RISK_FORM])
    return {code: known.get(code, "not_known") for code in questions}
