"""Referrals: the list, one referral, and what exactly is shared before it is sent."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, lists, referral_page, report_page, steps
from admin.acting import Answer
from admin.opened import purpose_given
from admin.referral_forms import AnswerForm, answer
from admin.secure import see_other, seen_version
from admin.views.refer import Refer
from admin.views.referral_help import ReferralHelp
from service.domain.code_lists import CONSENT_SCOPES, REFERRAL_STATUSES
from service.domain.errors import Stale, WrongState
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.sharing import check_consent
from service.domain.transitions import Transition
from service.store.models import Referral
from service.store.queries.referrals import ReferralFilter, list_referrals
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_names, service_row
from service.usecases import referrals, share_preview
from service.usecases.access import actions_for
from service.usecases.reading import Reading
from service.usecases.referral_consents import answer_referral_consent, consents_asked
from service.usecases.unit import Unit

_SEND = "send"
_PURPOSE = "support_referral"


class ReferralView(Refer, ReferralHelp):
    """Requests that a support service help somebody."""

    permission = "referral.read"

    @expose("/")
    def index(self) -> str:
        """List the referrals the officer may read, newest first."""
        status = lists.chosen("status", REFERRAL_STATUSES)
        with self.reading() as reading:
            where = ReferralFilter(status=status)
            page = list_referrals(reading.connection, self.actor, lists.page_given(), where)
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
            purpose = None
            if request.method == "POST":
                # Not all who may know of a referral may learn from it who reported.
                self.readable(reading, referral_id, "referral.read_content")
                purpose = purpose_given()
                if purpose is None:
                    return self.sorry(_("Choose what you need it for."), self.url_of(referral_id))
            report = self._report(reading, row)
            return self.render(
                "console/referral.html", referral=row, report=report,
                **referral_page.sealed_parts(reading, row, purpose),
                service=service_row(reading.connection, row.service_id),
                why_ended=referral_page.why_ended(row),
                consents=referral_page.consents(reading, row),
                answers=referral_page.ways_to_answer(reading, row, report),
                actions=self._actions(reading, row), **referral_page.helping(reading, row),
            )  # fmt: skip

    @expose("/<uuid:referral_id>/preview", methods=("POST",))
    def preview(self, referral_id: UUID) -> Answer:
        """Show exactly what the service will see, before it is sent."""
        step = steps.named(REFERRAL_MACHINE, _SEND)
        with self.reading() as reading:
            row = self.readable(reading, referral_id, step.permission)
            try:
                shared = share_preview.preview(reading, referral_id, purpose=_PURPOSE)
            except WrongState as refusal:
                return self.sorry(refusal.message, self.url_of(referral_id))
            service = service_row(reading.connection, row.service_id)
        return self.render(
            "console/referral_send.html", referral=row, service=service, shared=shared,
            shared_rows=report_page.shared(shared),
            consequences=steps.consequences(step), back=self.url_of(referral_id),
        )  # fmt: skip

    @expose("/<uuid:referral_id>/consents", methods=("GET", "POST"))
    def consents(self, referral_id: UUID) -> Answer:
        """Record what the person answered when asked about this service."""
        form, back = AnswerForm(), self.url_of(referral_id)
        with self.reading() as reading:
            row = self.readable(reading, referral_id, "referral.consent")
            scopes = [one["scope"] for one in consents_asked(reading.connection, row)]
        form.scope.choices = forms.choices(
            [(scope, CONSENT_SCOPES.label(scope)) for scope in scopes], _("Choose one")
        )
        if self.carried_out(form, lambda unit: _answer(unit, referral_id, form)):
            return self.done(_("The answer is recorded."), back)
        return self.form_page(
            form, title=_("Record an answer about this service"), submit=_("Record the answer"),
            back=back, intro=_("Record only what they answered. It is for this service alone."),
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

    def _report(self, reading: Reading, row: AnyRow) -> AnyRow | None:
        """Give the report behind a referral, to those who may read it."""
        if row.report_id is None or not self._reads_report(reading, row.report_id):
            return None
        return report_row(reading.connection, row.report_id)

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
        found_now = share_preview.what_to_share(reading.connection, row)
        return steps.refusal_of(lambda: check_consent(found_now.terms, found_now.answers))

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


def _answer(unit: Unit, referral_id: UUID, form: Any) -> None:
    answer_referral_consent(unit, referral_id, **answer(form.scope.data, form.state.data))
