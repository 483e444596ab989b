"""The policy by version: read by those who publish it, and published for good."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists
from admin.acting import Answer, found
from admin.settings_forms import PolicyForm
from admin.text import spelled_date
from admin.views.settings_base import SettingsView
from service.store.queries.case_parts import id_of_policy_in_force, list_policies, policy_row
from service.usecases.policies import publish_policy
from service.usecases.reading import Reading

_CONFIRMED = "confirmed"


class PoliciesView(SettingsView):
    """What the institution says it does about a report."""

    @expose("/")
    def index(self) -> str:
        """List the versions, the one published last first."""
        with self.reading() as reading:
            page = list_policies(reading.connection, lists.page_given())
            in_force = self._in_force(reading)
        return self.render(
            "console/settings/policies.html", rows=page.rows, in_force=in_force,
            next_url=lists.link_to(".index", page.next_after),
        )  # fmt: skip

    @expose("/<uuid:policy_id>/")
    def page(self, policy_id: UUID) -> str:
        """Show one version, with its text."""
        with self.reading() as reading:
            row = found(policy_row(reading.connection, policy_id))
            in_force = self._in_force(reading)
        return self.render("console/settings/policy.html", row=row, in_force=in_force)

    @expose("/publish/", methods=("GET", "POST"))
    def publish(self) -> Answer:
        """Publish a version, after a page that shows what cannot be taken back."""
        form = PolicyForm()
        if _CONFIRMED not in request.form and form.validate_on_submit():
            return self._confirm(form)
        if self.carried_out(form, lambda unit: publish_policy(unit, **form.columns())):
            return self.done(_("The version is published."), url_for(".index"))
        return self.form_page(
            form, title=_("Publish a version of the policy"), submit=_("Go on"),
            back=url_for(".index"), intro=_("You see what it brings about before it is published."),
        )  # fmt: skip

    def _confirm(self, form: PolicyForm) -> Answer:
        columns: dict[str, Any] = form.columns()
        day = spelled_date(columns["effective_from"])
        page = self.render(
            "confirm.html",
            title=_("Publish version %(label)s", label=columns["label"]),
            consequences=[
                _("Anybody can read it, without signing in."),
                _("It cannot be changed or taken back. A correction is a version of its own."),
                _("Cases opened on %(day)s or later come under it; others keep theirs.", day=day),
            ],
            safe_url=url_for(".index"),
            confirm_label=_("Publish"),
            action_url="",
            kind="secondary",
            hidden=[*((name, str(value)) for name, value in columns.items()), (_CONFIRMED, "1")],
        )
        return page, HTTPStatus.OK

    def _in_force(self, reading: Reading) -> UUID | None:
        today = self.runtime.rules.calendar.day_of(reading.now)
        return id_of_policy_in_force(reading.connection, today)
