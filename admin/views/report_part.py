"""A page of a report besides its overview."""

from typing import Any

from flask import flash, request
from flask_admin.babel import gettext as _

from admin.opened import purpose_given
from admin.report_tabs import tabs
from admin.views.report_base import ReportBase
from service.store.queries.rows import AnyRow


class ReportPart(ReportBase):
    """Shows one part of a report; what is sealed on it is opened by posting a purpose to it.

    A view of a part has its own endpoint and the address
    ``/console/reports/<uuid:report_id>/…``. Its template extends ``console/report_part.html``.
    """

    permission = "report.read"
    in_menu = False

    def part_page(self, template: str, report: AnyRow, **values: Any) -> str:
        """Show a page of a report, with the tabs that lead to the others.

        Args:
            sealed: whether to offer opening what is sealed on the page; False where not given.
        """
        values.setdefault("sealed", False)
        return self.render(
            template, report=report, tabs=tabs(report.id, str(request.endpoint)), **values
        )

    def purpose(self) -> str | None:
        """Give the purpose that was posted; the page says so where one is missing."""
        if request.method != "POST":
            return None
        purpose = purpose_given()
        if purpose is None:
            flash(_("Choose what you need it for."), "error")
        return purpose
