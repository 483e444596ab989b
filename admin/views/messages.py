"""The conversation with a reporter."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, lists, text
from admin.acting import Answer
from admin.context import spelled
from admin.opened import Opened, open_groups, purpose_given
from admin.secure import see_other
from admin.views.report_base import ReportBase
from service.domain.casework_lists import MessageDirection
from service.store.models import Message
from service.store.queries.people import names_of
from service.store.queries.reports import messages_of
from service.store.queries.rows import AnyRow
from service.store.queries.templates import templates_in_use
from service.usecases import messages
from service.usecases.reading import Reading
from service.usecases.templates import fill_in

_WRITE = "report.write_to_reporter"


class MessagesView(ReportBase):
    """Messages about one report. Its steps are on the report's own page."""

    permission = "report.read_content"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self, report_id: UUID) -> Answer:
        """Show the conversation; posting a purpose shows what was written.

        A template that the address names stands in the box, to be changed and sent.
        """
        with self.reading() as reading:
            row = self.readable(reading, report_id, "report.read_content")
            rows = messages_of(reading.connection, [report_id])
            opened = Opened()
            if request.method == "POST":
                purpose = purpose_given()
                if purpose is None:
                    return self.sorry(_("Choose what you need it for."), self._here(report_id))
                wanted = [(Message.body, message) for message in rows]
                opened = open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
            return self._page(reading, row, rows, opened)

    @expose("/new", methods=("GET", "POST"))
    def write(self, report_id: UUID) -> Answer:
        """Write to the reporter."""
        if request.method == "GET":
            return see_other(self._here(report_id))
        form = forms.MessageForm()
        if self.carried_out(
            form, lambda unit: messages.write_to_reporter(unit, report_id, form.body.data or "")
        ):
            return self.done(_("Your message is there for the reporter."), self._here(report_id))
        return self.form_page(
            form, title=_("Write to the reporter"), submit=_("Send"), back=self._here(report_id)
        )

    @expose("/read", methods=("POST",))
    def mark_read(self, report_id: UUID) -> Answer:
        """Note that the team has read what the reporter wrote."""
        with self.unit() as unit:
            messages.team_has_read(unit, report_id)
        return self.done(_("The messages are marked as read."), self._here(report_id))

    def _page(self, reading: Reading, row: AnyRow, rows: Any, opened: Opened) -> str:
        templates = templates_in_use(reading.connection)
        chosen = lists.uuid_given("template")
        template = next((one for one in templates if one.id == chosen), None)
        return self.render(
            "console/messages.html",
            report=row,
            case=self.case_of(reading, row),
            conversation=_conversation(reading, rows, opened),
            sealed=bool(rows) and not opened,
            form=forms.MessageForm(formdata=None, data={"body": self._prefilled(row, template)}),
            may_write=bool(self.permitted(reading, row.id, _WRITE)),
            unread=text.unread(rows),
            templates=templates,
            begun_with=template,
        )

    def _prefilled(self, row: AnyRow, template: AnyRow | None) -> str:
        if template is None:
            return ""
        return fill_in(template.body, row.reference, self.runtime.rules.institution)

    def _here(self, report_id: UUID) -> str:
        return url_for("console_messages.index", report_id=report_id)


def _conversation(reading: Reading, rows: Any, opened: Opened) -> list[Any]:
    names = names_of(reading.connection, [row.officer_id for row in rows if row.officer_id])
    return [
        SimpleNamespace(
            direction="in" if row.direction == MessageDirection.FROM_REPORTER else "out",
            by=_by(row, names),
            at=row.created_at,
            at_text=spelled(row.created_at),
            body=opened.text(Message.body, row) or _("Sealed. Give a purpose to read it."),
            status=_status(row),
        )
        for row in rows
    ]


def _by(row: AnyRow, names: dict[UUID, str]) -> str:
    if row.direction == MessageDirection.FROM_REPORTER:
        return _("Reporting party")
    if row.direction == MessageDirection.AUTOMATIC:
        return _("Automatic answer")
    return names.get(row.officer_id, _("The team, from another system"))


def _status(row: AnyRow) -> str:
    if row.read_at:
        return _("Read on %(moment)s", moment=spelled(row.read_at))
    if row.direction == MessageDirection.FROM_REPORTER:
        return _("Not marked as read by the team")
    return _("Not read by the reporting party yet")
