"""Files: those of a case, adding one to a case or a report, and reading one on record."""

from collections.abc import Callable
from pathlib import PureWindowsPath
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose
from werkzeug.datastructures import FileStorage

from admin import file_words, steps, uploads
from admin.acting import ActingView, Answer, found
from admin.opened import Opened, purpose_given
from admin.views.case_part import CasePart
from service.domain.errors import DomainError, TooLarge, Unavailable, UnsupportedFile, WrongState
from service.domain.policy import permits
from service.store.models import Attachment, Case, Report
from service.store.queries.files import attachment_row, attachments_of_case
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases import attachments
from service.usecases.access import allow_on, stands
from service.usecases.file_adding import add_file
from service.usecases.file_reading import is_one_only, read_content
from service.usecases.unit import Unit

_LONGEST_NAME = 300
_REFUSALS = (TooLarge, UnsupportedFile, WrongState, Unavailable)


class CaseFilesView(CasePart):
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
                files=file_words.files(reading, rows, opened),
                most=file_words.size(self.runtime.rules.attachment_bytes),
                why_not=self._why_not(row, may=permits(self.actor, "case.attach", held)),
            )  # fmt: skip

    def _why_not(self, row: AnyRow, *, may: bool) -> str:
        if row.state == "closed":
            return _("The case is closed. Reopen it to add a file.")
        return "" if may else steps.needs("case.attach")


class FileView(ActingView):
    """One file: adding it, what is known of it, and reading it."""

    permission = "report.read"
    in_menu = False

    @expose("/case/<uuid:case_id>", methods=("POST",))
    def add_to_case(self, case_id: UUID) -> Answer:
        """Add a file to a case."""
        return self._add(
            Case, case_id, url_for("console_case_files.index", case_id=case_id),
            lambda unit, name: attachments.announce_on_case(unit, case_id, name),
        )  # fmt: skip

    @expose("/report/<uuid:report_id>", methods=("POST",))
    def add_to_report(self, report_id: UUID) -> Answer:
        """Add a file to a report."""
        return self._add(
            Report, report_id, url_for("console_reports.page", report_id=report_id),
            lambda unit, name: attachments.announce_on_report(unit, report_id, name),
        )  # fmt: skip

    @expose("/<uuid:attachment_id>/", methods=("GET", "POST"))
    def page(self, attachment_id: UUID) -> Answer:
        """Show what is known of a file; posting a purpose reads it."""
        with self.reading() as reading:
            row = found(attachment_row(reading.connection, attachment_id))
            model, record_id, word = attachments.of_record(row)
            allow_on(reading.connection, self.actor, model, record_id)
            held = stands(reading.connection, self.actor, model, record_id)
            names = names_of(reading.connection, [row.added_by] if row.added_by else [])
        if request.method == "POST":
            return self._read(attachment_id)
        return self.render(
            "console/files/file.html", file=file_words.file(row, Opened(), names),
            back=_page_of(row), has_copy=row.copy_blob is not None or is_one_only(row.media_type),
            has_original=not is_one_only(row.media_type),
            why_not=self._refused(f"{word}.read_content", held),
            why_no_original=self._refused(f"{word}.read_original", held),
        )  # fmt: skip

    def _add(
        self, model: type, record_id: UUID, back: str, announce: Callable[[Unit, str], Attachment]
    ) -> Answer:
        with self.reading() as reading:
            allow_on(reading.connection, self.actor, model, record_id)
        file = request.files.get("file")
        name = PureWindowsPath(file.filename or "").name if file else ""
        if file is None or not name:
            return self.sorry(_("Choose a file first."), back)
        if len(name) > _LONGEST_NAME or "\0" in name:
            _read_on(file)
            return self.sorry(_("The name of this file cannot be stored. Give it another."), back)
        try:
            add_file(
                self.runtime, self.actor, lambda unit: announce(unit, name), uploads.pieces(file)
            )
        except _REFUSALS as refusal:
            _read_on(file)
            return self.sorry(self._in_words(refusal), back)
        return self.done(_("The file is here. It can be read once it has been checked."), back)

    def _read(self, attachment_id: UUID) -> Answer:
        here = url_for(".page", attachment_id=attachment_id)
        purpose = purpose_given()
        if purpose is None:
            return self.sorry(_("Choose what you need it for."), here)
        part = "original" if request.form.get("part") == "original" else "copy"
        try:
            content = read_content(
                self.runtime, self.actor, attachment_id, part=part, purpose=purpose
            )
        except _REFUSALS as refusal:
            return self.sorry(refusal.message, here)
        response = Response(content.chunks, content_type="application/octet-stream")
        response.content_length = content.size
        name = f"{attachment_id}{content.ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _in_words(self, refusal: DomainError) -> str:
        match refusal:
            case TooLarge():
                most = file_words.size(self.runtime.rules.attachment_bytes)
                return _("The file is too large. A file has at most %(most)s.", most=most)
            case UnsupportedFile():
                return _(
                    "The content of this file is of no type that is taken. Send text, a PDF, a "
                    "picture, sound, film or an office document."
                )
        return refusal.message

    def _refused(self, permission: str, held: Any) -> str:
        return "" if permits(self.actor, permission, held) else steps.needs(permission)


def _page_of(row: AnyRow) -> str:
    if row.case_id is not None:
        return url_for("console_case_files.index", case_id=row.case_id)
    return url_for("console_reports.page", report_id=row.report_id)


def _read_on(file: FileStorage) -> None:
    """Take in the rest and keep nothing: a browser reads no answer before it has sent all."""
    try:
        for _piece in uploads.pieces(file):
            pass
    except WrongState:
        return  # it broke off, which is as good as its end
