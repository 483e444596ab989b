"""Exports of the audit log, which an auditor takes away and verifies without this system."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID

from flask import Response, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from admin import text
from admin.acting import ActingView, Answer, found
from admin.forms import ConsoleForm, needed, no_nul, pick
from admin.lists import PAGE_SIZE, as_uuid
from admin.secure import ConsoleView
from service.domain.code_lists import AUDIT_PURPOSES
from service.domain.errors import NotFound
from service.store.models import AuditExport
from service.store.queries import audit as queries
from service.store.queries.pages import Page
from service.tlog.manifest import decode_manifest, listed_files
from service.usecases.archive import tar_archive
from service.usecases.audit import ExportFile, export_files, export_log
from service.usecases.sequencing import sequence_log
from service.usecases.unit import Unit


def _as_note(pasted: str | None) -> str | None:
    """Undo what pasting into a form does to a note: line ends, and space around it."""
    trimmed = (pasted or "").replace("\r\n", "\n").strip()
    return f"{trimmed}\n" if trimmed else None


class ExportForm(ConsoleForm):
    """What an export is for, and what it is to continue."""

    purpose = pick(
        _("What is it for?"), AUDIT_PURPOSES, needed(_("Choose what the export is for.")),
        blank=_("Choose a purpose"), description=_("It is recorded in the log with your name."),
    )  # fmt: skip
    since = TextAreaField(
        _("A checkpoint you kept from before"),
        [Optional(), Length(max=4000), no_nul],
        filters=[_as_note],
        description=_(
            "Paste it whole. The export then proves that nothing before it was changed or removed."
        ),
    )


class AuditExportView(ActingView):
    """One's own exports."""

    permission = "audit.export"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Answer:
        """List one's exports and ask for another."""
        form = ExportForm()
        if form.validate_on_submit():
            sequence_log(self.runtime, sign=True)
        made: list[AuditExport] = []
        if self.carried_out(form, lambda unit: made.append(self._export(unit, form))):
            return self.done(_("The export is ready."), url_for(".export", export_id=made[0].id))
        return self._list(form), 422 if form.errors else 200

    @expose("/<uuid:export_id>/")
    def export(self, export_id: UUID) -> str:
        """Show an export and its files."""
        with self.reading() as reading:
            row = found(queries.export_row(reading.connection, export_id, self.actor.id))
        sizes = {
            name: file.length
            for name, file in listed_files(decode_manifest(row.manifest.encode())).items()
        }
        return self.render(
            "console/audit/export.html", row=row, folder=f"redress-audit-{row.size}",
            sizes={**sizes, "manifest.json": len(row.manifest.encode())},
            purpose=text.label(AUDIT_PURPOSES, row.purpose),
        )  # fmt: skip

    @expose("/<uuid:export_id>/files/<string:wanted>")
    def file(self, export_id: UUID, wanted: str) -> Response:
        """Stream one file."""

        def one(files: list[ExportFile]) -> Iterator[bytes]:
            chosen = next((file for file in files if file.name == wanted), None)
            if chosen is None:
                raise NotFound
            return chosen.chunks

        return self._stream(export_id, one, wanted, "application/octet-stream")

    @expose("/<uuid:export_id>/archive")
    def archive(self, export_id: UUID) -> Response:
        """Stream all files as one archive; memory stays flat."""
        return self._stream(export_id, tar_archive, f"audit-{export_id}.tar", "application/x-tar")

    def _export(self, unit: Unit, form: ExportForm) -> AuditExport:
        origin = self.settings.log_origin
        return export_log(unit, origin, purpose=form.purpose.data, since=form.since.data)

    def _list(self, form: ExportForm) -> str:
        after = as_uuid(request.args.get("after", ""))
        with self.reading() as reading:
            mine = queries.exports_of(reading.connection, self.actor.id, Page(PAGE_SIZE, after))
        next_url = url_for(".index", after=mine.next_after) if mine.next_after else None
        return self.render(
            "console/audit/exports.html", form=form, rows=mine.rows, next_url=next_url,
            purpose_of=AUDIT_PURPOSES.label,
        )  # fmt: skip

    def _stream(
        self,
        export_id: UUID,
        choose: Callable[[list[ExportFile]], Iterator[bytes]],
        name: str,
        mimetype: str,
    ) -> Response:
        """Answer with chunks read as they are sent; the reading stays open until the last."""
        with ExitStack() as stack:
            reading = stack.enter_context(self.reading())
            chunks = choose(export_files(reading, self.settings.log_origin, export_id))
            opened = stack.pop_all()
        response = Response(chunks, mimetype=mimetype)
        response.call_on_close(opened.close)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def views() -> list[ConsoleView]:
    """Make the screens of the exports."""
    return [
        AuditExportView(
            name=_("Audit exports"), endpoint="audit_exports", url="/console/audit/exports"
        )
    ]
