"""The formal stage on a case: allegations and findings, the last letter, the policy it is under."""

from typing import Any
from uuid import UUID

from flask import request
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import investigation_forms as forms
from admin import investigation_page, pickers
from admin.acting import Answer, Compared, Pairs, found
from admin.case_people import labels_of
from admin.lists import as_uuid
from admin.opened import open_groups, purpose_given
from admin.secure import see_other
from admin.text import labels, spelled_date
from admin.views.case_appeals import CaseAppeals
from admin.views.case_sharing import CaseSharing
from service.domain.code_lists import FINDINGS, INCIDENT_TYPES, PartyRole
from service.store.models import Allegation
from service.store.queries.case_parts import allegations_of, policy_row
from service.store.queries.cases import parties_of
from service.store.queries.rows import AnyRow
from service.usecases import investigation
from service.usecases.unit import Unit


class InvestigationView(CaseAppeals, CaseSharing):
    """What is alleged, what was found and appealed, and how procedures end."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> Answer:
        """Show the formal side of a case; posting a purpose shows what was written."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            page = investigation_page.load(reading, case)
            wanted = investigation_page.may_open(page)
            opened = self.opened(reading, case, wanted)
            actions = investigation_page.actions(reading, page)
        return self.part_page(
            "console/case_investigation.html", case, sealed=bool(wanted) and not opened, page=page,
            allegations=investigation_page.allegations_shown(page, opened), actions=actions,
            appeals=investigation_page.appeals_shown(page, opened),
            owners=investigation_page.owners_shown(page),
        )  # fmt: skip

    @expose("/policy")
    def policy(self, case_id: UUID) -> Answer:
        """Show the policy the case is under, as it was when the case was opened."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            policy = found(policy_row(reading.connection, case.policy_version_id))
        return self.part_page("console/case_policy.html", case, policy=policy)

    @expose("/allegations", methods=("GET", "POST"))
    def add_allegation(self, case_id: UUID) -> Answer:
        """Put an allegation on the case."""
        case = self.case(case_id, "case.amend")
        form = forms.AllegationForm()
        self._offer_responding(case_id, form)
        if self.carried_out(form, lambda unit: _add(unit, case_id, form)):
            return self.done(_("The allegation is on the case."), self.back_to(case_id))
        return self.form_page(
            form, title=_("Add an allegation to %(reference)s", reference=case.reference),
            submit=_("Add the allegation"), back=self.back_to(case_id),
            intro=_("Nobody is told by this."),
        )  # fmt: skip

    @expose("/allegations/<uuid:allegation_id>/edit", methods=("GET", "POST"))
    def amend_allegation(self, case_id: UUID, allegation_id: UUID) -> Answer:
        """Change an allegation, and its wording once it is open."""
        row = self._allegation(case_id, allegation_id, "case.amend")
        kind = forms.AllegationForm if "wording" in request.form else forms.AllegationKindForm
        form = kind(data=_open_data(row))
        self._offer_responding(case_id, form)
        return self.carried_over(
            form, row,
            lambda unit, version: investigation.amend_allegation(
                unit, case_id, allegation_id, _typed(form), version=version
            ),
            said=_("The allegation is changed."), back=self.back_to(case_id),
            compared=lambda: self._compared(row, form),
            page=lambda hidden: self._amend_page(form, row, hidden),
        )  # fmt: skip

    @expose("/allegations/<uuid:allegation_id>/edit/wording", methods=("GET", "POST"))
    def amend_wording(self, case_id: UUID, allegation_id: UUID) -> Answer:
        """Open the wording, for a purpose, so that it can be changed."""
        row = self._allegation(case_id, allegation_id, "case.amend", "case.read_content")
        purpose = purpose_given()
        if request.method == "GET" or purpose is None:
            return see_other(self._url("amend_allegation", row))
        data = {**_open_data(row), "wording": self._wording(row, purpose)}
        form = forms.AllegationForm(formdata=None, data=data)
        self._offer_responding(case_id, form)
        return self._amend_page(form, row, [("version", str(row.version))])

    @expose("/allegations/<uuid:allegation_id>/finding", methods=("GET", "POST"))
    def finding(self, case_id: UUID, allegation_id: UUID) -> Answer:
        """Record what was found on an allegation."""
        row = self._allegation(case_id, allegation_id, "case.decide")
        form = forms.FindingForm()
        now = FINDINGS.label(row.finding) if row.finding else _("None made")
        return self.carried_over(
            form, row,
            lambda unit, version: investigation.record_finding(
                unit, case_id, allegation_id, finding=form.finding.data,
                reasons=form.reasons.data or "", version=version,
            ),
            said=_("The finding is recorded."), back=self.back_to(case_id),
            compared=lambda: [
                (_("Finding"), FINDINGS.label(form.finding.data), now),
                (_("Reasons"), form.reasons.data or "", None if row.finding else ""),
            ],
            page=lambda hidden: self.form_page(
                form, title=_("Record a finding"), submit=_("Record the finding"),
                back=self.back_to(case_id), hidden=hidden,
                intro=_("Nobody is told by this. You cannot decide an appeal against it."),
                heads_up=_("This takes the place of the finding that is there.")
                if row.finding else "",
            ),
        )  # fmt: skip

    @expose("/letter", methods=("GET", "POST"))
    def letter(self, case_id: UUID) -> Answer:
        """Record the Completion of Procedures letter."""
        case = self.case(case_id, "case.close")
        form: Any = forms.LetterForm(data={"issued_on": case.completion_letter_on})
        now = case.completion_letter_on
        return self.carried_over(
            form, case,
            lambda unit, version: investigation.record_completion_letter(
                unit, case_id, form.issued_on.data, version=version
            ),
            said=_("The letter is recorded."), back=self.back_to(case_id),
            compared=lambda: [(
                form.issued_on.label.text, spelled_date(form.issued_on.data),
                spelled_date(now) if now else _("Not sent"),
            )],
            page=lambda hidden: self.form_page(
                form, title=_("Completion of Procedures letter"), submit=_("Record the letter"),
                back=self.back_to(case_id), hidden=hidden,
                intro=_("Send the letter yourself. This records its date, from which the time for "
                        "a complaint to the ombudsman runs."),
            ),
        )  # fmt: skip

    def _allegation(self, case_id: UUID, allegation_id: UUID, *permissions: str) -> AnyRow:
        return self.part(allegations_of, case_id, allegation_id, *permissions)

    def _url(self, name: str, row: AnyRow) -> str:
        return self.get_url(f".{name}", case_id=row.case_id, allegation_id=row.id)

    def _offer_responding(self, case_id: UUID, form: Any) -> None:
        with self.reading() as reading:
            rows = parties_of(reading.connection, case_id)
        named = labels_of(rows)
        responding = {row.id: named[row.id] for row in rows if row.role == PartyRole.RESPONDING}
        pickers.offer_parties(form.party_id, responding, _("Nobody is named yet"))

    def _amend_page(self, form: Any, row: AnyRow, hidden: Pairs) -> Answer:
        purpose = purpose_given()
        return self.form_page(
            form, title=_("Change the allegation"), submit=_("Save"),
            back=self.back_to(row.case_id), action_url=self._url("amend_allegation", row),
            hidden=[*hidden, *([("purpose", purpose)] if purpose else [])],
            reveal_url=None if "wording" in form else self._url("amend_wording", row),
            reveal_label=_("What is alleged"),
        )  # fmt: skip

    def _wording(self, row: AnyRow, purpose: str) -> str:
        wanted = [(Allegation.wording, row)]
        with self.reading() as reading:
            opened = open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
            return opened.text(Allegation.wording, row, "wording") or ""

    def _compared(self, row: AnyRow, form: Any) -> list[Compared]:
        with self.reading() as reading:
            named = labels_of(parties_of(reading.connection, row.case_id))
        rows: list[Compared] = [
            (form.party_id.label.text, pickers.said_by(form.party_id),
             named.get(row.party_id, _("Nobody is named yet"))),
            (form.incident_types.label.text, labels(INCIDENT_TYPES, form.incident_types.data),
             labels(INCIDENT_TYPES, row.incident_types)),
        ]  # fmt: skip
        if "wording" in form:
            rows.append((form.wording.label.text, form.wording.data or "", self._theirs(row)))
        return rows

    def _theirs(self, row: AnyRow) -> str | None:
        """Give the wording as it is now; None, and sealed, where no purpose was given for it."""
        purpose = purpose_given()
        if purpose is None:
            return None
        self.case(row.case_id, "case.read_content")
        return self._wording(row, purpose)


def _open_data(row: AnyRow) -> dict[str, Any]:
    return {"party_id": row.party_id, "incident_types": row.incident_types}


def _typed(form: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "party_id": as_uuid(form.party_id.data or ""),
        "incident_types": form.incident_types.data or [],
    }
    if "wording" in form:
        given["wording"] = form.wording.data or ""
    return given


def _add(unit: Unit, case_id: UUID, form: Any) -> None:
    investigation.add_allegation(unit, case_id, **_typed(form))
