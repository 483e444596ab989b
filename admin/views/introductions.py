"""Asking a reporter whether they would like to meet somebody else, and what came of it."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists, steps, text
from admin.acting import Answer, found
from admin.forms import ConsoleForm
from admin.secure import seen_version
from admin.views.report_part import ReportPart
from service.domain.code_lists import INCIDENT_TYPES, SETTINGS
from service.domain.errors import NotFound, Stale
from service.domain.introductions import INTRODUCTION_MACHINE, check_may_meet, in_common
from service.domain.support_lists import INTRODUCTION_STATES, SIDE_STATES
from service.domain.transitions import Transition
from service.store.queries import introductions as queries
from service.store.queries.pages import MAX_LIMIT, Page
from service.store.queries.reports import ReportFilter, list_reports
from service.store.queries.rows import AnyRow
from service.usecases import introductions
from service.usecases.reading import Reading

_INTRODUCE = "report.introduce"


class IntroductionsView(ReportPart):
    """The introductions of a report, as far as the officer may read the other report too."""

    @expose("/")
    def index(self, report_id: UUID) -> Answer:
        """List them, the latest first; another report is found by its reference."""
        with self.reading() as reading:
            row = self.readable(reading, report_id)
            page = Page(MAX_LIMIT)
            rows = queries.list_introductions(
                reading.connection, self.actor, page, report_id=report_id
            ).rows
            return self.part_page(
                "console/triage/introductions.html", row, asked=lists.typed("q") or "",
                found=self._found(reading, row),
                introductions=[self._shown(reading, row, one) for one in rows],
            )  # fmt: skip

    @expose("/with/<uuid:other_id>", methods=("GET", "POST"))
    def propose(self, report_id: UUID, other_id: UUID) -> Answer:
        """Ask both, after a page that says what each of them is told."""
        row, other = self.report(report_id, _INTRODUCE), self.report(other_id, _INTRODUCE)
        back, form = self.get_url(".index", report_id=report_id), ConsoleForm()
        pair = (report_id, other_id)
        if self.carried_out(form, lambda unit: introductions.propose_introduction(unit, pair)):
            return self.done(_("Both are asked."), back)
        return self.ask_page(
            form,
            title=_("Ask the reporters of %(one)s and %(other)s whether they would like to meet",
                    one=row.reference, other=other.reference),
            consequences=[
                _("Each is told only that somebody who has lived through the like would like to "
                  "be in touch, and what both told of: %(common)s.", common=_common(row, other)),
                _("Each writes in their own words how they want to be reached, if they agree."),
                _("Nobody is told who said no. You can call it off until you bring them together."),
            ],
            confirm=_("Ask both"), back=back,
        )  # fmt: skip

    @expose("/<uuid:introduction_id>/<action>", methods=("GET", "POST"))
    def step(self, report_id: UUID, introduction_id: UUID, action: str) -> Answer:
        """Bring the two together or call it off, after a page that says what that means."""
        step = steps.named(INTRODUCTION_MACHINE, action)
        row = self._one(report_id, introduction_id, *steps.asked(step))
        back, form = self.get_url(".index", report_id=report_id), ConsoleForm()
        version = seen_version() or row.version
        try:
            done = self.carried_out(
                form,
                lambda unit: introductions.move_introduction(
                    unit, introduction_id, action, version=version
                ),
            )
        except Stale:
            return self._both_states(report_id, introduction_id, step, back)
        if done:
            return self.done(_("Done: %(step)s.", step=step.label.lower()), back)
        return self.confirm_page(form, step, row, back)

    def _both_states(
        self, report_id: UUID, introduction_id: UUID, step: Transition, back: str
    ) -> Answer:
        row, label = self._one(report_id, introduction_id), _("State")
        return self.conflict_page(
            row.id, mine=[(label, INTRODUCTION_STATES.label(step.target))],
            theirs=[(label, INTRODUCTION_STATES.label(row.state))], back=back,
            hidden=self.again(row.version),
        )  # fmt: skip

    def _one(self, report_id: UUID, introduction_id: UUID, *permissions: str) -> AnyRow:
        """Give an introduction of a report, if the officer holds these permissions on both."""
        with self.reading() as reading:
            self.readable(reading, report_id)
            row = found(queries.introduction_row(reading.connection, self.actor, introduction_id))
            sides = queries.sides_of(reading.connection, [row.id])[row.id]
            if report_id not in {side.report_id for side in sides}:
                raise NotFound
            for side in sides:
                self.readable(reading, side.report_id, *permissions)
        return row

    def _found(self, reading: Reading, row: AnyRow) -> dict[str, Any] | None:
        """Give the report that is looked for, and why its reporter cannot be asked."""
        reference = lists.typed("q")
        if reference is None:
            return None
        where = ReportFilter(reference=reference)
        page = list_reports(reading.connection, self.actor, where, Page(1)).rows
        other = next((one for one in page if one.id != row.id), None)
        if other is None:
            return None
        return {"row": other, "common": _common(row, other),
                "why_not": self._why_not(reading, row, other)}  # fmt: skip

    def _why_not(self, reading: Reading, row: AnyRow, other: AnyRow) -> str:
        if not all(self.permitted(reading, one.id, _INTRODUCE) for one in (row, other)):
            return steps.needs(_INTRODUCE)
        meeting = queries.meeting_of(reading.connection, row, other)
        return steps.refusal_of(lambda: check_may_meet(meeting))

    def _shown(self, reading: Reading, report: AnyRow, row: AnyRow) -> dict[str, Any]:
        mine, other = sorted(
            queries.sides_of(reading.connection, [row.id])[row.id],
            key=lambda side: side.report_id != report.id,
        )
        may = queries.may_introduce(reading.connection, self.actor, row.id)
        return {
            "row": row,
            "other": other,
            "state": INTRODUCTION_STATES.label(row.state),
            "answers": [(side.reference, SIDE_STATES.label(side.state)) for side in (mine, other)],
            "actions": steps.actions(
                [(step, may) for step in INTRODUCTION_MACHINE.from_state(row.state)],
                lambda step: self.get_url(
                    ".step", report_id=report.id, introduction_id=row.id, action=step.action
                ),
            ),
        }


def _common(row: AnyRow, other: AnyRow) -> str:
    """Say what both told of, in words."""
    codes, setting = in_common(row, other)
    said = [text.labels(INCIDENT_TYPES, codes), SETTINGS.label(setting) if setting else ""]
    return "; ".join(one for one in said if one) or _("nothing that is the same")
