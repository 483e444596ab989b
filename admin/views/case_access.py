"""Who may know of a case: who is shut out of it, and who asked for more than their role gives."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import access_page, steps
from admin import access_words as words
from admin.acting import Answer, found
from admin.views.case_part import CasePart
from admin.views.conflict_acts import ConflictActs
from service.domain.casework_lists import AccessKind
from service.domain.policy import permits
from service.store.models import AccessRequest, Case
from service.store.queries.guard import conflicts_of, requests_of_case
from service.store.queries.reports import reports_of_case
from service.store.queries.rows import AnyRow
from service.usecases.access import stands
from service.usecases.access_kinds import check_unmasking
from service.usecases.access_reading import may_know_why
from service.usecases.reading import Reading


class CaseAccessView(CasePart, ConflictActs):
    """Conflicts of interest, and requests for access."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> Answer:
        """Show who may know; posting a purpose shows why access was asked for."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            rows = requests_of_case(reading.connection, case_id)
            wanted = [(AccessRequest.reason, row) for row in rows if may_know_why(reading, row)]
            opened = self.opened(reading, case, wanted)
            asked = access_page.asked_for(reading, rows)
            listed = conflicts_of(reading.connection, case_id=case_id)
            return self.part_page(
                "console/access/case.html", case, sealed=bool(wanted) and not opened,
                conflicts=access_page.conflicts(reading, listed, asked),
                requests=access_page.requests(reading, rows, opened),
                may_end=permits(self.actor, "conflict.end"),
                actions=[
                    *self._declaring(reading, case_id), *_asking(reading, case_id, asked)
                ],
                end_url=lambda row: self.get_url(".end", case_id=case_id, conflict_id=row.id),
            )  # fmt: skip

    @expose("/recuse", methods=("GET", "POST"))
    def recuse(self, case_id: UUID) -> Answer:
        """Declare one's own conflict of interest."""
        case = self.case(case_id)
        return self.recused(
            case.reference, {"case_id": case_id}, back=self.back_to(case_id),
            gone=url_for("console.index"),
        )  # fmt: skip

    @expose("/conflicts", methods=("GET", "POST"))
    def declare(self, case_id: UUID) -> Answer:
        """Declare somebody else's conflict of interest."""
        case = self.case(case_id, "conflict.declare")
        return self.shut_out(case.reference, {"case_id": case_id}, back=self.back_to(case_id))

    @expose("/conflicts/<uuid:conflict_id>/end", methods=("GET", "POST"))
    def end(self, case_id: UUID, conflict_id: UUID) -> Answer:
        """Ask for the end of a conflict of interest."""
        with self.reading() as reading:
            self.readable(reading, case_id, "conflict.end")
            rows = conflicts_of(reading.connection, case_id=case_id)
        return self.end_asked(rows, conflict_id, back=self.back_to(case_id))

    @expose("/unmask/<uuid:report_id>", methods=("GET", "POST"))
    def unmask(self, case_id: UUID, report_id: UUID) -> Answer:
        """Ask to know who made a report."""
        with self.reading() as reading:
            self.readable(reading, case_id, "access.unmask")
            rows = reports_of_case(reading.connection, case_id)
            lasts = reading.instance.rules.unmask_for
        report = found(next((row for row in rows if row.id == report_id), None))
        return self.asked_for(
            AccessKind.UNMASK, report_id, back=self.back_to(case_id),
            title=_("Ask who made %(reference)s", reference=report.reference),
            says=words.unmasking(lasts),
        )  # fmt: skip

    def _declaring(self, reading: Reading, case_id: UUID) -> list[dict[str, Any]]:
        held = stands(reading.connection, self.actor, Case, case_id)
        may = permits(self.actor, "conflict.declare", held)
        return declaring(
            self.get_url(".recuse", case_id=case_id), self.get_url(".declare", case_id=case_id),
            may=may,
        )  # fmt: skip


def declaring(own: str, others: str, *, may: bool) -> list[dict[str, Any]]:
    """List the two ways to declare a conflict of interest."""
    return [
        steps.action(_("Declare your own conflict of interest"), own),
        steps.action(
            _("Shut somebody else out"), others,
            why_not="" if may else steps.needs("conflict.declare"),
        ),
    ]  # fmt: skip


def _asking(reading: Reading, case_id: UUID, asked: set[UUID]) -> list[dict[str, Any]]:
    """List the reports of the case whose reporter may be asked for."""
    held = stands(reading.connection, reading.actor, Case, case_id)
    may = permits(reading.actor, "access.unmask", held)
    return [
        steps.action(
            _("Ask who made %(reference)s", reference=row.reference),
            url_for("console_case_access.unmask", case_id=case_id, report_id=row.id),
            why_not=_why_not_ask(reading, row, may=may, asked=row.id in asked),
        )
        for row in reports_of_case(reading.connection, case_id)
    ]


def _why_not_ask(reading: Reading, row: AnyRow, *, may: bool, asked: bool) -> str:
    refused = steps.refusal_of(lambda: check_unmasking(reading.connection, reading.actor, row))
    if refused:
        return refused
    if not may:
        return steps.needs("access.unmask")
    return _("You have asked for this already.") if asked else ""
