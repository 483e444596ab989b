"""One party of a case: who looks after it, the support it was offered, and what it is told."""

from typing import Any
from uuid import UUID

from flask import request
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import pickers
from admin.acting import Answer, Compared
from admin.case_people import reported
from admin.lists import as_uuid
from admin.party_forms import CareForm, NotifyForm, UnnamedCareForm, identity_in
from admin.views.case_base import CaseBase
from service.domain.code_lists import PARTY_TYPES
from service.store.models import Party
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_names
from service.usecases import parties
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_CHOSEN = ("contact_officer_id", "support_service_id")


class CaseParty(CaseBase):
    """The acts; see `admin.views.cases.CaseView` for the pages."""

    @expose("/<uuid:case_id>/parties/<uuid:party_id>/edit", methods=("GET", "POST"))
    def amend_party(self, case_id: UUID, party_id: UUID) -> Answer:
        """Change who looks after a party, or the support that was offered to it."""
        party, label = self.party(case_id, party_id, "case.amend")
        with self.reading() as reading:
            form = _care_form(reading, party)
            theirs = _theirs(reading, party)
        return self.carried_over(
            form, party, lambda unit, version: _amend(unit, party, form, version),
            said=_("The party is changed."), back=self.url_of(case_id),
            compared=lambda: _compared(form, theirs),
            page=lambda hidden: self.form_page(
                form, title=_("Contact and support: %(party)s", party=label),
                submit=_("Save"), back=self.url_of(case_id), hidden=hidden,
                intro=_("Nobody is told by this."),
            ),
        )  # fmt: skip

    @expose("/<uuid:case_id>/parties/<uuid:party_id>/notices", methods=("GET", "POST"))
    def notify_party(self, case_id: UUID, party_id: UUID) -> Answer:
        """Tell a party something, and keep the words."""
        party, label = self.party(case_id, party_id, "outcome.tell")
        form = NotifyForm()
        if self.carried_out(
            form, lambda unit: parties.notify_party(unit, case_id, party_id, form.text.data or "")
        ):
            return self.done(_("It is recorded."), self.url_of(case_id))
        sends = reported(party)
        return self.form_page(
            form, title=_("Tell something: %(party)s", party=label),
            submit=_("Send and record") if sends else _("Record that they were told"),
            back=self.url_of(case_id),
            intro=_("For what is not the outcome: an appointment, a delay, a next step."),
            heads_up=_("The reporter gets exactly these words as a message.") if sends
            else _("Nothing is sent: tell them yourself. This keeps what you told them."),
        )  # fmt: skip


def _care_form(reading: Reading, party: AnyRow) -> Any:
    """Ask for a name only where there is none: one that is sealed must not be lost."""
    asks = Party.identity.is_empty(party) or "name" in request.form
    unnamed = asks and not reported(party)
    names = (*_CHOSEN, "party_type")
    form = (UnnamedCareForm if unnamed else CareForm)(data={n: getattr(party, n) for n in names})
    pickers.offer_officers(reading, form.contact_officer_id, party.contact_officer_id)
    pickers.offer_services(reading, form.support_service_id, party.support_service_id)
    return form


def _amend(unit: Unit, party: AnyRow, form: Any, version: int) -> None:
    """Change what differs; who stays need not be there to be chosen any more."""
    asked = {name: as_uuid(form[name].data or "") for name in _CHOSEN}
    asked["party_type"] = form.party_type.data
    changes: dict[str, Any] = {
        name: value for name, value in asked.items() if value != getattr(party, name)
    }
    identity = identity_in(form) if "name" in form else None
    if identity:
        changes["identity"] = identity
    if changes:
        parties.amend_party(unit, party.case_id, party.id, changes, version=version)


def _theirs(reading: Reading, party: AnyRow) -> list[str | None]:
    """Say what stands now, in the order of the form; a name stays sealed."""
    officers = names_of(reading.connection, [party.contact_officer_id])
    services = service_names(reading.connection, [party.support_service_id])
    return [
        officers.get(party.contact_officer_id, _("Nobody")),
        services.get(party.support_service_id, _("None")),
        PARTY_TYPES.label(party.party_type),
        _("Not named") if Party.identity.is_empty(party) else None,
    ]


def _compared(form: Any, theirs: list[str | None]) -> list[Compared]:
    chosen = (form.contact_officer_id, form.support_service_id, form.party_type)
    typed = [(field.label.text, pickers.said_by(field)) for field in chosen]
    if "name" in form:
        typed.append((form.name.label.text, form.name.data or ""))
    return [(*said, now) for said, now in zip(typed, theirs, strict=False)]
