"""A page of a case besides its overview."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, request
from flask_admin.babel import gettext as _
from sqlalchemy import Connection

from admin.acting import found
from admin.case_tabs import tabs
from admin.opened import Opened, Wanted, open_groups, purpose_given
from admin.views.case_base import CaseBase
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading


class CasePart(CaseBase):
    """Shows one part of a case; what is sealed on it is opened by posting a purpose to it.

    A view of a part has its own endpoint and the address ``/console/cases/<uuid:case_id>/…``.
    Its template extends ``console/case_part.html``.
    """

    permission = "case.read"
    in_menu = False

    def part_page(self, template: str, case: AnyRow, *, sealed: bool = False, **values: Any) -> str:
        """Show a page of a case, with the tabs that lead to the others.

        Args:
            sealed: whether to offer opening what is sealed on the page.
        """
        return self.render(
            template,
            case=case,
            tabs=tabs(case.id, str(request.endpoint)),
            sealed=sealed,
            **values,
        )

    def opened(self, reading: Reading, case: AnyRow, wanted: list[Wanted]) -> Opened:
        """Open what the page shows, if a purpose was posted and the officer may."""
        if request.method != "POST":
            return Opened()
        purpose = purpose_given()
        if purpose is None:
            flash(_("Choose what you need it for."), "error")
            return Opened()
        return open_groups(reading, wanted, purpose=purpose, case_id=case.id)

    def part(
        self,
        listed: Callable[[Connection, UUID], Sequence[AnyRow]],
        case_id: UUID,
        part_id: UUID,
        *permissions: str,
    ) -> AnyRow:
        """Give one of the things that stand on a case.

        Args:
            listed: the query that lists them.

        Raises:
            NotFound: it does not stand on the case, or the officer may not know of that.
        """
        with self.reading() as reading:
            self.readable(reading, case_id, *permissions)
            rows = listed(reading.connection, case_id)
        return found(next((row for row in rows if row.id == part_id), None))

    def back_to(self, case_id: UUID) -> str:
        """Give the address of this part's page."""
        return self.get_url(".index", case_id=case_id)
