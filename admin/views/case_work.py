"""Work on a case: its steps, notes, outcomes and risk."""

from typing import Any
from uuid import UUID

from flask import request
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, pickers, steps
from admin.acting import Answer, Compared, Pairs
from admin.case_page import provider_of
from admin.lists import as_uuid
from admin.opened import open_groups, purpose_given
from admin.secure import see_other, seen_version
from admin.views.case_base import CaseBase
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import CASE_STATES, RISK_LEVELS
from service.domain.errors import Stale
from service.domain.transitions import RETURN, Transition
from service.store.models import Case
from service.store.queries.rows import AnyRow
from service.usecases import casework
from service.usecases.unit import Unit


class CaseWork(CaseBase):
    """The acts; see `admin.views.cases.CaseView` for the pages."""

    @expose("/<uuid:case_id>/step/<action>", methods=("GET", "POST"))
    def step(self, case_id: UUID, action: str) -> Answer:
        """Take a step, after a page that says what it brings about."""
        step = steps.named(CASE_MACHINE, action)
        row = self.case(case_id, *steps.asked(step))
        form = steps.reason_form(step)
        try:
            done = self.carried_out(form, lambda unit: _move(unit, case_id, step, form))
        except Stale:
            return self._stale_step(case_id, step)
        if done:
            return self.done(_("Done: %(step)s.", step=step.label.lower()), self.url_of(case_id))
        return self.confirm_page(form, step, row, self.url_of(case_id))

    @expose("/<uuid:case_id>/notes", methods=("GET", "POST"))
    def note(self, case_id: UUID) -> Answer:
        """Write a note."""
        row = self.case(case_id, "case.note")
        form = forms.NoteForm()
        if self.carried_out(form, lambda unit: _write(unit, case_id, form)):
            return self.done(_("The note is saved."), self.url_of(case_id))
        return self.form_page(
            form, title=_("Note on %(reference)s", reference=row.reference),
            submit=_("Save the note"), back=self.url_of(case_id),
        )  # fmt: skip

    @expose("/<uuid:case_id>/outcomes", methods=("GET", "POST"))
    def outcome(self, case_id: UUID) -> Answer:
        """Record what came of the case."""
        row = self.case(case_id, "outcome.record")
        form = forms.OutcomeForm()
        if self.carried_out(form, lambda unit: _record(unit, case_id, form)):
            return self.done(
                _("The outcome is recorded. Now tell each party."), self.url_of(case_id)
            )
        return self.form_page(
            form, title=_("Outcome of %(reference)s", reference=row.reference),
            submit=_("Record the outcome"), back=self.url_of(case_id),
            intro=_("Nobody is told by this. You tell each party afterwards, or say why not."),
        )  # fmt: skip

    @expose("/<uuid:case_id>/edit", methods=("GET", "POST"))
    def edit(self, case_id: UUID) -> Answer:
        """Change the risk level and the placement, and the summary once it is open."""
        row = self.case(case_id, "case.amend")
        form = self._edit_form(row)
        return self.carried_over(
            form, row,
            lambda unit, version: casework.amend_case(
                unit, case_id, _changes(row, form), version=version
            ),
            said=_("The case is changed."), back=self.url_of(case_id),
            compared=lambda: self._compared(row, form),
            page=lambda hidden: self._edit_page(form, row, hidden),
        )  # fmt: skip

    @expose("/<uuid:case_id>/edit/summary", methods=("GET", "POST"))
    def edit_summary(self, case_id: UUID) -> Answer:
        """Open the summary, for a purpose, so that it can be changed."""
        row = self.case(case_id, "case.amend", "case.read_content")
        purpose = purpose_given()
        if request.method == "GET" or purpose is None:
            return see_other(self.link(case_id, "edit"))
        form = forms.EditCaseForm(
            formdata=None, data={**_open_data(row), "summary": self._summary(row, purpose)}
        )
        return self._edit_page(self._offered(row, form), row, [("version", str(row.version))])

    def _edit_form(self, row: AnyRow) -> Any:
        """Offer the summary only where it is open: an unseen one must not be lost."""
        if Case.summary.is_empty(row) or "summary" in request.form:
            return self._offered(row, forms.EditCaseForm(data=_open_data(row)))
        return self._offered(row, forms.EditRiskForm(data=_open_data(row)))

    def _offered(self, row: AnyRow, form: Any) -> Any:
        with self.reading() as reading:
            pickers.offer_providers(reading, form.placement_provider_id, row.placement_provider_id)
        return form

    def _edit_page(self, form: forms.ConsoleForm, row: AnyRow, hidden: Pairs) -> Answer:
        # What the summary was opened for is what it is opened for again, should the two collide.
        purpose = purpose_given()
        return self.form_page(
            form, title=_("Change %(reference)s", reference=row.reference), submit=_("Save"),
            back=self.url_of(row.id), action_url=self.link(row.id, "edit"),
            hidden=[*hidden, *([("purpose", purpose)] if purpose else [])],
            reveal_url=None if "summary" in form else self.link(row.id, "edit_summary"),
        )  # fmt: skip

    def _summary(self, row: AnyRow, purpose: str) -> str:
        with self.reading() as reading:
            opened = open_groups(reading, [(Case.summary, row)], purpose=purpose, case_id=row.id)
            return opened.text(Case.summary, row, "summary") or ""

    def _their_summary(self, row: AnyRow) -> str | None:
        """Give the summary as it is now; None, and sealed, where no purpose was given for it."""
        if Case.summary.is_empty(row):
            return ""
        purpose = purpose_given()
        if purpose is None:
            return None
        return self._summary(self.case(row.id, "case.read_content"), purpose)

    def _stale_step(self, case_id: UUID, step: Transition) -> Answer:
        row = self.case(case_id)
        target = row.held_from or "triage" if step.target == RETURN else step.target
        mine = [(_("State"), CASE_STATES.label(target))]
        theirs = [(_("State"), CASE_STATES.label(row.state))]
        return self.conflict_page(
            case_id, mine=mine, theirs=theirs, back=self.url_of(case_id),
            hidden=self.again(row.version),
        )  # fmt: skip

    def _compared(self, row: AnyRow, form: Any) -> list[Compared]:
        with self.reading() as reading:
            provider = provider_of(reading, row)
        placement = form.placement_provider_id
        rows: list[Compared] = [
            (_("Risk of harm"), RISK_LEVELS.label(form.risk_level.data),
             RISK_LEVELS.label(row.risk_level)),
            (placement.label.text, pickers.said_by(placement), provider or _("None")),
        ]  # fmt: skip
        if "summary" in form:
            rows.append((_("Summary"), form.summary.data or "", self._their_summary(row)))
        return rows


def _open_data(row: AnyRow) -> dict[str, Any]:
    return {"risk_level": row.risk_level, "placement_provider_id": row.placement_provider_id}


def _changes(row: AnyRow, form: Any) -> dict[str, Any]:
    """Give what was asked for; a placement that stays as it is need not be in use any more."""
    changes = {name: form[name].data for name in ("risk_level", "summary") if name in form}
    provider = as_uuid(form.placement_provider_id.data or "")
    if provider != row.placement_provider_id:
        changes["placement_provider_id"] = provider
    return changes


def _write(unit: Unit, case_id: UUID, form: Any) -> None:
    casework.write_note(unit, case_id, form.body.data or "", form.visibility.data)


def _move(unit: Unit, case_id: UUID, step: Transition, form: Any) -> None:
    casework.move_case(
        unit, case_id, step.action, reason=form.reason.data or None, version=seen_version()
    )


def _record(unit: Unit, case_id: UUID, form: Any) -> None:
    casework.record_outcome(
        unit, case_id, outcome_type=form.outcome_type.data, finding=form.finding.data or None,
        summary=form.summary.data or None, reasons=form.reasons.data or None,
    )  # fmt: skip
