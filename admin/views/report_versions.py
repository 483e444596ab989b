"""What a report said before it was amended."""

from uuid import UUID

from flask_admin.base import expose

from admin import version_words
from admin.acting import Answer, found
from admin.views.report_part import ReportPart
from service.store.queries.reports import openable_report, versions_of
from service.usecases.versions import opened_amendments


class VersionsView(ReportPart):
    """The earlier versions of a report."""

    @expose("/", methods=("GET", "POST"))
    def index(self, report_id: UUID) -> Answer:
        """List the amendments, the latest first; posting a purpose shows what each changed."""
        with self.reading() as reading:
            self.readable(reading, report_id)
            row = found(openable_report(reading.connection, self.actor, report_id))
            rows = versions_of(reading.connection, report_id)
            purpose, changed = self.purpose(), {}
            if purpose is not None and rows:
                self.readable(reading, report_id, "report.read_content")
                opened = opened_amendments(reading, row, purpose=purpose)
                changed = {one.version.id: version_words.changes(one) for one in opened}
        return self.part_page(
            "console/triage/versions.html", row,
            sealed=bool(rows) and not changed and row.may_open_content,
            versions=[
                {"row": one, "author": version_words.author(one.author_kind),
                 "fields": version_words.fields(one.fields), "changes": changed.get(one.id)}
                for one in reversed(rows)
            ],
        )  # fmt: skip
