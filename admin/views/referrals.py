"""Referrals: the list, one referral, and what exactly is shared before it is sent."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists, report_page, steps
from admin.acting import ActingView, Answer, found
from admin.opened import Opened, open_groups, purpose_given
from admin.secure import see_other, seen_version
from admin.text import consent_items
from admin.views.refer import Refer
from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import REFERRAL_STATUSES
from service.domain.errors import Stale, WrongState
from service.domain.policy import permits
from service.domain.referrals import (
    REFERRAL_MACHINE,
    check_consent,
    groups_shared,
    what_is_shared,
)
from service.domain.transitions import Transition
from service.store.models import Referral, Report
from service.store.queries.reports import consents_of, report_row
from service.store.queries.rows import AnyRow
from service.store.queries.support import (
    list_referrals,
    referral_row,
    service_names,
    service_row,
)
from service.usecases import referrals
from service.usecases.access import actions_for, allow_on, stands
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_SEND = "send"
_PURPOSE = "support_referral"


class ReferralView(Refer, ActingView):
    """Requests that a support service help somebody."""

    permission = "referral.read"

    @expose("/")
    def index(self) -> str:
        """List the referrals the officer may read, newest first."""
        status = lists.chosen("status", REFERRAL_STATUSES)
        with self.reading() as reading:
            page = list_referrals(reading.connection, self.actor, lists.page_given(), status=status)
            names = service_names(reading.connection, [row.service_id for row in page.rows])
        return self.render(
            "console/referrals.html",
            referrals=page.rows, names=names, status=status or "",
            next_url=lists.link_to(".index", page.next_after),
            statuses=lists.options(REFERRAL_STATUSES, _("Any")), may_refer=self.may_refer(),
        )  # fmt: skip

    @expose("/<uuid:referral_id>/", methods=("GET", "POST"))
    def page(self, referral_id: UUID) -> Answer:
        """Show a referral; posting a purpose shows the need and what was shared."""
        with self.reading() as reading:
            row = self.readable(reading, referral_id)
            opened = Opened()
            if request.method == "POST":
                # Not all who may know of a referral may learn from it who reported.
                self.readable(reading, referral_id, "referral.read_content")
                purpose = purpose_given()
                if purpose is None:
                    return self.sorry(_("Choose what you need it for."), self.url_of(referral_id))
                wanted = [(Referral.need, row), (Referral.shared, row)]
                opened = open_groups(reading, wanted, purpose=purpose, case_id=row.case_id)
            report = self._report(reading, row)
            shared = opened.get(Referral.shared, row) or {}
            return self.render(
                "console/referral.html", referral=row, X=Referral, opened=opened, report=report,
                shared=shared, shared_rows=report_page.shared(shared) if shared else [],
                service=service_row(reading.connection, row.service_id),
                consents=consent_items(self._consents(reading, row)),
                may_record=report is not None and self._may_record(reading, report.id),
                actions=self._actions(reading, row),
            )  # fmt: skip

    @expose("/<uuid:referral_id>/preview", methods=("POST",))
    def preview(self, referral_id: UUID) -> Answer:
        """Show exactly what the service will see, before it is sent."""
        step = steps.named(REFERRAL_MACHINE, _SEND)
        with self.reading() as reading:
            row = self.readable(reading, referral_id, step.permission)
            consents = {k: v.state for k, v in self._consents(reading, row).items()}
            shared = self._shared(reading, row, consents)
            service = service_row(reading.connection, row.service_id)
        return self.render(
            "console/referral_send.html", referral=row, service=service, shared=shared,
            shared_rows=report_page.shared(shared),
            consequences=steps.consequences(step), back=self.url_of(referral_id),
        )  # fmt: skip

    @expose("/<uuid:referral_id>/step/<action>", methods=("GET", "POST"))
    def step(self, referral_id: UUID, action: str) -> Answer:
        """Take a step."""
        step = steps.named(REFERRAL_MACHINE, action)
        back = self.url_of(referral_id)
        if action == _SEND and request.method == "GET":
            return see_other(back)  # what is shared is looked at first
        with self.reading() as reading:
            row = self.readable(reading, referral_id, *steps.asked(step))
        form = steps.reason_form(step)
        try:
            done = self.carried_out(form, lambda unit: _move(unit, referral_id, step, form))
        except Stale:
            return self._stale(referral_id, step)
        if done:
            return self.done(_("Done: %(step)s.", step=step.label.lower()), back)
        return self.confirm_page(form, step, row, back)

    def readable(self, reading: Reading, referral_id: UUID, *permissions: str) -> AnyRow:
        """Give a referral the officer may read.

        Raises:
            NotFound: there is none, or they may not know of it.
        """
        row = found(referral_row(reading.connection, referral_id))
        allow_on(reading.connection, self.actor, Referral, referral_id, *permissions)
        return row

    def _report(self, reading: Reading, row: AnyRow) -> AnyRow | None:
        """Give the report behind a referral, to those who may read it."""
        if row.report_id is None or not self._reads_report(reading, row.report_id):
            return None
        return report_row(reading.connection, row.report_id)

    def _may_record(self, reading: Reading, report_id: UUID) -> bool:
        held = stands(reading.connection, self.actor, Report, report_id)
        return permits(self.actor, "report.consent", held)

    def _consents(self, reading: Reading, row: AnyRow) -> dict[str, AnyRow]:
        return consents_of(reading.connection, row.report_id) if row.report_id else {}

    def _actions(self, reading: Reading, row: AnyRow) -> list[dict[str, Any]]:
        refused = self._not_sendable(reading, row)
        found_steps = actions_for(reading.connection, self.actor, REFERRAL_MACHINE, Referral, row)
        return [
            steps.action(
                step.label,
                url_for(".preview", referral_id=row.id)
                if step.action == _SEND
                else url_for(".step", referral_id=row.id, action=step.action),
                why_not=(refused if step.action == _SEND else "")
                if ok
                else steps.needs(step.permission),
                post=step.action == _SEND or (step.confirm is None and step.reasons is None),
                hidden=[("version", row.version)],
            )
            for step, ok in found_steps
        ]

    def _not_sendable(self, reading: Reading, row: AnyRow) -> str:
        if row.report_id is None:
            return ""
        try:
            check_consent({k: v.state for k, v in self._consents(reading, row).items()})
        except WrongState as refusal:
            return refusal.message
        return ""

    def _shared(self, reading: Reading, row: AnyRow, consents: dict[str, str]) -> dict[str, Any]:
        report = report_row(reading.connection, row.report_id) if row.report_id else None
        affected = report.affected_consent if report else AffectedConsent.NOT_NEEDED
        wanted = [(Referral.need, row)]
        if report is not None:
            added = groups_shared(consents, affected)
            wanted += [(getattr(Report, name), report) for name in added]
        opened = open_groups(reading, wanted, purpose=_PURPOSE, case_id=row.case_id)
        return what_is_shared(
            consents,
            reason=opened.text(Referral.need, row, "need") or "",
            identity=opened.get(Report.identity, report) if report else None,
            narrative=opened.get(Report.narrative, report) if report else None,
            affected_consent=affected,
        )

    def _stale(self, referral_id: UUID, step: Transition) -> Answer:
        with self.reading() as reading:
            row = self.readable(reading, referral_id)
        label = _("Status")
        return self.conflict_page(
            referral_id,
            mine=[(label, REFERRAL_STATUSES.label(step.target))],
            theirs=[(label, REFERRAL_STATUSES.label(row.status))],
            back=self.url_of(referral_id),
            hidden=self.again(row.version),
        )


def _move(unit: Unit, referral_id: UUID, step: Transition, form: Any) -> None:
    referrals.move_referral(
        unit, referral_id, step.action, reason=form.reason.data or None, version=seen_version()
    )
