"""Whether to act on a report: weighed by one officer, looked at again by another."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import steps
from admin.acting import Answer, found
from admin.forms import ConsoleForm
from admin.opened import Opened, open_groups
from admin.secure import seen_version
from admin.triage_forms import AssessmentForm
from admin.views.report_part import ReportPart
from service.domain.errors import Stale
from service.domain.risk import check_second_opinion
from service.store.models import ActionAssessment
from service.store.queries.case_parts import action_assessments_of
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases import safety
from service.usecases.unit import Unit


class AssessmentsView(ReportPart):
    """The action assessments of a report."""

    @expose("/", methods=("GET", "POST"))
    def index(self, report_id: UUID) -> Answer:
        """List them, the latest first; posting a purpose opens what was written."""
        with self.reading() as reading:
            row = self.readable(reading, report_id, "report.read_content")
            may = bool(self.permitted(reading, report_id, "report.assess"))
            rows = action_assessments_of(reading.connection, report_id)
            purpose, opened = self.purpose(), Opened()
            if purpose is not None:
                wanted = [(ActionAssessment.content, one) for one in rows]
                opened = open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
            people = {one for row in rows for one in (row.author_id, row.reviewer_id) if one}
            names = names_of(reading.connection, list(people))
        return self.part_page(
            "console/triage/assessments.html", row, opened=opened, X=ActionAssessment,
            sealed=bool(rows) and not opened, may=may, needs=steps.needs("report.assess"),
            assessments=[
                {"row": one, "author": names.get(one.author_id, _("Somebody")),
                 "reviewer": names.get(one.reviewer_id), "why_not": self._why_not(one, may=may)}
                for one in reversed(rows)
            ],
        )  # fmt: skip

    @expose("/new", methods=("GET", "POST"))
    def new(self, report_id: UUID) -> Answer:
        """Add one."""
        row = self.report(report_id, "report.assess")
        form, back = AssessmentForm(), self.get_url(".index", report_id=report_id)
        if self.carried_out(form, lambda unit: _assess(unit, report_id, form)):
            return self.done(_("The assessment is on record. Ask for a second opinion."), back)
        return self.form_page(
            form, title=_("Whether to act on %(reference)s", reference=row.reference),
            submit=_("Save the assessment"), back=back,
            intro=_("Weigh acting against not acting, above all where nobody is named. "
                    "The reporter is not shown it."),
        )  # fmt: skip

    @expose("/<uuid:assessment_id>/review", methods=("GET", "POST"))
    def review(self, report_id: UUID, assessment_id: UUID) -> Answer:
        """Put on record that a second officer looked at one."""
        row = self.report(report_id, "report.assess")
        back = self.get_url(".index", report_id=report_id)
        assessment, form = self._one(report_id, assessment_id), ConsoleForm()
        version = seen_version() or assessment.version
        try:
            done = self.carried_out(
                form,
                lambda unit: safety.review_action_assessment(
                    unit, report_id, assessment_id, version=version
                ),
            )
        except Stale:
            return self.sorry(_("Somebody else was quicker: it has been reviewed."), back)
        if done:
            return self.done(_("Your second opinion is on record."), back)
        return self.ask_page(
            form, title=_("Second opinion on %(reference)s", reference=row.reference),
            consequences=[
                _("You put on record that you read the assessment and looked at it again."),
                _("It stays as it is. If you see it otherwise, add an assessment of your own."),
            ],
            confirm=_("Record my second opinion"), back=back,
            hidden=[("version", str(version))],
        )  # fmt: skip

    def _one(self, report_id: UUID, assessment_id: UUID) -> AnyRow:
        with self.reading() as reading:
            rows = action_assessments_of(reading.connection, report_id)
        return found(next((row for row in rows if row.id == assessment_id), None))

    def _why_not(self, row: AnyRow, *, may: bool) -> str:
        if not may:
            return steps.needs("report.assess")
        return steps.refusal_of(
            lambda: check_second_opinion(
                author_id=row.author_id, reviewed_at=row.reviewed_at, officer_id=self.actor.id
            )
        )


def _assess(unit: Unit, report_id: UUID, form: Any) -> None:
    safety.assess_action(
        unit, report_id, risk_of_acting=form.risk_of_acting.data,
        risk_of_not_acting=form.risk_of_not_acting.data, corroboration=form.corroboration.data,
        decision=form.decision.data, could_corroborate=form.could_corroborate.data or None,
        reasons=form.reasons.data,
    )  # fmt: skip
