"""Who may know of a report that is on no case: who is shut out of it."""

from uuid import UUID

from flask import url_for
from flask_admin.base import expose

from admin import access_page
from admin.acting import Answer
from admin.secure import see_other
from admin.views.case_access import declaring
from admin.views.conflict_acts import ConflictActs
from admin.views.report_part import ReportPart
from service.domain.policy import permits
from service.store.queries.guard import conflicts_of, requests_about


class ReportAccessView(ReportPart, ConflictActs):
    """Conflicts of interest on a report; once it is on a case, the case's page has them."""

    @expose("/")
    def index(self, report_id: UUID) -> Answer:
        """Show who is shut out."""
        with self.reading() as reading:
            row = self.readable(reading, report_id)
            if row.case_id is not None:
                return see_other(url_for("console_case_access.index", case_id=row.case_id))
            rows = conflicts_of(reading.connection, report_id=report_id)
            ids = [one.id for one in rows]
            requests = requests_about(reading.connection, self.actor, ids)
            asked = access_page.asked_for(reading, requests)
            may = bool(self.permitted(reading, report_id, "conflict.declare"))
            return self.part_page(
                "console/access/report.html", row,
                conflicts=access_page.conflicts(reading, rows, asked),
                requests=access_page.requests(reading, requests),
                may_end=permits(self.actor, "conflict.end"),
                actions=declaring(
                    self.get_url(".recuse", report_id=report_id),
                    self.get_url(".declare", report_id=report_id), may=may,
                ),
                end_url=lambda one: self.get_url(".end", report_id=report_id, conflict_id=one.id),
            )  # fmt: skip

    @expose("/recuse", methods=("GET", "POST"))
    def recuse(self, report_id: UUID) -> Answer:
        """Declare one's own conflict of interest."""
        row = self.report(report_id)
        return self.recused(
            row.reference, {"report_id": report_id}, back=self._back_to(report_id),
            gone=url_for("console.index"),
        )  # fmt: skip

    @expose("/conflicts", methods=("GET", "POST"))
    def declare(self, report_id: UUID) -> Answer:
        """Declare somebody else's conflict of interest."""
        row = self.report(report_id, "conflict.declare")
        return self.shut_out(row.reference, {"report_id": report_id}, back=self._back_to(report_id))

    @expose("/conflicts/<uuid:conflict_id>/end", methods=("GET", "POST"))
    def end(self, report_id: UUID, conflict_id: UUID) -> Answer:
        """Ask for the end of a conflict of interest."""
        with self.reading() as reading:
            self.readable(reading, report_id, "conflict.end")
            rows = conflicts_of(reading.connection, report_id=report_id)
        return self.end_asked(rows, conflict_id, back=self._back_to(report_id))

    def _back_to(self, report_id: UUID) -> str:
        return self.get_url(".index", report_id=report_id)
