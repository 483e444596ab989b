"""The first page: what waits for the officer."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_admin.base import expose

from admin import lists
from admin.acting import ActingView
from admin.context import first_screen
from admin.secure import see_other
from service.domain.code_lists import CASE_STATES, RISK_LEVELS
from service.domain.policy import Relation, relations
from service.store.queries.cases import case_officers, worklist
from service.store.queries.reports import waiting_reports
from service.store.queries.rows import AnyRow
from service.store.queries.worklists import CaseFilter
from service.usecases.reading import Reading

_RANKS = ("0", "1", "2")
"""The urgent reports, the raised ones, and the rest: see `waiting_reports`."""
_NO_DATE = "none"
"""Where a page starts among the cases without a deadline, which come last."""


class WorklistView(ActingView):
    """My cases by next deadline, and new reports waiting for triage."""

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
        where = CaseFilter(
            state=lists.chosen("state", CASE_STATES),
            risk_level=lists.chosen("risk", RISK_LEVELS),
            reference=lists.typed("q"),
            worklist="mine" if self._mine() else None,
        )
        with self.reading() as reading:
            reports, next_reports = self._reports(reading)
            cases, next_cases = self._cases(reading, where)
            officers = case_officers(reading.connection, [case.id for case in cases])
        return self.render(
            "console/worklist.html",
            reports=reports, next_reports=next_reports, cases=cases, next_cases=next_cases,
            officers=officers, where=where, mine=self._mine(), sees_all=self._sees_all(),
            states=lists.options(CASE_STATES, "Any"), risks=lists.options(RISK_LEVELS, "Any"),
        )  # fmt: skip

    def _works(self) -> bool:
        held = self.signed_in and [
            relations(self.signed_in.actor, name) for name in ("case.read", "report.read")
        ]
        return any(held or ())

    def _sees_all(self) -> bool:
        return Relation.ANYONE in relations(self.actor, "case.read")

    def _mine(self) -> bool:
        return not self._sees_all() or request.args.get("whose") != "all"

    def _reports(self, reading: Reading) -> tuple[list[AnyRow], str | None]:
        after = _key("reports", _rank)
        rows = waiting_reports(
            reading.connection, self.actor, limit=lists.PAGE_SIZE + 1, after=after
        )
        shown, last = _cut(list(rows))
        key = f"{last.rank}~{last.id}" if last else None
        return shown, lists.link_to(".index", key, name="reports")

    def _cases(self, reading: Reading, where: CaseFilter) -> tuple[list[AnyRow], str | None]:
        rows = worklist(
            reading.connection, self.actor, where, limit=lists.PAGE_SIZE + 1,
            after=_key("after", _moment),
        )  # fmt: skip
        shown, last = _cut(list(rows))
        key = f"{last.due_at.isoformat() if last.due_at else _NO_DATE}~{last.id}" if last else None
        return shown, lists.link_to(".index", key)


def _cut(rows: list[AnyRow]) -> tuple[list[AnyRow], AnyRow | None]:
    """Give the rows of this page, and the last of them when more follow."""
    shown = rows[: lists.PAGE_SIZE]
    return shown, shown[-1] if len(rows) > len(shown) else None


def _rank(text: str) -> int:
    if text not in _RANKS:
        raise ValueError("There is no such rank.")
    return int(text)


def _moment(text: str) -> datetime | None:
    if text == _NO_DATE:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    # Here, where it may fail: near the first and last year there are moments that UTC cannot name.
    return moment.astimezone(UTC)


def _key(name: str, read: Any) -> tuple[Any, UUID] | None:
    """Read where a page starts; whatever is not a place of the list is the start."""
    first, _, second = request.args.get(name, "").partition("~")
    last = lists.as_uuid(second)
    try:
        return (read(first), last) if last else None
    except (ValueError, OverflowError):
        return None
