"""Making a referral: find a service by need, and say what is needed."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose
from markupsafe import Markup, escape

from admin import forms, lists, referral_forms
from admin.acting import Answer, found
from admin.views.referral_base import ReferralBase
from service.domain.code_lists import CHARACTERISTICS, SERVICE_TYPES, SETTINGS
from service.domain.errors import NotFound
from service.domain.policy import Relation, permits
from service.store.models import Report
from service.store.queries.pages import MAX_LIMIT, Page
from service.store.queries.reports import report_row
from service.store.queries.rows import AnyRow
from service.store.queries.support import ServiceFilter, list_services
from service.usecases import referrals
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit


class Refer(ReferralBase):
    """The form; see `admin.views.referrals.ReferralView` for the pages."""

    @expose("/new", methods=("GET", "POST"))
    def new(self) -> Answer:
        """Draft a referral, for a report or for somebody who made none."""
        where = ServiceFilter(
            service_type=lists.chosen("type", SERVICE_TYPES),
            characteristic=lists.chosen("characteristic", CHARACTERISTICS),
            setting=lists.chosen("setting", SETTINGS),
        )
        with self.reading() as reading:
            report = self._about(reading)
            services = list_services(reading.connection, where, Page(MAX_LIMIT)).rows
        form = referral_forms.NeedForm() if report else referral_forms.WalkInForm()
        form.service_id.choices = forms.choices(
            [(str(row.id), _described(row)) for row in services]
        )
        made: list[UUID] = []
        if self.carried_out(form, lambda unit: made.append(_draft(unit, report, form))):
            return self.done(_("The draft is saved. Nothing is shared yet."), self.url_of(made[0]))
        page = self.render(
            "console/refer.html", form=form, report=report, where=where, services=services,
            types=lists.options(SERVICE_TYPES, _("Any")),
            characteristics=lists.options(CHARACTERISTICS, _("Any")),
            settings=lists.options(SETTINGS, _("Any")),
        )  # fmt: skip
        return page, 422 if form.errors else 200

    def may_refer(self) -> bool:
        """Whether the officer may refer somebody who made no report."""
        return permits(self.actor, "referral.create", {Relation.ANYONE, Relation.INTAKE})

    def _about(self, reading: Reading) -> AnyRow | None:
        """Give the report that the referral is for; the officer must be able to refer for it."""
        report_id = lists.uuid_given("report")
        if report_id is None:
            if not self.may_refer():
                raise NotFound(permission="referral.create")
            return None
        row = found(report_row(reading.connection, report_id))
        allow_on(reading.connection, self.actor, Report, report_id, "referral.create")
        return row

    def _reads_report(self, reading: Reading, report_id: UUID) -> bool:
        try:
            allow_on(reading.connection, self.actor, Report, report_id)
        except NotFound:
            return False
        return True


def _described(service: AnyRow) -> Markup:
    kind = SERVICE_TYPES.label(service.service_type)
    return escape(service.name) + Markup('<span class="cell-note">{}</span>').format(
        f"{kind}. {service.description}" if service.description else kind
    )


def _draft(unit: Unit, report: AnyRow | None, form: Any) -> UUID:
    service_id = lists.as_uuid(form.service_id.data)
    if service_id is None:
        raise NotFound
    referral = referrals.create_referral(
        unit, service_id=service_id, need=form.need.data, consents=form.consents(),
        report_id=report.id if report else None, case_id=report.case_id if report else None,
        person=None if report else form.person(),
    )  # fmt: skip
    return referral.id
