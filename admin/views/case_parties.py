"""The people of a case: officers who work on it, parties and what each is told."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, lists
from admin.acting import Answer, Compared
from admin.party_forms import identity_in
from admin.views.case_base import CaseBase
from admin.wish_words import suggested
from service.domain.code_lists import TOLD_STATES, WITHHOLDING_REASONS, Told
from service.domain.errors import NotFound
from service.domain.policy import ROLES_ON_A_CASE
from service.store.queries.guard import conflicts_of
from service.store.queries.people import active_officers
from service.store.queries.representation import wishes_on
from service.store.queries.rows import AnyRow
from service.usecases import casework, parties
from service.usecases.representation import suggest_officers
from service.usecases.unit import Unit


class CaseParties(CaseBase):
    """The acts; see `admin.views.cases.CaseView` for the pages."""

    @expose("/<uuid:case_id>/officers", methods=("GET", "POST"))
    def assign(self, case_id: UUID) -> Answer:
        """Put an officer on the case."""
        with self.reading() as reading:
            row = self.readable(reading, case_id, "case.assign")
            officers = active_officers(reading.connection)
            conflicts = conflicts_of(reading.connection, case_id=case_id)
            out = {one.officer_id for one in conflicts if one.removed_at is None}
            wished = bool(wishes_on(reading.connection, case_id))
        form = forms.AssignForm()
        pairs = [
            (str(one.id), one.display_name)
            for one in officers
            if one.id not in out and set(one.roles) & set(ROLES_ON_A_CASE)
        ]
        form.officer_id.choices = forms.choices(pairs, _("Choose an officer"))
        if not wished:
            del form.override_reason
        if self.carried_out(form, lambda unit: _assign(unit, case_id, form)):
            return self.done(_("The officer is on the case."), self.url_of(case_id))
        return self.form_page(
            form, title=_("Put somebody on %(reference)s", reference=row.reference),
            submit=_("Put on the case"), back=self.url_of(case_id),
            intro=_("They will see the case and everything written on it."),
            template="console/assign.html", wished=wished, suggested=self._suggested(case_id),
        )  # fmt: skip

    def _suggested(self, case_id: UUID) -> list[dict[str, Any]]:
        """Say who could look after the case; what is opened for that is on record."""
        with self.reading() as reading:
            return suggested(suggest_officers(reading, case_id))

    @expose("/<uuid:case_id>/officers/<uuid:assignment_id>/end", methods=("POST",))
    def end_assignment(self, case_id: UUID, assignment_id: UUID) -> Answer:
        """Take an officer off the case."""
        with self.unit() as unit:
            casework.end_assignment(unit, case_id, assignment_id)
        with self.reading() as reading:
            try:
                self.readable(reading, case_id)
            except NotFound:  # one's own place was the last reason to see it
                return self.done(_("You are no longer on the case."), "/console/")
        return self.done(_("The officer is no longer on the case."), self.url_of(case_id))

    @expose("/<uuid:case_id>/parties", methods=("GET", "POST"))
    def add_party(self, case_id: UUID) -> Answer:
        """Add a party."""
        row = self.case(case_id, "case.amend")
        form = forms.PartyForm()
        if self.carried_out(form, lambda unit: _add(unit, case_id, form)):
            return self.done(_("The party is on the case."), self.url_of(case_id))
        return self.form_page(
            form, title=_("Add a party to %(reference)s", reference=row.reference),
            submit=_("Add the party"), back=self.url_of(case_id),
            intro=_("Nobody is told by this."),
        )  # fmt: skip

    @expose("/<uuid:case_id>/parties/<uuid:party_id>/tell", methods=("GET", "POST"))
    def tell(self, case_id: UUID, party_id: UUID) -> Answer:
        """Record what a party was told."""
        form = forms.TellForm()
        return self._decide(
            case_id, party_id, form,
            lambda unit, version: parties.tell_party(
                unit, case_id, party_id, form.told_text.data or "", version=version
            ),
            title=_("Tell the outcome: %(party)s"), submit=_("Record that they were told"),
            intro=_("This records what they were told, and when."),
            heads_up=_("A reporter gets these words as a message. Nobody else is sent anything."),
        )  # fmt: skip

    @expose("/<uuid:case_id>/parties/<uuid:party_id>/withhold", methods=("GET", "POST"))
    def withhold(self, case_id: UUID, party_id: UUID) -> Answer:
        """Record why a party is not told."""
        form = forms.WithholdForm()
        return self._decide(
            case_id, party_id, form,
            lambda unit, version: parties.withhold_from_party(
                unit, case_id, party_id, form.withholding_reason.data, version=version
            ),
            title=_("Withhold the outcome: %(party)s"), submit=_("Record the reason"),
            intro=_("The reason is a code, and stays in the history of the case."),
        )  # fmt: skip

    def _decide(
        self, case_id: UUID, party_id: UUID, form: Any, act: Any, *, title: str, **page: Any
    ) -> Answer:
        party, label = self.party(case_id, party_id, "outcome.tell")
        return self.carried_over(
            form, party, act, said=_("It is recorded."), back=self.url_of(case_id),
            compared=lambda: _compared(party, form),
            page=lambda hidden: self.form_page(
                form, title=title % {"party": label}, back=self.url_of(case_id),
                hidden=hidden, **page,
            ),
        )  # fmt: skip


def _compared(party: AnyRow, form: Any) -> list[Compared]:
    told = "told_text" in form
    code = None if told else form.withholding_reason.data
    mine = Told.TOLD if told else Told.WITHHELD
    return [
        (_("Told"), _shown(mine), _shown(party.told)),
        (_("Reason"), _shown(code), _shown(party.withholding_reason)),
    ]


def _shown(code: str | None) -> str:
    if code is None:
        return ""
    return TOLD_STATES.label(code) if code in TOLD_STATES else WITHHOLDING_REASONS.label(code)


def _assign(unit: Unit, case_id: UUID, form: Any) -> None:
    officer_id = lists.as_uuid(form.officer_id.data)
    if officer_id is None:
        raise NotFound
    why = form.override_reason.data or None if form.override_reason else None
    casework.assign_officer(unit, case_id, officer_id, form.role.data, why)


def _add(unit: Unit, case_id: UUID, form: Any) -> None:
    parties.add_case_party(
        unit, case_id, role=form.role.data, party_type=form.party_type.data,
        identity=identity_in(form),
    )  # fmt: skip
