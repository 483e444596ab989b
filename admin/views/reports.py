"""Reports: the list, and the page on which a report is triaged."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import file_words, list_filters, lists, report_page, steps
from admin.acting import Answer
from admin.opened import Opened, Wanted, open_groups, purpose_given
from admin.text import consent_items, unread
from admin.views.file_adding import ReportFiles
from admin.views.report_triage import ReportTriage
from admin.views.report_work import ReportWork
from service.domain.reports import REPORT_MACHINE
from service.store.models import Attachment, Report
from service.store.queries.files import attachments_of_report
from service.store.queries.referrals import referrals_about
from service.store.queries.reports import consents_of, list_reports, messages_of, with_unread
from service.store.queries.rows import AnyRow
from service.store.queries.work import clocks_of
from service.store.sealed import Sealed
from service.usecases.access import actions_for
from service.usecases.ageing import aged_clock
from service.usecases.reading import Reading

_GROUPS: dict[str, tuple[str, tuple[Sealed, ...]]] = {
    "told": (
        "report.read_content",
        (Report.narrative, Report.characteristics, Report.subjects, Report.preference),
    ),
    "identity": ("report.read_identity", (Report.identity,)),
    "affected": ("report.read_identity", (Report.affected,)),
}
"""What is opened together, and who may open it."""


_ASKED = (
    "referral.create", "report.consent", "report.attach", "report.read_content", "report.assess",
)  # fmt: skip


class ReportView(ReportWork, ReportTriage, ReportFiles):
    """What people told us."""

    permission = "report.read"

    @expose("/")
    def index(self) -> str:
        """List the reports the officer may read, newest first."""
        with self.reading() as reading:
            asked = list_filters.of_reports(reading)
            page = list_reports(reading.connection, self.actor, asked.where, lists.page_given())
            written = with_unread(reading.connection, [row.id for row in page.rows])
        return self.render(
            "console/reports.html",
            reports=page.rows, unread=written, asked=asked,
            next_url=lists.link_to(".index", page.next_after),
        )  # fmt: skip

    @expose("/<uuid:report_id>/", methods=("GET", "POST"))
    def page(self, report_id: UUID) -> Answer:
        """Show a report; posting a purpose shows it with what was sealed."""
        with self.reading() as reading:
            row = self.readable(reading, report_id)
            may = self._may_open(reading, row)
            opened, groups = Opened(), [name for name in self._asked() if name in may]
            files = attachments_of_report(reading.connection, report_id)
            if request.method == "POST":
                purpose = purpose_given()
                if purpose is None:
                    return self.sorry(_("Choose what you need it for."), self.url_of(report_id))
                wanted: list[Wanted] = [
                    (group, row) for name in groups for group in _GROUPS[name][1]
                ]
                if "told" in groups:
                    wanted += [(Attachment.name, file) for file in files]
                opened = open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
            shown = self._shown(reading, row)
            shown["files"] = file_words.files(reading, files, opened)
        return self.render(
            "console/report.html", report=row, R=Report, opened=opened, groups=groups, may=may,
            told=report_page.told(row, opened),
            who=report_page.identity(opened.get(Report.identity, row) or {}),
            whom=report_page.identity(opened.get(Report.affected, row) or {}),
            **shown,
        )  # fmt: skip

    def _asked(self) -> list[str]:
        return request.form.get("group", "").split("-") if request.method == "POST" else []

    def _may_open(self, reading: Reading, row: AnyRow) -> list[str]:
        held = self.permitted(reading, row.id, *(name for name, _groups in _GROUPS.values()))
        return [
            name
            for name, (permission, groups) in _GROUPS.items()
            if permission in held and any(not group.is_empty(row) for group in groups)
        ]

    def _shown(self, reading: Reading, row: AnyRow) -> dict[str, Any]:
        return {
            **self.triage_shown(reading, row),
            "can": self.permitted(reading, row.id, *_ASKED),
            "most": self.most,
            "unread": unread(messages_of(reading.connection, [row.id])),
            "actions": self._actions(reading, row),
            "clocks": _clocks(reading, row),
            "referrals": referrals_about(reading.connection, row.id),
            "consents": consent_items(consents_of(reading.connection, row.id)),
            "case": self.case_of(reading, row),
        }

    def _actions(self, reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
        found = actions_for(reading.connection, self.actor, REPORT_MACHINE, Report, row)
        told = [
            steps.action(
                step.label,
                url_for(".step", report_id=row.id, action=step.action),
                why_not="" if ok else steps.needs(step.permission),
                post=step.confirm is None and step.reasons is None,
                hidden=[("version", row.version)],
            )
            for step, ok in found
        ]
        return [*self._case_actions(reading, row), *self.triage_actions(reading, row), *told]

    def _case_actions(self, reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
        link = REPORT_MACHINE.named("link")
        if link is None or row.state not in link.source:
            return []
        may = self.permitted(reading, row.id, link.permission)
        why_not = "" if may else steps.needs(link.permission)
        return [
            steps.action(label, url_for(endpoint, report_id=row.id), why_not=why_not)
            for label, endpoint in (
                (_("Open a case"), ".open_case"),
                (_("Link to a case"), ".link"),
            )
        ]


def _clocks(reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
    """Give the deadlines of a report that count or are paused."""
    calendar = reading.instance.rules.calendar
    rows = clocks_of(reading.connection, report_id=row.id)
    return [aged_clock(one, reading.now, calendar) for one in rows if one.stopped_at is None]
