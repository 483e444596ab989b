"""What comes of a case: outcomes, what is done about them, who is told, and what is learned."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import outcome_forms as forms
from admin import outcome_page, pickers, steps
from admin.acting import Answer, Compared
from admin.case_people import labels_of
from admin.lists import as_uuid
from admin.text import spelled_date
from admin.views.case_learning import CaseLearning
from admin.views.case_letters import CaseLetters
from service.domain.actions import ACTION_MACHINE
from service.domain.code_lists import OUTCOME_TYPES
from service.domain.errors import invalid
from service.domain.support_lists import ACTION_KINDS, ACTION_STATES, ActionState
from service.store.queries.cases import outcomes_of, parties_of
from service.store.queries.outcomes import actions_of
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases import actions as acts
from service.usecases.reading import Reading
from service.usecases.unit import Unit


class OutcomeView(CaseLetters, CaseLearning):
    """Outcomes and actions; letters and learning points have files of their own."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> Answer:
        """Show what comes of a case; posting a purpose shows what was written."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            page = outcome_page.load(reading, case)
            wanted = outcome_page.may_open(page)
            opened = self.opened(reading, case, wanted)
        return self.part_page(
            "console/case_outcome.html", case, sealed=bool(wanted) and not opened,
            outcomes=page.outcomes, acts=outcome_page.actions_shown(page, opened),
            told=outcome_page.letters_shown(page),
            points=outcome_page.points_shown(page, opened), actions=outcome_page.actions(page),
        )  # fmt: skip

    @expose("/actions", methods=("GET", "POST"))
    def add_action(self, case_id: UUID) -> Answer:
        """Put an action on the case."""
        form = forms.ActionForm()
        with self.reading() as reading:
            case = self.readable(reading, case_id, "outcome.record")
            pickers.offer_owners(reading, form.officer_id, case_id)
            labels = labels_of(parties_of(reading.connection, case_id))
            pickers.offer_parties(form.party_id, labels, _("Nobody: it is no remedy"))
            _offer_outcomes(reading, form, case_id)
        if self.carried_out(form, lambda unit: _add(unit, case_id, form)):
            return self.done(_("The action is on the case."), self.back_to(case_id))
        return self.form_page(
            form, title=_("Add an action to %(reference)s", reference=case.reference),
            submit=_("Add the action"), back=self.back_to(case_id),
            intro=_("Whoever sees to it gets a task. It goes on when the case is closed."),
        )  # fmt: skip

    @expose("/actions/<uuid:action_id>/edit", methods=("GET", "POST"))
    def amend_action(self, case_id: UUID, action_id: UUID) -> Answer:
        """Change by when an action is to be done, or who sees to it."""
        row = self.part(actions_of, case_id, action_id, "outcome.record")
        form = forms.ChangeActionForm(data={"due_on": row.due_on, "officer_id": row.officer_id})
        with self.reading() as reading:
            pickers.offer_owners(reading, form.officer_id, case_id, row.officer_id)
        return self.carried_over(
            form, row,
            lambda unit, version: acts.amend_action(
                unit, case_id, action_id, _changes(row, form), version=version
            ),
            said=_("The action is changed."), back=self.back_to(case_id),
            compared=lambda: self._compared(row, form),
            page=lambda hidden: self.form_page(
                form, title=_("Change: %(action)s", action=ACTION_KINDS.label(row.kind)),
                submit=_("Save"), back=self.back_to(case_id), hidden=hidden,
            ),
        )  # fmt: skip

    @expose("/actions/<uuid:action_id>/<action>", methods=("GET", "POST"))
    def end_action(self, case_id: UUID, action_id: UUID, action: str) -> Answer:
        """Mark an action as done, or cancel it."""
        row = self.part(actions_of, case_id, action_id, "outcome.record")
        step = steps.named(ACTION_MACHINE, action)
        form: Any = steps.reason_form(step)
        done = step.target == ActionState.DONE
        return self.carried_over(
            form, row,
            lambda unit, version: acts.move_action(
                unit, case_id, action_id, step.action, reason=form.reason.data or None,
                version=version,
            ),
            said=_("The action is done.") if done else _("The action is cancelled."),
            back=self.back_to(case_id),
            compared=lambda: [
                (_("State"), ACTION_STATES.label(step.target), ACTION_STATES.label(row.state))
            ],
            page=lambda hidden: self.ask_page(
                form, title=f"{step.label}: {ACTION_KINDS.label(row.kind)}", confirm=step.label,
                consequences=_consequences(row, done=done), back=self.back_to(case_id),
                hidden=hidden,
            ),
        )  # fmt: skip

    def _compared(self, row: AnyRow, form: Any) -> list[Compared]:
        with self.reading() as reading:
            names = names_of(reading.connection, [row.officer_id] if row.officer_id else [])
        return [
            (_("State"), ACTION_STATES.label(ActionState.PLANNED), ACTION_STATES.label(row.state)),
            (form.due_on.label.text, spelled_date(form.due_on.data), spelled_date(row.due_on)),
            (form.officer_id.label.text, pickers.said_by(form.officer_id),
             names.get(row.officer_id, _("Whoever looks after the case"))),
        ]  # fmt: skip


def _offer_outcomes(reading: Reading, form: Any, case_id: UUID) -> None:
    rows = outcomes_of(reading.connection, case_id)
    labels = {row.id: OUTCOME_TYPES.label(row.outcome_type) for row in rows}
    pickers.offer_parties(form.outcome_id, labels, _("None in particular"))


def _add(unit: Unit, case_id: UUID, form: Any) -> None:
    acts.add_action(
        unit, case_id, kind=form.kind.data, due_on=form.due_on.data, officer_id=_owner(form),
        what=form.what.data or None, party_id=as_uuid(form.party_id.data or ""),
        outcome_id=as_uuid(form.outcome_id.data or ""),
    )  # fmt: skip


def _changes(row: AnyRow, form: Any) -> dict[str, Any]:
    """Give what was asked for: a day that has passed is no fault where it stays as it is."""
    asked = {"due_on": form.due_on.data, "officer_id": _owner(form)}
    return {name: value for name, value in asked.items() if value != getattr(row, name)}


def _owner(form: Any) -> UUID:
    officer_id = as_uuid(form.officer_id.data)
    if officer_id is None:
        raise invalid("/officer_id", "required", "Choose who sees to it.")
    return officer_id


def _consequences(row: AnyRow, *, done: bool) -> list[str]:
    says = [_("Its task ends with it. This cannot be undone; add another action instead.")]
    if row.party_id is not None:
        says.append(
            _("If it is for who reported, they will see that it is done.") if done
            else _("If it is for who reported, they will no longer see it. Tell them why.")
        )  # fmt: skip
    return says
