"""Learning points on a case: drafted by one person, approved or rejected by another."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import outcome_forms as forms
from admin import steps
from admin.acting import Answer
from admin.views.case_part import CasePart
from service.domain.learning import LEARNING_MACHINE
from service.domain.support_lists import LEARNING_STATES, THEMES, LearningState
from service.store.queries.outcomes import learning_points_of
from service.usecases.learning import move_learning_point, record_learning_point


class CaseLearning(CasePart):
    """What is to be learned from a case."""

    @expose("/learning", methods=("GET", "POST"))
    def add_point(self, case_id: UUID) -> Answer:
        """Draft a learning point."""
        case = self.case(case_id, "learning.record")
        form = forms.LearningForm()
        if self.carried_out(
            form,
            lambda unit: record_learning_point(
                unit, case_id, theme=form.theme.data, text=form.text.data or ""
            ),
        ):
            return self.done(_("It is recorded. Somebody else approves it."), self.back_to(case_id))
        return self.form_page(
            form, title=_("What is to be learned from %(reference)s", reference=case.reference),
            submit=_("Record it"), back=self.back_to(case_id),
            intro=_("It is read without the case, once a second person found nobody in it."),
            heads_up=_("Names of the case are looked for in it, and that is recorded."),
        )  # fmt: skip

    @expose("/learning/<uuid:point_id>/<action>", methods=("GET", "POST"))
    def decide_point(self, case_id: UUID, point_id: UUID, action: str) -> Answer:
        """Approve a learning point, or reject it."""
        row = self.part(learning_points_of, case_id, point_id, "learning.approve")
        step = steps.named(LEARNING_MACHINE, action)
        form: Any = steps.reason_form(step)
        approves = step.target == LearningState.APPROVED
        return self.carried_over(
            form, row,
            lambda unit, version: move_learning_point(
                unit, case_id, point_id, step.action, reason=form.reason.data or None,
                version=version,
            ),
            said=_("It can be read now.") if approves else _("It is rejected."),
            back=self.back_to(case_id),
            compared=lambda: [
                (_("State"), LEARNING_STATES.label(step.target), LEARNING_STATES.label(row.state))
            ],
            page=lambda hidden: self.ask_page(
                form, title=f"{step.label}: {THEMES.label(row.theme)}", confirm=step.label,
                consequences=[step.confirm or _("It stays on the case, and nobody else reads it.")],
                back=self.back_to(case_id), hidden=hidden,
            ),
        )  # fmt: skip
