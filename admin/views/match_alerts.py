"""Match alerts: that several reporters name one person, and what they are about, for two."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import access_page, lists, steps
from admin import access_words as words
from admin.acting import Answer
from admin.forms import ConsoleForm
from admin.opened import purpose_given
from admin.views.conflict_acts import ConflictActs
from service.domain.casework_lists import AccessKind, AccessState
from service.domain.errors import NotAllowed
from service.store.queries.guard import requests_about
from service.store.queries.references import readable_reference
from service.store.queries.rows import AnyRow
from service.usecases.match_alerts import dismiss_alert, find_alert, list_alerts, open_alert
from service.usecases.reading import Reading


class MatchAlertsView(ConflictActs):
    """Counts and times; which reports are linked takes two people, and no name is ever shown."""

    permission = "match.read"

    @expose("/")
    def index(self) -> str:
        """List the alerts that nobody has dismissed."""
        with self.reading() as reading:
            found = list_alerts(reading, lists.page_given())
            mine = self._asked(reading, [row.id for row in found.rows])
        return self.render(
            "console/access/match_alerts.html", alerts=found.rows, mine=mine,
            next_url=lists.link_to(".index", found.next_after),
        )  # fmt: skip

    @expose("/<uuid:alert_id>/", methods=("GET", "POST"))
    def page(self, alert_id: UUID) -> str:
        """Show an alert; posting a purpose shows what it links, once somebody else agreed."""
        linked = self._opened(alert_id) if request.method == "POST" else None
        with self.reading() as reading:
            alert = find_alert(reading, alert_id)
            asked = self._asked(reading, [alert_id]).get(alert_id)
            shown = None if linked is None else [_linked(reading, row) for row in linked]
        return self.render(
            "console/access/match_alert.html", alert=alert, asked=asked, linked=shown,
            actions=self._actions(alert, asked),
        )  # fmt: skip

    @expose("/<uuid:alert_id>/ask", methods=("GET", "POST"))
    def ask(self, alert_id: UUID) -> Answer:
        """Ask a second person to let it be opened."""
        with self.reading() as reading:
            find_alert(reading, alert_id)
        return self.asked_for(
            AccessKind.OPEN_MATCH, alert_id, title=_("Ask to open a match alert"),
            says=words.opening(self.runtime.rules.unmask_for), back=self._url(alert_id),
        )  # fmt: skip

    @expose("/<uuid:alert_id>/dismiss", methods=("GET", "POST"))
    def dismiss(self, alert_id: UUID) -> Answer:
        """Put the alert away."""
        with self.reading() as reading:
            alert = find_alert(reading, alert_id)
        form = ConsoleForm()
        return self.carried_over(
            form, alert, lambda unit, version: dismiss_alert(unit, alert_id, version=version),
            said=_("The alert is dismissed."), back=self.get_url(".index"),
            compared=lambda: [(_("State"), _("Dismissed"), _state(alert))],
            page=lambda hidden: self.ask_page(
                form, title=_("Dismiss a match alert"), consequences=words.dismissing(),
                confirm=_("Dismiss"), back=self._url(alert_id), hidden=hidden,
            ),
        )  # fmt: skip

    def _opened(self, alert_id: UUID) -> Sequence[AnyRow] | None:
        purpose = purpose_given()
        if purpose is None:
            flash(_("Choose what you need it for."), "error")
            return None
        try:
            with self.reading() as reading:
                return open_alert(reading, alert_id, purpose=purpose)
        except NotAllowed:
            flash(_("A second person has to agree first, or the time has run out."), "error")
            return None

    def _asked(self, reading: Reading, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
        """Give what the officer asked about these alerts, the last time they did."""
        rows = requests_about(reading.connection, self.actor, ids)
        return {one["row"].subject_id: one for one in access_page.requests(reading, rows)}

    def _actions(self, alert: AnyRow, asked: dict[str, Any] | None) -> list[dict[str, Any]]:
        live = bool(asked and asked["live"])
        gone = _("This alert has been dismissed.") if alert.dismissed_at else ""
        found = [
            steps.action(
                _("Ask to open it"), self.get_url(".ask", alert_id=alert.id),
                why_not=_("You have asked for this already.") if live else "",
            ),
            steps.action(_("Dismiss"), self.get_url(".dismiss", alert_id=alert.id), why_not=gone),
        ]  # fmt: skip
        if asked and live:
            url = url_for("console_access.index", request_id=asked["row"].id)
            given = asked["row"].state == AccessState.APPROVED
            name = _("Give it back now") if given else _("Withdraw your request")
            found.append(steps.action(name, url, post=True))
        return found

    def _url(self, alert_id: UUID) -> str:
        return self.get_url(".page", alert_id=alert_id)


def _state(alert: AnyRow) -> str:
    if alert.dismissed_at:
        return _("Dismissed")
    return _("%(number)s reporters", number=str(alert.reporters))


def _linked(reading: Reading, row: AnyRow) -> dict[str, Any]:
    """Give the references of a linked report and its case, with the way to what may be read."""
    parts = {}
    for kind, endpoint, reference in (
        ("report", "console_reports.page", row.report_reference),
        ("case", "console_cases.page", row.case_reference),
    ):
        found = reference and readable_reference(reading.connection, reading.actor, reference)
        values: dict[str, Any] = {f"{kind}_id": found[1]} if found else {}
        parts[kind] = {
            "reference": reference,
            "url": url_for(endpoint, **values) if found else None,
        }
    return parts
