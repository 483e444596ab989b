"""Adding files: the form's file goes straight into a sealed stream."""

from collections.abc import Callable
from pathlib import PureWindowsPath
from uuid import UUID

from flask import request
from flask_admin.babel import gettext as _
from flask_admin.base import expose
from werkzeug.datastructures import FileStorage

from admin import file_words, uploads
from admin.acting import ActingView, Answer
from admin.views.report_base import ReportBase
from service.domain.errors import DomainError, TooLarge, Unavailable, UnsupportedFile, WrongState
from service.store.models import Attachment
from service.usecases.attachments import announce_on_report
from service.usecases.file_adding import add_file
from service.usecases.unit import Unit

REFUSALS = (TooLarge, UnsupportedFile, WrongState, Unavailable)
"""What a page answers in words when a file cannot be taken or given."""
_LONGEST_NAME = 300


class FileAdding(ActingView):
    """Adds files to whatever its pages are about."""

    @property
    def most(self) -> str:
        """How large a file may be, in words."""
        return file_words.size(self.runtime.rules.attachment_bytes)

    def take_file(self, announce: Callable[[Unit, str], Attachment], back: str) -> Answer:
        """Take in the file of the form, and go back to say what came of it.

        Args:
            announce: announces a file of a name; see `service.usecases.attachments`.
        """
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
        except REFUSALS as refusal:
            _read_on(file)
            return self.sorry(self._in_words(refusal), back)
        return self.done(_("The file is here. It can be read once it has been checked."), back)

    def _in_words(self, refusal: DomainError) -> str:
        match refusal:
            case TooLarge():
                return _("The file is too large. A file has at most %(most)s.", most=self.most)
            case UnsupportedFile():
                return _(
                    "The content of this file is of no type that is taken. Send text, a PDF, a "
                    "picture, sound, film or an office document."
                )
        return refusal.message


class ReportFiles(FileAdding, ReportBase):
    """Adding files to a report; see `admin.views.reports.ReportView` for its page."""

    @expose("/<uuid:report_id>/files", methods=("POST",))
    def add_file(self, report_id: UUID) -> Answer:
        """Add a file."""
        with self.reading() as reading:
            self.readable(reading, report_id, "report.attach")
        return self.take_file(
            lambda unit, name: announce_on_report(unit, report_id, name), self.url_of(report_id)
        )


def _read_on(file: FileStorage) -> None:
    """Take in the rest and keep nothing: a browser reads no answer before it has sent all."""
    try:
        for _piece in uploads.pieces(file):
            pass
    except WrongState:
        return  # it broke off, which is as good as its end
