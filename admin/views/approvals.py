"""What waits for a second person: requests to decide about, and broken glass to review."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import access_page, lists
from admin import access_words as words
from admin.access_forms import ReviewForm
from admin.acting import ActingView, Answer
from admin.forms import ConsoleForm
from admin.opened import Opened, open_groups, purpose_given
from service.domain.casework_lists import AccessKind
from service.domain.policy import permits, relations
from service.store.models import AccessRequest, Case
from service.store.queries.guard import requests_by
from service.store.queries.pages import Page, Rows
from service.store.queries.rows import AnyRow
from service.usecases import access_requests
from service.usecases.access import stands
from service.usecases.access_reading import find_request, list_unreviewed, list_waiting
from service.usecases.reading import Reading

_READ_AND_DO = ("GET", "POST")


class ApprovalsView(ActingView):
    """For whoever decides, and for whoever reviews."""

    permission = "access.decide"

    def is_accessible(self) -> bool:
        """Whether the officer decides or reviews."""
        may_review = self.signed_in and relations(self.signed_in.actor, "access.review")
        return bool(may_review) or super().is_accessible()

    @expose("/")
    def index(self) -> str:
        """List what waits for the officer, and what they themselves wait for."""
        with self.reading() as reading:
            waiting = list_waiting(reading, _page("waiting"))
            reviews = permits(self.actor, "access.review")
            over = list_unreviewed(reading, _page("over")) if reviews else Rows([], None)
            mine = requests_by(reading.connection, self.actor, _page("mine"))
            return self.render(
                "console/access/approvals.html",
                waiting=access_page.requests(reading, waiting.rows),
                over=access_page.requests(reading, over.rows), reviews=reviews,
                mine=access_page.requests(reading, mine.rows),
                next_urls={
                    name: lists.link_to(".index", rows.next_after, name=name)
                    for name, rows in (("waiting", waiting), ("over", over), ("mine", mine))
                },
            )  # fmt: skip

    @expose("/<uuid:request_id>/", methods=_READ_AND_DO)
    def page(self, request_id: UUID) -> str:
        """Show a request; posting a purpose shows why it was made."""
        with self.reading() as reading:
            row = find_request(reading, request_id)
            opened = _opened(reading, row)
            (shown,) = access_page.requests(reading, [row], opened)
            return self.render(
                "console/access/request.html", r=shown,
                actions=access_page.actions(reading, row),
                whose=access_page.whose_conflict(reading, row),
                read_url=self._read_url(reading, row),
            )  # fmt: skip

    @expose("/<uuid:request_id>/approve", methods=_READ_AND_DO)
    def approve(self, request_id: UUID) -> Answer:
        """Approve what somebody else asked for."""
        return self._decide(request_id, "approve")

    @expose("/<uuid:request_id>/refuse", methods=_READ_AND_DO)
    def refuse(self, request_id: UUID) -> Answer:
        """Refuse what somebody else asked for."""
        return self._decide(request_id, "refuse")

    @expose("/<uuid:request_id>/review", methods=_READ_AND_DO)
    def review(self, request_id: UUID) -> Answer:
        """Say whether a break of the glass was justified."""
        form: Any = ReviewForm()
        return self._acted(
            request_id, "review", form, words.reviewing(),
            lambda unit, version: access_requests.review_access(
                unit, request_id, form.result.data, version=version
            ),
        )  # fmt: skip

    def _decide(self, request_id: UUID, action: str) -> Answer:
        approve = action == "approve"
        return self._acted(
            request_id, action, ConsoleForm(), self._follows(request_id, approve=approve),
            lambda unit, version: access_requests.decide_access(
                unit, request_id, approve=approve, version=version
            ),
        )  # fmt: skip

    def _acted(
        self, request_id: UUID, action: str, form: ConsoleForm, says: Any, act: Any
    ) -> Answer:
        with self.reading() as reading:
            row = find_request(reading, request_id)
            (shown,) = access_page.requests(reading, [row])
            why_not = access_page.why_not(reading, row, action)
        back = self.get_url(".page", request_id=request_id)
        if request.method == "GET" and why_not:
            return self.sorry(why_not, back)
        step = access_page.step_of(action)
        mine, _tone = words.state(row, step.target)
        return self.carried_over(
            form, row, act, said=_("Done: %(step)s.", step=step.label.lower()),
            back=self.get_url(".index"), compared=lambda: [(_("State"), mine, shown["state"])],
            page=lambda hidden: self.ask_page(
                form, title=f"{step.label}: {shown['kind'].lower()}", consequences=says,
                confirm=step.label, back=back, hidden=hidden,
            ),
        )  # fmt: skip

    def _follows(self, request_id: UUID, *, approve: bool) -> Any:
        if not approve:
            return words.refusing()
        with self.reading() as reading:
            row = find_request(reading, request_id)
            (shown,) = access_page.requests(reading, [row])
            whose = access_page.whose_conflict(reading, row)
        return words.approving(row.kind, shown["who"], whose, self.runtime.rules.unmask_for)

    def _read_url(self, reading: Reading, row: AnyRow) -> str | None:
        """Give the page that shows what was read while the glass was broken."""
        if row.kind != AccessKind.BREAK_GLASS:
            return None
        if permits(self.actor, "audit.read"):
            until = min(one for one in (row.ended_at, row.expires_at) if one)
            days: Any = {"from": self._day(row.requested_at), "to": self._day(until)}
            return url_for("audit_log.index", who=row.requester_id, case=row.case_id, **days)
        held = stands(reading.connection, self.actor, Case, row.case_id)
        if permits(self.actor, "case.read", held):
            return url_for("console_cases.page", case_id=row.case_id)
        return None

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self.settings.time_zone).date().isoformat()


def _page(name: str) -> Page:
    return Page(lists.PAGE_SIZE, lists.uuid_given(name))


def _opened(reading: Reading, row: AnyRow) -> Opened:
    if request.method != "POST":
        return Opened()
    purpose = purpose_given()
    if purpose is None:
        flash(_("Choose what you need it for."), "error")
        return Opened()
    wanted = [(AccessRequest.reason, row)]
    return open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
