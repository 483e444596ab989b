"""Keeping people safe: risk assessments, interim measures, and whether to act on a report."""

from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery
from service.api.schemas.safety import (
    ActionAssessmentIn,
    ActionAssessmentOut,
    ActionAssessmentsOut,
    MeasureIn,
    MeasureOut,
    MeasuresOut,
    MeasureTransitionIn,
    RiskAssessmentIn,
    RiskAssessmentOut,
    RiskAssessmentsOut,
    RiskFormsOut,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found, with_text
from service.domain.risk import CURRENT_RISK_FORM, RISK_FORMS
from service.store.models import ActionAssessment, InterimMeasure, Report, RiskAssessment
from service.store.queries import case_parts as queries
from service.store.queries.reports import report_row
from service.usecases import safety as acts
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

safety = Resource("Safety", "Risk, interim measures, and whether to act on a report.")

_ANSWERS = [
    {"question": question.code, "answer": question.answers[0].code}
    for question in RISK_FORMS[CURRENT_RISK_FORM]
]
_ASSESSMENT = (
    "id", "version", "risk_of_acting", "risk_of_not_acting", "corroboration", "decision",
    "author_id", "assessed_at", "reviewer_id", "reviewed_at",
)  # fmt: skip


@safety.operation(
    "GET", "/v1/risk-forms", "listRiskForms", "The risk assessment form, by version",
    answer=RiskFormsOut(), scopes=READ,
)  # fmt: skip
def list_risk_forms(_: Reading) -> dict[str, Any]:
    """Give every version: old assessments are read with the form they were made on."""
    return {
        "data": [
            {"version": version, "current": version == CURRENT_RISK_FORM, "questions": questions}
            for version, questions in sorted(RISK_FORMS.items())
        ]
    }


@safety.operation(
    "GET", "/v1/cases/<uuid:case_id>/risk-assessments", "listRiskAssessments",
    "Read the risk assessments of a case", query=PurposeQuery(), answer=RiskAssessmentsOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_risk_assessments(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open what was answered."""
    readable(reading, case_id, "case.read_content")
    rows = queries.risk_assessments_of(reading.connection, case_id)
    content, purpose = RiskAssessment.content, query["purpose"]
    return {"data": with_text(reading, rows, content, purpose=purpose, case_id=case_id)}


@safety.operation(
    "POST", "/v1/cases/<uuid:case_id>/risk-assessments", "assessRisk", "Assess risk on a case",
    description="Harm and detriment are scored apart; the case takes the higher level.",
    scopes=WRITE, body=RiskAssessmentIn(), answer=RiskAssessmentOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={
        "form_version": CURRENT_RISK_FORM, "harm": "low", "detriment": "medium",
        "answers": _ANSWERS,
    },
)  # fmt: skip
def assess_risk(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Record an assessment."""
    names = ("id", "form_version", "harm", "detriment", "assessed_at", "assessed_by", "review_on")
    assessment = acts.assess_risk(unit, case_id, **body)
    return Result({name: getattr(assessment, name) for name in names})


@safety.operation(
    "GET", "/v1/cases/<uuid:case_id>/interim-measures", "listInterimMeasures",
    "Read the interim measures of a case", query=PurposeQuery(), answer=MeasuresOut(),
    scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_measures(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open what was arranged."""
    readable(reading, case_id, "case.read_content")
    rows = queries.measures_of(reading.connection, case_id)
    content, purpose = InterimMeasure.content, query["purpose"]
    return {"data": with_text(reading, rows, content, purpose=purpose, case_id=case_id)}


@safety.operation(
    "POST", "/v1/cases/<uuid:case_id>/interim-measures", "startInterimMeasure",
    "Start an interim measure",
    description="It says nothing about who is right. A case closes once every one is lifted.",
    scopes=WRITE, body=MeasureIn(), answer=MeasureOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"measure_type": "supervision_change", "text": "Another supervisor signs off.",
             "review_on": "2099-12-31"},
)  # fmt: skip
def start_measure(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Start one."""
    measure = acts.start_measure(unit, case_id, **body)
    return Result(measure, measure.version)


@safety.operation(
    "POST", "/v1/cases/<uuid:case_id>/interim-measures/<uuid:measure_id>/transitions",
    "moveInterimMeasure", "Review or lift an interim measure",
    scopes=WRITE, body=MeasureTransitionIn(), answer=MeasureOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "lift"},
)  # fmt: skip
def move_measure(
    unit: Unit, body: dict[str, Any], case_id: UUID, measure_id: UUID, version: int
) -> Result:
    """Take a step."""
    measure = acts.move_measure(unit, case_id, measure_id, version=version, **body)
    return Result(measure, measure.version)


@safety.operation(
    "GET", "/v1/reports/<uuid:report_id>/action-assessments", "listActionAssessments",
    "Read whether to act on a report, as it was assessed", query=PurposeQuery(),
    answer=ActionAssessmentsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_action_assessments(
    reading: Reading, query: dict[str, Any], report_id: UUID
) -> dict[str, Any]:
    """Open what was written."""
    report = found(report_row(reading.connection, report_id))
    allow_on(reading.connection, reading.actor, Report, report_id, "report.read_content")
    rows = queries.action_assessments_of(reading.connection, report_id)
    content, purpose = ActionAssessment.content, query["purpose"]
    return {"data": with_text(reading, rows, content, purpose=purpose, case_id=report.case_id)}


@safety.operation(
    "POST", "/v1/reports/<uuid:report_id>/action-assessments", "assessAction",
    "Assess whether to act on a report",
    description="The risk of acting against the risk of not acting, on record.",
    scopes=WRITE, body=ActionAssessmentIn(), answer=ActionAssessmentOut(), creates=True,
    errors=["not_found"],
    example={
        "risk_of_acting": "medium", "risk_of_not_acting": "high",
        "corroboration": "records_exist", "could_corroborate": "The rota of that week.",
        "decision": "act_protectively", "reasons": "Others may be at risk on the same ward.",
    },
)  # fmt: skip
def assess_action(unit: Unit, body: dict[str, Any], report_id: UUID) -> Result:
    """Record an assessment."""
    return _shown(acts.assess_action(unit, report_id, **body))


@safety.operation(
    "POST", "/v1/reports/<uuid:report_id>/action-assessments/<uuid:assessment_id>/review",
    "reviewActionAssessment", "Put a second opinion of an action assessment on record",
    description="By somebody other than its author.",
    scopes=WRITE, answer=ActionAssessmentOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"],
)  # fmt: skip
def review_assessment(unit: Unit, report_id: UUID, assessment_id: UUID, version: int) -> Result:
    """Review one."""
    return _shown(acts.review_action_assessment(unit, report_id, assessment_id, version=version))


def _shown(assessment: ActionAssessment) -> Result:
    """Answer with the open columns: what is sealed is not read on the way."""
    data = {name: getattr(assessment, name) for name in _ASSESSMENT}
    return Result(data, assessment.version)
