"""Files: those of a case and of its reports, and one file, which is read on record."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import file_words, steps
from admin.acting import ActingView, Answer, found
from admin.opened import Opened, purpose_given
from admin.views.case_part import CasePart
from admin.views.file_adding import REFUSALS, FileAdding
from service.domain.code_lists import CaseState
from service.domain.policy import permits
from service.store.models import Attachment, Case
from service.store.queries.files import attachment_row, attachments_of_case
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, stands
from service.usecases.attachments import announce_on_case, of_record
from service.usecases.file_reading import is_one_only, read_content


class CaseFilesView(FileAdding, CasePart):
    """The files of a case and of its reports."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> str:
        """List them; posting a purpose shows their names."""
        with self.reading() as reading:
            row = self.readable(reading, case_id)
            held = stands(reading.connection, self.actor, Case, case_id)
            rows = attachments_of_case(reading.connection, case_id)
            may_name = bool(rows) and permits(self.actor, "case.read_content", held)
            wanted = [(Attachment.name, one) for one in rows] if may_name else []
            opened = self.opened(reading, row, wanted)
            return self.part_page(
                "console/files/case.html", row, sealed=may_name and not opened,
                files=file_words.files(reading, rows, opened), most=self.most,
                why_not=_not_added(row) or _refused(self, "case.attach", held),
            )  # fmt: skip

    @expose("/add", methods=("POST",))
    def add_file(self, case_id: UUID) -> Answer:
        """Add a file to the case."""
        self.case(case_id, "case.attach")
        return self.take_file(
            lambda unit, name: announce_on_case(unit, case_id, name), self.back_to(case_id)
        )


class FileView(ActingView):
    """One file: what is known of it, and its content."""

    permission = "report.read"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self, attachment_id: UUID) -> Answer:
        """Show what is known of a file; posting a purpose reads it."""
        with self.reading() as reading:
            row = found(attachment_row(reading.connection, attachment_id))
            model, record_id, word = of_record(row)
            held = allow_on(reading.connection, self.actor, model, record_id)
            names = names_of(reading.connection, [row.added_by] if row.added_by else [])
        if request.method == "POST":
            return self._read(attachment_id)
        one_only = is_one_only(row.media_type)
        return self.render(
            "console/files/file.html", file=file_words.file(row, Opened(), names),
            back=_page_of(row), has_copy=row.copy_blob is not None or one_only,
            has_original=not one_only,
            why_not=_refused(self, f"{word}.read_content", held),
            why_no_original=_refused(self, f"{word}.read_original", held),
        )  # fmt: skip

    def _read(self, attachment_id: UUID) -> Answer:
        here = url_for(".index", attachment_id=attachment_id)
        purpose = purpose_given()
        if purpose is None:
            return self.sorry(_("Choose what you need it for."), here)
        part = "original" if request.form.get("part") == "original" else "copy"
        try:
            content = read_content(
                self.runtime, self.actor, attachment_id, part=part, purpose=purpose
            )
        except REFUSALS as refusal:
            return self.sorry(refusal.message, here)
        response = Response(content.chunks, content_type="application/octet-stream")
        response.content_length = content.size
        name = f"{attachment_id}{content.ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _not_added(case: AnyRow) -> str:
    return (
        _("The case is closed. Reopen it to add a file.") if case.state == CaseState.CLOSED else ""
    )


def _refused(view: ActingView, permission: str, held: Any) -> str:
    return "" if permits(view.actor, permission, held) else steps.needs(permission)


def _page_of(row: AnyRow) -> str:
    if row.case_id is not None:
        return url_for("console_case_files.index", case_id=row.case_id)
    return url_for("console_reports.page", report_id=row.report_id)
