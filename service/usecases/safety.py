"""Keeping people safe: risk, interim measures, and whether to act on a report at all."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from service.domain.casework_lists import TaskKind
from service.domain.errors import invalid
from service.domain.ids import new_id
from service.domain.measures import ACTIVE, LIFTED, MEASURE_MACHINE, check_review_day
from service.domain.risk import check_answers, check_second_opinion, higher_risk
from service.store.models import (
    ActionAssessment,
    Case,
    InterimMeasure,
    Report,
    RiskAssessment,
    Task,
)
from service.usecases.access import load
from service.usecases.parts import open_case_for, part_of, party_meant
from service.usecases.tasks import end_tasks, set_task
from service.usecases.unit import Unit


def assess_risk(
    unit: Unit,
    case_id: UUID,
    *,
    form_version: str,
    harm: str,
    detriment: str,
    answers: Sequence[Mapping[str, str]],
    reasons: str | None = None,
    review_on: date | None = None,
) -> RiskAssessment:
    """Assess the risk of harm and of detriment; the case takes the higher of the two.

    Args:
        answers: each a ``question`` and its ``answer``, of the current form.
        review_on: when to look again; a task is set for it.

    Raises:
        Invalid: the answers are not those of the form, or the review is in the past.
    """
    case = open_case_for(unit, case_id, "case.amend")
    check_answers(form_version, answers)
    if review_on is not None:
        _set_review(unit, case, TaskKind.RISK_REVIEW, _review_day(unit, review_on))
    assessment = RiskAssessment(
        id=new_id(), case_id=case.id, form_version=form_version, harm=harm, detriment=detriment,
        assessed_at=unit.now, assessed_by=unit.actor.id, review_on=review_on,
    )  # fmt: skip
    content = {"answers": list(answers), "reasons": reasons}
    unit.seal(assessment, RiskAssessment.content, {k: v for k, v in content.items() if v})
    unit.add(assessment)
    before, case.risk_level = case.risk_level, higher_risk(harm, detriment)
    case.updated_at = unit.now
    change = {"from": before, "to": case.risk_level, "harm": harm, "detriment": detriment}
    unit.record("risk.assess", assessment, case_id=case.id, change=change)
    return assessment


def start_measure(
    unit: Unit,
    case_id: UUID,
    *,
    measure_type: str,
    text: str,
    review_on: date,
    starts_on: date | None = None,
    party_id: UUID | None = None,
) -> InterimMeasure:
    """Start an interim measure: it keeps people safe and says nothing about who is right.

    Args:
        starts_on: today where it is None.
        party_id: whom it concerns; None where it is nobody in particular.

    Raises:
        Invalid: the review is in the past or before the start, or the party is not on the case.
    """
    case = open_case_for(unit, case_id, "case.amend")
    party_meant(unit, case.id, party_id)
    starts_on = starts_on or unit.rules.calendar.day_of(unit.now)
    if review_on < starts_on:
        raise invalid("/review_on", "before_start", "The review cannot be before the start.")
    measure = InterimMeasure(
        id=new_id(), case_id=case.id, party_id=party_id, measure_type=measure_type, state=ACTIVE,
        starts_on=starts_on,
        review_on=_review_day(unit, review_on),
    )  # fmt: skip
    unit.seal(measure, InterimMeasure.content, {"text": text})
    unit.add(measure)
    change = {"measure_type": measure_type}
    unit.record("measure.start", measure, case_id=case.id, change=change)
    _set_measure_review(unit, case, measure)
    return measure


def move_measure(
    unit: Unit,
    case_id: UUID,
    measure_id: UUID,
    action: str,
    *,
    review_on: date | None = None,
    reason: str | None = None,
    version: int,
) -> InterimMeasure:
    """Review an interim measure, which sets the day of the next review, or lift it.

    Args:
        reason: why, in words; kept apart from the log.

    Raises:
        WrongState: it has been lifted.
        Invalid: the next review is missing or in the past.
    """
    case = load(unit, Case, case_id, "case.amend")
    measure = part_of(unit, InterimMeasure, case.id, measure_id, version=version)
    step = MEASURE_MACHINE.step(action, measure.state)
    before, measure.state = measure.state, step.target
    if measure.state == LIFTED:
        measure.lifted_at = unit.now
    else:
        measure.review_on, measure.reviewed_at = _review_day(unit, review_on), unit.now
    unit.record(
        step.verb, measure, case_id=case.id, change={"from": before, "to": measure.state},
        detail={"reason": reason} if reason else None,
    )  # fmt: skip
    end_tasks(unit, case.id, Task.measure_id == measure.id, done=measure.state == ACTIVE)
    if measure.state == ACTIVE:
        _set_measure_review(unit, case, measure)
    return measure


def assess_action(
    unit: Unit,
    report_id: UUID,
    *,
    risk_of_acting: str,
    risk_of_not_acting: str,
    corroboration: str,
    decision: str,
    could_corroborate: str | None = None,
    reasons: str,
) -> ActionAssessment:
    """Weigh acting on a report against not acting, above all where nobody is named.

    Args:
        could_corroborate: what could confirm what was said, in words.
    """
    report = load(unit, Report, report_id, "report.assess")
    assessment = ActionAssessment(
        id=new_id(), report_id=report.id, risk_of_acting=risk_of_acting,
        risk_of_not_acting=risk_of_not_acting, corroboration=corroboration, decision=decision,
        author_id=unit.actor.id, assessed_at=unit.now,
    )  # fmt: skip
    content = {"could_corroborate": could_corroborate, "reasons": reasons}
    unit.seal(assessment, ActionAssessment.content, {k: v for k, v in content.items() if v})
    unit.add(assessment)
    change = {"decision": decision, "corroboration": corroboration}
    unit.record("report.assess", assessment, case_id=report.case_id, change=change)
    return assessment


def review_action_assessment(
    unit: Unit, report_id: UUID, assessment_id: UUID, *, version: int
) -> ActionAssessment:
    """Put on record that a second officer looked at an assessment.

    Raises:
        WrongState: it is reviewed already, or by whoever wrote it.
    """
    report = load(unit, Report, report_id, "report.assess")
    assessment = part_of(
        unit, ActionAssessment, report.id, assessment_id, version=version, whole="report_id"
    )
    check_second_opinion(
        author_id=assessment.author_id, reviewed_at=assessment.reviewed_at,
        officer_id=unit.actor.id,
    )  # fmt: skip
    assessment.reviewer_id, assessment.reviewed_at = unit.actor.id, unit.now
    unit.record("report.review_assessment", assessment, case_id=report.case_id)
    return assessment


def _review_day(unit: Unit, review_on: date | None) -> date:
    return check_review_day(review_on, unit.rules.calendar.day_of(unit.now))


def _set_measure_review(unit: Unit, case: Case, measure: InterimMeasure) -> None:
    _set_review(unit, case, TaskKind.MEASURE_REVIEW, measure.review_on, measure_id=measure.id)


def _set_review(
    unit: Unit, case: Case, kind: TaskKind, day: date, *, measure_id: UUID | None = None
) -> None:
    """Set the task of a review; it is due when the office closes that day."""
    due = unit.rules.calendar.at(day, unit.rules.office_hours.closes)
    set_task(unit, case, kind=kind, due_at=max(unit.now, due), measure_id=measure_id)
