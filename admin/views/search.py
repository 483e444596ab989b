"""Finding one thing: by its reference, or by an identifier of somebody it is about."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists
from admin.acting import ActingView, Answer, show_refusal
from admin.forms import choices
from admin.opened import purposes
from admin.secure import see_other
from admin.work_forms import IdentifierForm
from service.domain.code_lists import PARTY_ROLES
from service.domain.errors import Invalid
from service.store.queries.references import readable_reference
from service.usecases.searching import Hit, search_identifier

_PAGES = {
    "case": ("console_cases.page", "case_id"),
    "report": ("console_reports.page", "report_id"),
    "referral": ("console_referrals.page", "referral_id"),
}


class SearchView(ActingView):
    """A reference leads straight to its page; an identifier is posted, and never in an address."""

    permission = "case.search_identifier"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Answer:
        """Show both searches, and what was found by an identifier."""
        form = IdentifierForm()
        form.purpose.choices = choices(purposes(), _("Choose a purpose"))
        if request.method == "POST":
            return self._page(form, hits=self._search(form))
        reference = lists.typed("q")
        if reference is None:
            return self._page(form)
        url = self._url_of(reference)
        return see_other(url) if url else self._page(form, reference=reference)

    def _search(self, form: IdentifierForm) -> list[dict[str, Any]] | None:
        """Search as the form asks; None when it is to be shown, with what was wrong."""
        if not form.validate_on_submit():
            return None
        try:
            with self.reading() as reading:
                hits = search_identifier(
                    reading, form.type.data, form.value.data or "", form.purpose.data
                )
        except Invalid as refusal:
            show_refusal(form, refusal)
            return None
        return [_shown(hit) for hit in hits]

    def _url_of(self, reference: str) -> str | None:
        with self.reading() as reading:
            found = readable_reference(reading.connection, self.actor, reference)
        if found is None:
            return None
        return _page_of(*found)

    def _page(
        self,
        form: IdentifierForm,
        *,
        hits: list[dict[str, Any]] | None = None,
        reference: str | None = None,
    ) -> Answer:
        page = self.render("console/search.html", form=form, hits=hits, reference=reference)
        return page, 404 if reference else 422 if form.errors else 200


def _page_of(kind: str, row_id: UUID) -> str:
    endpoint, name = _PAGES[kind]
    values: dict[str, Any] = {name: row_id}
    return url_for(endpoint, **values)


def _shown(hit: Hit) -> dict[str, Any]:
    return {
        "reference": hit.reference,
        "url": _page_of(hit.record, hit.id),
        "record": _("Case") if hit.record == "case" else _("Report"),
        "capacity": PARTY_ROLES.label(hit.capacity),
    }
