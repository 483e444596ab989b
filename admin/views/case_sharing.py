"""Sharing a case with a placement provider, on the consent of everybody who reported."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import investigation_forms as forms
from admin import pickers
from admin.acting import Answer
from admin.forms import ConsoleForm
from admin.lists import as_uuid
from admin.views.case_part import CasePart
from service.domain.code_lists import CONSENT_SCOPES, CONSENT_STATES, ConsentScope
from service.domain.errors import NotFound
from service.store.queries.case_parts import joint_owners_of
from service.store.queries.providers import provider_names
from service.store.queries.reports import consents_of, reports_of_case
from service.usecases import joint_owners
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_SCOPES = (
    ConsentScope.SHARE_WITH_PLACEMENT, ConsentScope.SHARE_IDENTITY, ConsentScope.SHARE_NARRATIVE,
)  # fmt: skip


class CaseSharing(CasePart):
    """The acts; see `admin.views.case_investigation.InvestigationView` for the page."""

    @expose("/joint-owners", methods=("GET", "POST"))
    def share(self, case_id: UUID) -> Answer:
        """Share the case with a placement provider, after saying what that shares."""
        form = forms.JointOwnerForm()
        with self.reading() as reading:
            case = self.readable(reading, case_id, "case.amend")
            pickers.offer_providers(reading, form.provider_id)
            shared = _shared(reading, case_id)
        if self.carried_out(form, lambda unit: _share(unit, case_id, form)):
            return self.done(_("The case is shared."), self.back_to(case_id))
        return self.ask_page(
            form, title=_("Share %(reference)s with a placement", reference=case.reference),
            confirm=_("Share the case"),
            consequences=[
                _("The placement provider becomes jointly responsible for the case."),
                _("Nothing is sent by this. You tell the provider, and no more than was agreed:"),
                *shared,
                _("Sharing ends at once when anybody who reported withdraws their consent."),
            ],
            back=self.back_to(case_id),
        )  # fmt: skip

    @expose("/joint-owners/<uuid:owner_id>/end", methods=("GET", "POST"))
    def end_share(self, case_id: UUID, owner_id: UUID) -> Answer:
        """End a placement provider's part in the case."""
        row = self.part(joint_owners_of, case_id, owner_id, "case.amend")
        form = ConsoleForm()
        if self.carried_out(
            form, lambda unit: joint_owners.end_joint_owner(unit, case_id, owner_id)
        ):
            return self.done(_("The case is no longer shared."), self.back_to(case_id))
        with self.reading() as reading:
            names = provider_names(reading.connection, [row.provider_id])
        return self.ask_page(
            form, title=_("End sharing with %(name)s", name=names[row.provider_id]),
            confirm=_("End sharing"),
            consequences=[
                _("The provider is no longer responsible for the case. Tell them so."),
                _("That it was shared, and when, stays on record."),
            ],
            back=self.back_to(case_id),
        )  # fmt: skip


def _shared(reading: Reading, case_id: UUID) -> list[str]:
    """Say for each report what its reporter agreed to share."""
    return [
        f"{report.reference}: {_answers(consents_of(reading.connection, report.id))}"
        for report in reports_of_case(reading.connection, case_id)
    ]


def _answers(consents: dict[str, Any]) -> str:
    said = (
        (
            scope,
            CONSENT_STATES.label(consents[scope].state) if scope in consents else _("Not asked"),
        )
        for scope in _SCOPES
    )
    return ", ".join(
        f"{CONSENT_SCOPES.label(scope).lower()}: {state.lower()}" for scope, state in said
    )


def _share(unit: Unit, case_id: UUID, form: Any) -> None:
    provider_id = as_uuid(form.provider_id.data)
    if provider_id is None:
        raise NotFound
    joint_owners.add_joint_owner(unit, case_id, provider_id)
