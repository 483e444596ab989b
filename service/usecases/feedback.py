"""Feedback: how belonging and the process feel, when the reporter wants to say."""

from collections.abc import Mapping
from uuid import UUID

from service.domain.code_lists import ReportState
from service.domain.errors import WrongState, invalid
from service.domain.ids import new_id
from service.store.models import Feedback, Report
from service.usecases.access import load
from service.usecases.facts import remember_belonging
from service.usecases.unit import Unit


def give_feedback(
    unit: Unit,
    report_id: UUID,
    *,
    stage: str,
    belonging_score: int | None = None,
    satisfaction: int | None = None,
    felt: Mapping[str, int] | None = None,
    comment: str | None = None,
) -> Feedback:
    """Record how it felt at a stage. Said again, the latest counts; what was said before stays.

    Of belonging and satisfaction the numbers alone go into the figures; see `remember_belonging`.

    Args:
        satisfaction: a score of 1 to 5, with how all this was dealt with.
        felt: a score of 1 to 5 for codes of the list ``process_feeling``.

    Raises:
        Invalid: nothing is said.
        WrongState: the report was not sent yet.
    """
    report = load(unit, Report, report_id, "report.feedback")
    if report.state == ReportState.DRAFT:
        raise WrongState("Send the report first.")
    given = {
        "belonging_score": belonging_score, "satisfaction": satisfaction, "felt": felt,
        "comment": comment,
    }  # fmt: skip
    content = {name: value for name, value in given.items() if value}
    if not content:
        raise invalid("", "required", "Give a score, a feeling or a comment.")
    feedback = Feedback(id=new_id(), report_id=report.id, stage=stage, given_at=unit.now)
    unit.seal(feedback, Feedback.content, content)
    unit.add(feedback)
    unit.record("feedback.give", feedback, case_id=report.case_id, change={"stage": stage})
    if belonging_score or satisfaction:
        remember_belonging(unit, report)
    return feedback
