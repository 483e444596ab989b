"""The first page: what waits for the officer."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists, places
from admin.acting import ActingView
from admin.context import first_screen
from admin.secure import see_other
from service.domain.casework_lists import WORKLISTS
from service.domain.clocks import soon
from service.domain.code_lists import CASE_STATES, RISK_LEVELS
from service.domain.policy import Relation, relations
from service.store.queries.cases import case_officers, worklist
from service.store.queries.reports import waiting_reports, with_unread
from service.store.queries.rows import AnyRow
from service.store.queries.work import tasks_to_do
from service.store.queries.worklists import COUNTED, CaseFilter, worklist_counts
from service.usecases.reading import Reading

_MINE, _ALL, _UNASSIGNED = "mine", "all", "unassigned"
_ONE_MORE = lists.PAGE_SIZE + 1
_TASKS = 10
"""On a page: check-ins stand there weeks ahead, and the cases should not be pushed away."""
Shown = tuple[Sequence[AnyRow], str | None]
"""The rows of a page, and the address of the next one."""


class WorklistView(ActingView):
    """New reports waiting for triage, my tasks, and the cases of a worklist by next deadline."""

    def is_accessible(self) -> bool:
        """Let every officer in; what the page shows depends on what they may see."""
        return self.signed_in is not None

    def is_visible(self) -> bool:
        """Name it in the menu for those who have cases or reports to work on."""
        return self._works()

    @expose("/")
    def index(self) -> Any:
        """Show the worklist; whoever works on no case goes to the first screen they have."""
        elsewhere = first_screen()
        if not self._works() and elsewhere:
            return see_other(elsewhere)
        with self.reading() as reading:
            near = soon(reading.now, reading.instance.rules.calendar)
            counts = worklist_counts(reading.connection, self.actor, near)
            where = CaseFilter(
                state=lists.chosen("state", CASE_STATES),
                risk_level=lists.chosen("risk", RISK_LEVELS),
                reference=lists.typed("q"),
                worklist=None if self._chosen() == _ALL else self._chosen(),
                soon=near,
            )
            shown = self._shown(reading, where)
        return self.render(
            "console/worklist.html",
            chosen=self._chosen(), worklists=self._tabs(counts), where=where,
            may_assign=bool(relations(self.actor, "case.assign")),
            states=lists.options(CASE_STATES, _("Any")),
            risks=lists.options(RISK_LEVELS, _("Any")),
            **shown,
        )  # fmt: skip

    def _works(self) -> bool:
        held = self.signed_in and [
            relations(self.signed_in.actor, name) for name in ("case.read", "report.read")
        ]
        return any(held or ())

    def _worklists(self) -> list[tuple[str, str]]:
        """Give the worklists that make sense: nobody's cases are for those who see all."""
        if Relation.ANYONE in relations(self.actor, "case.read"):
            return [*WORKLISTS.choices(), (_ALL, _("All open cases"))]
        return [pair for pair in WORKLISTS.choices() if pair[0] != _UNASSIGNED]

    def _chosen(self) -> str:
        code = request.args.get("worklist", "")
        return code if code in dict(self._worklists()) else _MINE

    def _tabs(self, counts: dict[str, int]) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": url_for(".index", worklist=code),
                "current": code == self._chosen(),
                "count": _counted(counts.get(code)),
            }
            for code, label in self._worklists()
        ]

    def _shown(self, reading: Reading, where: CaseFilter) -> dict[str, Any]:
        reports, next_reports = self._reports(reading)
        tasks, next_tasks = self._tasks(reading)
        cases, next_cases = self._cases(reading, where)
        return {
            "reports": reports, "next_reports": next_reports,
            "unread": with_unread(reading.connection, [row.id for row in reports]),
            "tasks": tasks, "next_tasks": next_tasks,
            "cases": cases, "next_cases": next_cases,
            "officers": case_officers(reading.connection, [row.id for row in cases]),
        }  # fmt: skip

    def _reports(self, reading: Reading) -> Shown:
        after = places.place("reports", places.rank)
        rows = waiting_reports(reading.connection, self.actor, limit=_ONE_MORE, after=after)
        shown, last = places.cut(rows)
        return shown, lists.link_to(".index", last and places.by_rank(last), name="reports")

    def _tasks(self, reading: Reading) -> Shown:
        after = places.place("tasks", places.moment)
        rows = tasks_to_do(reading.connection, self.actor, limit=_TASKS + 1, after=after)
        shown, last = places.cut(rows, _TASKS)
        return shown, lists.link_to(".index", last and places.by_due(last), name="tasks")

    def _cases(self, reading: Reading, where: CaseFilter) -> Shown:
        after = places.place("after", places.moment_or_none)
        rows = worklist(reading.connection, self.actor, where, limit=_ONE_MORE, after=after)
        shown, last = places.cut(rows)
        return shown, lists.link_to(".index", last and places.by_due(last))


def _counted(number: int | None) -> str:
    """Say how many there are; who has so many needs no exact number."""
    if number is None:
        return ""
    return str(number) if number < COUNTED else _("%(number)s or more", number=str(COUNTED))
