"""Giving up access before its time runs out, from whichever page says that one has it."""

from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import ActingView, Answer
from service.domain.casework_lists import AccessKind
from service.domain.errors import WrongState
from service.store.models import AccessRequest
from service.usecases.access_requests import end_access


class AccessEndView(ActingView):
    """For whoever has access, whatever has become of their roles meanwhile."""

    permission = "access.end"
    in_menu = False

    @expose("/", methods=("POST",))
    def index(self, request_id: UUID) -> Answer:
        """End it at once; it can be asked for again."""
        try:
            with self.unit() as unit:
                url = _after(end_access(unit, request_id))
        except WrongState as refusal:
            return self.sorry(refusal.message, url_for("console.index"))
        return self.done(_("It has ended."), url)


def _after(row: AccessRequest) -> str:
    """Give the page that shows what has ended; a case that one broke into is out of sight."""
    if row.kind == AccessKind.OPEN_MATCH:
        return url_for("console_matches.page", alert_id=row.subject_id)
    if row.kind != AccessKind.BREAK_GLASS and row.case_id is not None:
        return url_for("console_case_access.index", case_id=row.case_id)
    if row.kind == AccessKind.END_CONFLICT:
        return url_for("console_report_access.index", report_id=row.owner_id)
    return url_for("console.index")
