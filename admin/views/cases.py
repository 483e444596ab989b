"""Cases: the list, and the page of one case."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import case_page, list_filters, lists
from admin.acting import Answer
from admin.case_people import parties_shown
from admin.case_tabs import tabs
from admin.forms import NoteForm
from admin.opened import Opened, open_groups, purpose_given
from admin.views.case_parties import CaseParties
from admin.views.case_party import CaseParty
from admin.views.case_work import CaseWork
from service.store.queries.cases import case_officers, list_cases


class CaseView(CaseWork, CaseParties, CaseParty):
    """What the institution does about reports."""

    permission = "case.read"

    @expose("/")
    def index(self) -> str:
        """List the cases the officer may read, newest first."""
        with self.reading() as reading:
            asked = list_filters.of_cases(reading)
            page = list_cases(reading.connection, self.actor, asked.where, lists.page_given())
            officers = case_officers(reading.connection, [row.id for row in page.rows])
        return self.render(
            "console/cases.html",
            cases=page.rows, officers=officers, asked=asked,
            next_url=lists.link_to(".index", page.next_after),
        )  # fmt: skip

    @expose("/<uuid:case_id>/", methods=("GET", "POST"))
    def page(self, case_id: UUID) -> Answer:
        """Show a case; posting a purpose shows it with everything the officer may open."""
        with self.reading() as reading:
            row = self.readable(reading, case_id)
            parts = case_page.load(reading, row)
            opened = Opened()
            if request.method == "POST":
                purpose = purpose_given()
                if purpose is None:
                    return self.sorry(_("Choose what you need it for."), self.url_of(case_id))
                wanted = case_page.may_open(reading, parts)
                opened = open_groups(reading, wanted, purpose=purpose, case_id=case_id)
            shown = self._shown(reading, parts, opened)
        return self.render("console/case.html", opened=opened, **shown)

    def _shown(self, reading: Any, parts: case_page.Parts, opened: Opened) -> dict[str, Any]:
        return {
            "parts": parts,
            "tabs": tabs(parts.case.id, "console_cases.page"),
            "case": parts.case,
            "can": case_page.permitted(reading, parts.case.id),
            "sealed": not opened and bool(case_page.may_open(reading, parts)),
            "actions": case_page.actions(reading, parts, self._step_url),
            "entries": case_page.timeline_of(reading, parts, opened, self.settings.time_zone),
            "parties": parties_shown(reading, parts.parties, parts.notices, opened),
            "provider": case_page.provider_of(reading, parts.case),
            "note_form": NoteForm(formdata=None),
            "summary": case_page.summary_of(parts, opened),
            "all_entries": "all" in request.args,
        }

    def _step_url(self, case_id: UUID, action: str) -> str:
        return url_for(".step", case_id=case_id, action=action)
