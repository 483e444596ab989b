"""What the safety page of a case shows: risk as it was assessed, and interim measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _

from admin import case_page, steps
from admin.case_people import labels_of
from admin.opened import Opened, Wanted
from admin.text import in_words
from service.domain.code_lists import CaseState
from service.domain.measures import ACTIVE, MEASURE_MACHINE
from service.domain.risk import RISK_FORMS
from service.store.models import InterimMeasure, RiskAssessment
from service.store.queries import case_parts
from service.store.queries.cases import parties_of
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading


@dataclass(frozen=True, slots=True)
class Safety:
    """What is done to keep the people of a case safe."""

    case: AnyRow
    can: set[str]
    parties: Mapping[UUID, str]
    """What each party is called."""
    assessments: Sequence[AnyRow]
    measures: Sequence[AnyRow]
    officers: Mapping[UUID, str]
    """The names of who assessed."""


def load(reading: Reading, case: AnyRow) -> Safety:
    """Read a case's risk assessments and interim measures."""
    connection = reading.connection
    assessments = case_parts.risk_assessments_of(connection, case.id)
    people = [row.assessed_by for row in assessments if row.assessed_by]
    return Safety(
        case=case,
        can=case_page.permitted(reading, case.id),
        parties=labels_of(parties_of(connection, case.id)),
        assessments=assessments,
        measures=case_parts.measures_of(connection, case.id),
        officers=names_of(connection, people),
    )


def may_open(found: Safety) -> list[Wanted]:
    """List the sealed groups on the page that the officer may open."""
    if "case.read_content" not in found.can:
        return []
    wanted: list[Wanted] = [(RiskAssessment.content, row) for row in found.assessments]
    wanted += [(InterimMeasure.content, row) for row in found.measures]
    return [(group, row) for group, row in wanted if not group.is_empty(row)]


def assessments_shown(found: Safety, opened: Opened) -> list[dict[str, Any]]:
    """Describe the risk assessments, newest first, each with the form it was made on."""
    return [
        {
            "row": row,
            "by": found.officers.get(row.assessed_by, _("Somebody")),
            "answers": _answers(row.form_version, opened.get(RiskAssessment.content, row)),
            "reasons": opened.text(RiskAssessment.content, row, "reasons"),
        }
        for row in reversed(found.assessments)
    ]


def measures_shown(found: Safety, opened: Opened) -> list[dict[str, Any]]:
    """Describe the interim measures, those that go on first, and what may be done about each."""
    rows = sorted(found.measures, key=lambda row: bool(row.state != ACTIVE))
    return [
        {
            "row": row,
            "active": row.state == ACTIVE,
            "party": found.parties.get(row.party_id, _("Nobody in particular")),
            "text": opened.text(InterimMeasure.content, row),
            "actions": _measure_actions(found, row),
        }
        for row in rows
    ]


def actions(found: Safety) -> list[dict[str, Any]]:
    """List what may be done on the page as a whole."""
    closed = found.case.state == CaseState.CLOSED
    why_not = _("The case is closed. Reopen it first.") if closed else ""
    refused = why_not if "case.amend" in found.can else steps.needs("case.amend")
    return [
        steps.action(label, url_for(f".{name}", case_id=found.case.id), why_not=refused)
        for label, name in (
            (_("Assess the risk"), "assess"),
            (_("Start an interim measure"), "start_measure"),
        )
    ]


def _measure_actions(found: Safety, row: AnyRow) -> list[dict[str, Any]]:
    allowed = [
        (step, step.permission in found.can) for step in MEASURE_MACHINE.from_state(row.state)
    ]
    ids = {"case_id": found.case.id, "measure_id": row.id}
    return steps.actions(allowed, lambda step: url_for(".measure", action=step.action, **ids))


def _answers(form_version: str, content: Mapping[str, Any] | None) -> list[tuple[str, str]] | None:
    """Put the answers beside the questions of the form's version; None while they are sealed."""
    if content is None:
        return None
    asked = {one.code: one for one in RISK_FORMS.get(form_version, ())}
    return [_said(asked.get(one["question"]), one) for one in content.get("answers", ())]


def _said(question: Any, answer: Mapping[str, str]) -> tuple[str, str]:
    if question is None:
        return in_words(answer["question"]), in_words(answer["answer"])
    labels = {code.code: code.label for code in question.answers}
    return question.text, labels.get(answer["answer"], in_words(answer["answer"]))
