"""What every screen of a report needs."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _

from admin.acting import ActingView, Answer, found
from service.domain.code_lists import REPORT_STATES
from service.domain.policy import permits
from service.domain.transitions import Transition
from service.store.models import Report
from service.store.queries.cases import case_row
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow_on, stands
from service.usecases.reading import Reading


class ReportBase(ActingView):
    """Finding a report, and coming back to its page."""

    def readable(self, reading: Reading, report_id: UUID, *permissions: str) -> AnyRow:
        """Give a report the officer may read.

        Raises:
            NotFound: there is none, or they may not know of it.
        """
        row = found(report_row(reading.connection, report_id))
        allow_on(reading.connection, self.actor, Report, report_id, *permissions)
        return row

    def permitted(self, reading: Reading, report_id: UUID, *permissions: str) -> set[str]:
        """Give which of these the officer holds on a report."""
        held = stands(reading.connection, self.actor, Report, report_id)
        return {name for name in permissions if permits(self.actor, name, held)}

    def report(self, report_id: UUID, *permissions: str) -> AnyRow:
        """Read a report on which the officer holds these permissions."""
        with self.reading() as reading:
            return self.readable(reading, report_id, *permissions)

    def both_states(
        self, report_id: UUID, label: str, mine: str, now: Callable[[AnyRow], str]
    ) -> Answer:
        """Show what was asked for and how it is now, when somebody else was quicker."""
        row = self.report(report_id)
        return self.conflict_page(
            report_id, mine=[(label, mine)], theirs=[(label, now(row))],
            back=self.url_of(report_id), hidden=self.again(row.version),
        )  # fmt: skip

    def not_moved(self, report_id: UUID, step: Transition) -> Answer:
        """Show both states when somebody else was quicker than a step."""
        mine = REPORT_STATES.label(step.target)
        return self.both_states(
            report_id, _("State"), mine, lambda row: REPORT_STATES.label(row.state)
        )

    def case_of(self, reading: Reading, row: AnyRow) -> AnyRow | None:
        """Give the case that a report is on."""
        return case_row(reading.connection, row.case_id) if row.case_id else None

    def url_of(self, report_id: UUID) -> str:
        """Give the address of a report's page."""
        return url_for("console_reports.page", report_id=report_id)
