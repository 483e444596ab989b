"""Keeping people safe on a case: risk assessments and interim measures."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import pickers, safety_forms, safety_page, steps
from admin.acting import Answer, Compared, Pairs
from admin.case_people import labels_of
from admin.lists import as_uuid
from admin.text import spelled_date
from admin.views.case_part import CasePart
from service.domain.casework_lists import MEASURE_STATES, MEASURE_TYPES
from service.domain.measures import LIFTED, MEASURE_MACHINE
from service.domain.transitions import Transition
from service.store.queries.case_parts import measures_of
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases import safety
from service.usecases.unit import Unit


class SafetyView(CasePart):
    """How great the risk is, and what was done at once to keep people safe."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> Answer:
        """Show risk and measures; posting a purpose shows what was written."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            page = safety_page.load(reading, case)
            wanted = safety_page.may_open(page)
            opened = self.opened(reading, case, wanted)
        return self.part_page(
            "console/case_safety.html", case, sealed=bool(wanted) and not opened,
            assessments=safety_page.assessments_shown(page, opened),
            measures=safety_page.measures_shown(page, opened), actions=safety_page.actions(page),
        )  # fmt: skip

    @expose("/risk", methods=("GET", "POST"))
    def assess(self, case_id: UUID) -> Answer:
        """Assess the risk of harm and of detriment, on the form now in use."""
        case = self.case(case_id, "case.amend")
        form = safety_forms.risk_form()
        if self.carried_out(form, lambda unit: _assess(unit, case_id, form)):
            return self.done(_("The assessment is saved."), self.back_to(case_id))
        return self.form_page(
            form, title=_("Assess the risk on %(reference)s", reference=case.reference),
            submit=_("Save the assessment"), back=self.back_to(case_id),
            intro=_("The case takes the higher of the two levels. An assessment is never changed: "
                    "make a new one when things change."),
        )  # fmt: skip

    @expose("/measures", methods=("GET", "POST"))
    def start_measure(self, case_id: UUID) -> Answer:
        """Start an interim measure."""
        with self.reading() as reading:
            case = self.readable(reading, case_id, "case.amend")
            named = labels_of(parties_of(reading.connection, case_id))
        form = safety_forms.MeasureForm()
        pickers.offer_parties(form.party_id, named, _("Nobody in particular"))
        if self.carried_out(form, lambda unit: _start(unit, case_id, form)):
            return self.done(_("The measure has begun."), self.back_to(case_id))
        return self.form_page(
            form, title=_("Start an interim measure on %(reference)s", reference=case.reference),
            submit=_("Start the measure"), back=self.back_to(case_id),
            intro=_("It keeps people safe and says nothing about who is right. Nobody is told by "
                    "this, and the case cannot close while it goes on."),
        )  # fmt: skip

    @expose("/measures/<uuid:measure_id>/<action>", methods=("GET", "POST"))
    def measure(self, case_id: UUID, measure_id: UUID, action: str) -> Answer:
        """Record a review of a measure, or lift it."""
        row = self.part(measures_of, case_id, measure_id, "case.amend")
        step = steps.named(MEASURE_MACHINE, action)
        lifts = step.target == LIFTED
        form = safety_forms.LiftForm() if lifts else safety_forms.ReviewForm()
        return self.carried_over(
            form, row, lambda unit, version: _move(unit, row, step, form, version),
            said=_("The measure is lifted.") if lifts else _("The review is recorded."),
            back=self.back_to(case_id), compared=lambda: _compared(row, step, form),
            page=lambda hidden: (self._lift_page if lifts else self._review_page)(
                form, row, hidden
            ),
        )  # fmt: skip

    def _review_page(self, form: Any, row: AnyRow, hidden: Pairs) -> Answer:
        return self.form_page(
            form, title=_("Review: %(measure)s", measure=MEASURE_TYPES.label(row.measure_type)),
            submit=_("Record the review"), back=self.back_to(row.case_id), hidden=hidden,
            intro=_("The measure goes on until the day you set, when it is reviewed again."),
        )  # fmt: skip

    def _lift_page(self, form: Any, row: AnyRow, hidden: Pairs) -> Answer:
        return self.ask_page(
            form, title=_("Lift: %(measure)s", measure=MEASURE_TYPES.label(row.measure_type)),
            confirm=_("Lift the measure"),
            consequences=[
                _("The measure ends today. To arrange the same again, start a new one."),
                _("Nobody is told by this. Tell those it concerns."),
            ],
            back=self.back_to(row.case_id), hidden=hidden,
        )  # fmt: skip


def _assess(unit: Unit, case_id: UUID, form: Any) -> None:
    safety.assess_risk(
        unit, case_id, form_version=form.form_version.data, harm=form.harm.data,
        detriment=form.detriment.data, answers=safety_forms.answers_of(form),
        reasons=form.reasons.data or None, review_on=form.review_on.data,
    )  # fmt: skip


def _start(unit: Unit, case_id: UUID, form: Any) -> None:
    safety.start_measure(
        unit, case_id, measure_type=form.measure_type.data, text=form.text.data or "",
        review_on=form.review_on.data, starts_on=form.starts_on.data,
        party_id=as_uuid(form.party_id.data or ""),
    )  # fmt: skip


def _move(unit: Unit, row: AnyRow, step: Transition, form: Any, version: int) -> None:
    safety.move_measure(
        unit, row.case_id, row.id, step.action,
        review_on=form.review_on.data if "review_on" in form else None,
        reason=form.reason.data or None, version=version,
    )  # fmt: skip


def _compared(row: AnyRow, step: Transition, form: Any) -> list[Compared]:
    rows: list[Compared] = [
        (_("State"), MEASURE_STATES.label(step.target), MEASURE_STATES.label(row.state))
    ]
    if "review_on" in form:
        now = spelled_date(row.review_on)
        rows.append((form.review_on.label.text, spelled_date(form.review_on.data), now))
    return rows
