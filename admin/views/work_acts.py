"""What acts on tasks and clocks share: they stand on a case, or on a report that is on none."""

from collections.abc import Callable, Sequence

from flask import url_for
from flask_admin.babel import gettext as _

from admin.acting import ActingView, Answer, Pairs, found
from admin.forms import ConsoleForm
from service.store.models import Case, Report
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

READ_AND_DO = ("GET", "POST")


class WorkActs(ActingView):
    """Finding what a task or a clock stands on, and doing something about it."""

    permission = "case.progress"
    in_menu = False

    def acted(
        self, form: ConsoleForm, row: AnyRow, act: Callable[[Unit, int], object], *, title: str,
        says: Sequence[str], said: str, confirm: str, states: tuple[str, str],
    ) -> Answer:  # fmt: skip
        """Do something after a page that says what it brings about."""
        back = self.back_from(row)

        def page(hidden: Pairs) -> Answer:
            return self.ask_page(
                form, title=title, consequences=says, confirm=confirm, back=back, hidden=hidden
            )

        return self.carried_over(
            form, row, act, said=said, back=back, compared=lambda: [(_("State"), *states)],
            page=page,
        )  # fmt: skip

    def allowed(self, reading: Reading, row: AnyRow | None) -> AnyRow:
        """Give a task or a clock that the officer may do something about."""
        row = found(row)
        if row.case_id is not None:
            allow_on(reading.connection, self.actor, Case, row.case_id, "case.progress")
        else:
            allow_on(reading.connection, self.actor, Report, row.report_id, "report.assess")
        return row

    def back_from(self, row: AnyRow) -> str:
        """Give the address of the page on which a task or clock is shown."""
        case_id = row.case_id
        if case_id is None:
            with self.reading() as reading:
                case_id = found(report_row(reading.connection, row.report_id)).case_id
        if case_id is None:
            return url_for("console_reports.page", report_id=row.report_id)
        return url_for("console_case_work.index", case_id=case_id)
