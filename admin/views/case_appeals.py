"""Appeals on a case: a party lodges one, somebody new decides it."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import investigation_forms as forms
from admin import pickers, steps
from admin.acting import Answer
from admin.case_people import labels_of
from admin.lists import as_uuid
from admin.views.case_part import CasePart
from service.domain.cases import CASE_MACHINE
from service.domain.casework_lists import APPEAL_RESULTS
from service.domain.errors import NotFound
from service.store.queries.case_parts import appeals_of
from service.store.queries.cases import parties_of
from service.usecases import appeals
from service.usecases.unit import Unit


class CaseAppeals(CasePart):
    """The acts; see `admin.views.case_investigation.InvestigationView` for the page."""

    @expose("/appeals", methods=("GET", "POST"))
    def lodge(self, case_id: UUID) -> Answer:
        """Record a party's appeal, after saying that the case moves to it."""
        with self.reading() as reading:
            self.readable(reading, case_id, "case.progress")
            named = labels_of(parties_of(reading.connection, case_id))
        form = forms.AppealForm()
        pickers.offer_parties(form.party_id, named, _("Choose a party"))
        if self.carried_out(form, lambda unit: _lodge(unit, case_id, form)):
            return self.done(_("The appeal is recorded."), self.back_to(case_id))
        return self.ask_page(
            form, title=_("Record an appeal"), confirm=_("Record the appeal"),
            consequences=[
                _("The case moves to appeal, and stays there until the appeal is decided."),
                *_read_of("appeal"),
            ],
            back=self.back_to(case_id),
        )  # fmt: skip

    @expose("/appeals/<uuid:appeal_id>/decision", methods=("GET", "POST"))
    def decide_appeal(self, case_id: UUID, appeal_id: UUID) -> Answer:
        """Decide an appeal, which is done once."""
        row = self.part(appeals_of, case_id, appeal_id, "case.decide")
        form = forms.AppealDecisionForm()
        now = APPEAL_RESULTS.label(row.result) if row.result else _("Not decided")
        return self.carried_over(
            form, row,
            lambda unit, version: appeals.decide_appeal(
                unit, case_id, appeal_id, result=form.result.data,
                reasons=form.reasons.data or "", version=version,
            ),
            said=_("The appeal is decided."), back=self.back_to(case_id),
            compared=lambda: [
                (_("Result"), APPEAL_RESULTS.label(form.result.data), now),
                (_("Reasons"), form.reasons.data or "", None if row.result else ""),
            ],
            page=lambda hidden: self.ask_page(
                form, title=_("Decide the appeal"), confirm=_("Decide the appeal"),
                consequences=[
                    _("The decision on the appeal cannot be changed."),
                    _("Whoever recorded a finding or an outcome of this case cannot decide it."),
                    _("Once no appeal is left to decide, the case goes back to a decision."),
                    *_read_of("decide_appeal"),
                ],
                back=self.back_to(case_id), hidden=hidden,
            ),
        )  # fmt: skip


def _read_of(action: str) -> list[str]:
    """Say what the reporter reads of a step that only another act takes."""
    step = CASE_MACHINE.named(action)
    return steps.consequences(step) if step else []


def _lodge(unit: Unit, case_id: UUID, form: Any) -> None:
    party_id = as_uuid(form.party_id.data)
    if party_id is None:
        raise NotFound
    appeals.lodge_appeal(unit, case_id, party_id, form.grounds.data, form.text.data or "")
