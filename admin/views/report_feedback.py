"""How belonging and the process felt to a reporter."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import Answer, found
from admin.opened import Opened, open_groups
from admin.views.report_part import ReportPart
from service.domain.casework_lists import FEEDBACK_STAGES, FEELINGS
from service.store.models import Feedback
from service.store.queries.reporters import feedback_of
from service.store.queries.reports import openable_report
from service.store.queries.rows import AnyRow


class FeedbackView(ReportPart):
    """What a reporter said of it, stage by stage."""

    @expose("/", methods=("GET", "POST"))
    def index(self, report_id: UUID) -> Answer:
        """List the latest feedback of each stage; posting a purpose shows what was said."""
        with self.reading() as reading:
            self.readable(reading, report_id)
            report = found(openable_report(reading.connection, self.actor, report_id))
            rows = feedback_of(reading.connection, report_id)
            purpose, opened = self.purpose(), Opened()
            if purpose is not None and rows:
                self.readable(reading, report_id, "report.read_content")
                wanted = [(Feedback.content, row) for row in rows.values()]
                opened = open_groups(reading, wanted, purpose=purpose, case_id=report.case_id)
        return self.part_page(
            "console/triage/feedback.html", report,
            sealed=bool(rows) and not opened and report.may_open_content,
            stages=[_shown(row, opened) for row in rows.values()],
        )  # fmt: skip


def _shown(row: AnyRow, opened: Opened) -> dict[str, Any]:
    said = opened.get(Feedback.content, row)
    held = said or {}
    scores = [(FEELINGS.label(code), score) for code, score in held.get("felt", {}).items()]
    whole = ((_("Belonging"), "belonging_score"), (_("Satisfaction"), "satisfaction"))
    scores = [(label, held[name]) for label, name in whole if held.get(name)] + scores
    return {
        "stage": FEEDBACK_STAGES.label(row.stage),
        "given_at": row.given_at,
        "said": said,
        "scores": [(label, _("%(score)s of 5", score=str(score))) for label, score in scores],
    }
