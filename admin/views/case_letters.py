"""Outcome letters on a case: written by a template, looked at before they are sent, and read."""

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import pickers
from admin.acting import Answer, Compared, show_refusal
from admin.case_people import reported
from admin.lists import as_uuid
from admin.opened import purpose_given
from admin.outcome_forms import LetterForm
from admin.views.case_part import CasePart
from service.adapters.letters import LETTER_POLICY
from service.domain.code_lists import TOLD_STATES, Told
from service.domain.errors import Invalid, Unavailable, WrongState, invalid
from service.domain.letters import Letter as Written
from service.store.queries.outcomes import letter_templates_in_use, letters_of
from service.store.queries.rows import AnyRow
from service.usecases import letters
from service.usecases.ports import LetterPrinter

_PURPOSE = "decision"
"""For what a letter is opened that is looked at before it is sent."""


class CaseLetters(CasePart):
    """The letters to the parties of a case."""

    @expose("/parties/<uuid:party_id>/letter", methods=("GET", "POST"))
    def write(self, case_id: UUID, party_id: UUID) -> Answer:
        """Write a letter, look at it, and then tell the party by it."""
        party, label = self.party(case_id, party_id, "outcome.tell", "outcome.write_letter")
        form: Any = LetterForm()
        step = request.form.get("step", "")
        with self.reading() as reading:
            rows = letter_templates_in_use(reading.connection)
        pickers.offer_parties(form.template_id, {row.id: row.name for row in rows}, _("Choose one"))
        title = _("Letter: %(party)s", party=label)
        if step == "preview" and (written := self._previewed(party, form)):
            return self.render(
                "console/letter_preview.html", title=title, letter=written,
                back=self.back_to(case_id), sends=reported(party),
                hidden=[("template_id", form.template_id.data), ("reasons", form.reasons.data),
                        ("version", str(party.version))],
            )  # fmt: skip
        if step in ("", "preview", "change"):
            return self._form(form, party, title)
        return self.carried_over(
            form, party,
            lambda unit, version: letters.write_letter(
                unit, case_id, party_id, template_id=_template(form), reasons=form.reasons.data,
                version=version,
            ),
            said=_("The letter is written, and the party told."), back=self.back_to(case_id),
            compared=lambda: _compared(party, form),
            page=lambda _hidden: self._form(form, party, title),
        )  # fmt: skip

    @expose("/letters/<uuid:letter_id>", methods=("GET", "POST"))
    def letter(self, case_id: UUID, letter_id: UUID) -> Answer:
        """Ask what a letter is read for, and give it out: as a page, or as a PDF."""
        row = self.part(letters_of, case_id, letter_id, "case.read_content")
        purpose = purpose_given()
        if request.method == "POST" and purpose is not None:
            return self._given(row, purpose, request.form.get("part") == "pdf")
        return self.part_page("console/letter.html", self.case(case_id), letter=row)

    def _previewed(self, party: AnyRow, form: Any) -> Written | None:
        if not form.validate_on_submit():
            return None
        try:
            with self.reading() as reading:
                return letters.preview_letter(
                    reading, party.case_id, party.id, template_id=_template(form),
                    reasons=form.reasons.data, purpose=_PURPOSE,
                )  # fmt: skip
        except Invalid as refusal:
            show_refusal(form, refusal)
        except WrongState as refusal:
            form.form_errors.append(refusal.message)
        return None

    def _form(self, form: Any, party: AnyRow, title: str) -> Answer:
        return self.form_page(
            form, title=title, submit=_("Look at the letter"), back=self.back_to(party.case_id),
            hidden=[("step", "preview")],
            intro=_("Nobody is told yet. You see the letter first, and can still change it."),
        )  # fmt: skip

    def _given(self, row: AnyRow, purpose: str, as_pdf: bool) -> Answer:
        try:
            with self.reading() as reading:
                letter = letters.open_letter(reading, row, purpose=purpose)
            return _pdf(self._printer(), letter, row.id) if as_pdf else self._page(letter)
        except Unavailable as refusal:
            here = self.get_url(".letter", case_id=row.case_id, letter_id=row.id)
            return self.sorry(refusal.message, here)

    def _page(self, letter: Written) -> Response:
        page = self._printer().html(letter)
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = LETTER_POLICY
        return response

    def _printer(self) -> LetterPrinter:
        if self.runtime.printer is None:
            raise Unavailable(_("No letters can be printed here."))
        return self.runtime.printer


def _pdf(printer: LetterPrinter, letter: Written, letter_id: UUID) -> Response:
    response = Response(printer.pdf(letter), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{letter_id}.pdf"'
    return response


def _template(form: Any) -> UUID:
    template_id = as_uuid(form.template_id.data)
    if template_id is None:
        raise invalid("/template_id", "required", "Choose a template.")
    return template_id


def _compared(party: AnyRow, form: Any) -> list[Compared]:
    was_told = party.told == Told.TOLD
    return [
        (_("Told"), TOLD_STATES.label(Told.TOLD), TOLD_STATES.label(party.told)),
        (form.reasons.label.text, form.reasons.data or "", None if was_told else ""),
    ]
