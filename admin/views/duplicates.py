"""Reports that may tell of the same thing, and closing one as a duplicate of another."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists, steps, text, triage_page
from admin.acting import Answer
from admin.forms import ConsoleForm
from admin.secure import seen_version
from admin.views.report_part import ReportPart
from service.domain.code_lists import INCIDENT_TYPES, SETTINGS
from service.domain.errors import Stale
from service.domain.reports import REPORT_MACHINE
from service.domain.transitions import Transition
from service.store.queries.pages import Page
from service.store.queries.reports import ALIKE_DAYS, ReportFilter, list_reports, reports_alike
from service.store.queries.rows import AnyRow
from service.usecases import duplicates
from service.usecases.reading import Reading


class DuplicatesView(ReportPart):
    """What a report may be a duplicate of."""

    @expose("/")
    def index(self, report_id: UUID) -> Answer:
        """List them, the latest first, each with why; another is found by its reference."""
        with self.reading() as reading:
            row = self.readable(reading, report_id)
            may = bool(self.permitted(reading, report_id, "report.triage"))
            found = self._found(reading, row)
        return self.part_page(
            "console/triage/duplicates.html", row, days=ALIKE_DAYS,
            asked=lists.typed("q") or "",
            why_not=triage_page.why_no_duplicate(row, may=may),
            others=[{"row": other, "why": _why_alike(row, other)} for other in found],
        )  # fmt: skip

    @expose("/<uuid:original_id>", methods=("GET", "POST"))
    def close(self, report_id: UUID, original_id: UUID) -> Answer:
        """Close the report as a duplicate, after a page that says what that brings about."""
        step = steps.on_its_own_page(REPORT_MACHINE, "mark_duplicate")
        row, original = self.report(report_id, *steps.asked(step)), self.report(original_id)
        form = ConsoleForm()
        try:
            done = self.carried_out(
                form,
                lambda unit: duplicates.mark_duplicate(
                    unit, report_id, original_id, version=seen_version()
                ),
            )
        except Stale:
            return self.not_moved(report_id, step)
        if done:
            said = _("Closed as a duplicate of %(reference)s.", reference=original.reference)
            return self.done(said, self.url_of(report_id))
        return self._ask(form, step, row, original)

    def _ask(self, form: ConsoleForm, step: Transition, row: AnyRow, original: AnyRow) -> Answer:
        return self.ask_page(
            form, title=f"{step.label}: {row.reference}",
            consequences=[
                _("%(reference)s goes on, and this report is closed. This cannot be undone.",
                  reference=original.reference),
                *steps.consequences(step),
                _("What was told here stays, and the reporter can still write to you."),
            ],
            confirm=step.label, back=self.get_url(".index", report_id=row.id),
            hidden=[("version", str(row.version))],
        )  # fmt: skip

    def _found(self, reading: Reading, row: AnyRow) -> list[AnyRow]:
        reference = lists.typed("q")
        if reference is None:
            return list(reports_alike(reading.connection, self.actor, row))
        where = ReportFilter(reference=reference)
        page = list_reports(reading.connection, self.actor, where, Page(1))
        return [other for other in page.rows if other.id != row.id]


def _why_alike(row: AnyRow, other: AnyRow) -> str:
    shared = [code for code in row.incident_types if code in other.incident_types]
    why: list[Any] = [text.labels(INCIDENT_TYPES, shared)]
    if row.setting is not None and row.setting == other.setting:
        why.append(SETTINGS.label(row.setting))
    return "; ".join(one for one in why if one) or _("Found by its reference")
