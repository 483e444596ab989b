"""What is done with a report: its steps, a case for it, the consents its reporter gave."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, pickers, steps
from admin.acting import Answer
from admin.lists import as_uuid, uuid_given
from admin.referral_forms import WORDING
from admin.secure import seen_version
from admin.views.report_base import ReportBase
from service.domain.errors import Stale, invalid
from service.domain.reports import REPORT_MACHINE
from service.domain.transitions import Transition
from service.store.models import Report
from service.store.queries.cases import list_cases
from service.store.queries.pages import Page
from service.store.queries.worklists import CaseFilter
from service.usecases import casework, referrals, triage
from service.usecases.unit import Unit


class ReportWork(ReportBase):
    """The acts; see `admin.views.reports.ReportView` for the pages."""

    @expose("/<uuid:report_id>/step/<action>", methods=("GET", "POST"))
    def step(self, report_id: UUID, action: str) -> Answer:
        """Take a step, after a page that says what it brings about where it needs one."""
        step = steps.named(REPORT_MACHINE, action)
        row = self.report(report_id, *steps.asked(step))
        form = steps.reason_form(step)
        try:
            done = self.carried_out(form, lambda unit: self._move(unit, report_id, step, form))
        except Stale:
            return self.not_moved(report_id, step)
        if done:
            return self.done(_("Done: %(step)s.", step=step.label.lower()), self.url_of(report_id))
        return self.confirm_page(form, step, row, self.url_of(report_id))

    @expose("/<uuid:report_id>/case", methods=("GET", "POST"))
    def open_case(self, report_id: UUID) -> Answer:
        """Open a case for a report."""
        form = forms.OpenCaseForm()
        with self.reading() as reading:
            row = self.readable(reading, report_id, "report.triage")
            pickers.offer_providers(reading, form.placement_provider_id)
        if Report.preference.is_empty(row):
            del form.override_reason
        made: list[UUID] = []
        if self.carried_out(form, lambda unit: made.append(self._open(unit, report_id, form))):
            url = url_for("console_cases.page", case_id=made[0])
            return self.done(_("The case is open, and you are on it."), url)
        title = _("Open a case for %(reference)s", reference=row.reference)
        return self.form_page(
            form, title=title, submit=_("Open the case"), back=self.url_of(report_id),
            intro=_("Those it names become parties. The reporter will see that a case is open."),
        )  # fmt: skip

    @expose("/<uuid:report_id>/link", methods=("GET", "POST"))
    def link(self, report_id: UUID) -> Answer:
        """Put a report on a case that is there already."""
        row = self.report(report_id, "report.triage")
        form = forms.LinkForm()
        if self.carried_out(form, lambda unit: self._link(unit, report_id, form)):
            return self.done(_("The report is on the case."), self.url_of(report_id))
        title = _("Link %(reference)s to a case", reference=row.reference)
        return self.form_page(
            form, title=title, submit=_("Link the report"), back=self.url_of(report_id)
        )

    @expose("/<uuid:report_id>/consents", methods=("GET", "POST"))
    def consents(self, report_id: UUID) -> Answer:
        """Record what the reporter answered when asked."""
        self.report(report_id, "report.consent")
        referral_id = uuid_given("referral")
        back = self.url_of(report_id)
        if referral_id is not None:
            back = url_for("console_referrals.page", referral_id=referral_id)
        form = forms.ConsentForm()
        if self.carried_out(form, lambda unit: _answer(unit, report_id, form)):
            return self.done(_("The answer is recorded."), back)
        return self.form_page(
            form, title=_("Record an answer about consent"), submit=_("Record the answer"),
            back=back,
            intro=_("Record only what they answered. Withdrawing stops referrals at once."),
        )  # fmt: skip

    def _move(self, unit: Unit, report_id: UUID, step: Transition, form: Any) -> None:
        triage.move_report(
            unit, report_id, step.action, reason=form.reason.data, version=seen_version()
        )

    def _open(self, unit: Unit, report_id: UUID, form: Any) -> UUID:
        case = triage.open_case(
            unit, report_ids=[report_id], summary=form.summary.data or None,
            risk_level=form.risk_level.data,
            placement_provider_id=as_uuid(form.placement_provider_id.data or ""),
            override_reason=form.override_reason.data or None if form.override_reason else None,
        )  # fmt: skip
        return case.id

    def _link(self, unit: Unit, report_id: UUID, form: Any) -> None:
        where = CaseFilter(reference=form.reference.data.strip().upper())
        cases = list_cases(unit.session.connection(), self.actor, where, Page(1)).rows
        if not cases:
            raise invalid("/reference", "not_found", _("You can read no case of this reference."))
        casework.link_to_case(unit, cases[0].id, report_id)


def _answer(unit: Unit, report_id: UUID, form: Any) -> None:
    referrals.answer_consent(
        unit, report_id, scope=form.scope.data, state=form.state.data, wording_version=WORDING
    )
