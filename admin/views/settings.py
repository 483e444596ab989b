"""The settings: what every officer finds there to work with, kept by those who may."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import Answer, found
from admin.secure import ConsoleView
from admin.settings_forms import ProviderForm, TargetForm, TemplateForm
from admin.views.settings_base import SettingsView
from admin.views.settings_letters import LetterTemplatesView
from admin.views.settings_policies import PoliciesView
from service.domain.casework_lists import CLOCK_KINDS, CLOCK_UNITS
from service.domain.clocks import CLOCKS
from service.domain.errors import NotFound
from service.store.queries.case_parts import provider_row
from service.store.queries.providers import all_providers
from service.store.queries.rows import AnyRow
from service.store.queries.templates import all_templates, template_row
from service.store.queries.work import targets
from service.usecases.clock_upkeep import set_target
from service.usecases.providers import add_provider, amend_provider
from service.usecases.templates import add_template, amend_template


class TemplatesView(SettingsView):
    """Words that officers begin messages with."""

    @expose("/")
    def index(self) -> str:
        """List them, by name."""
        with self.reading() as reading:
            rows = all_templates(reading.connection)
        return self.render("console/settings/templates.html", rows=rows)

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add one."""
        return self.added(
            TemplateForm(), lambda unit, columns: add_template(unit, **columns),
            title=_("Add a template"), submit=_("Add the template"),
            done=_("The template is there for officers to use."),
        )  # fmt: skip

    @expose("/<uuid:template_id>/", methods=("GET", "POST"))
    def edit(self, template_id: UUID) -> Answer:
        """Change one; what was written with it stays as it was."""
        return self.changed(
            TemplateForm, lambda: self._row(template_id),
            lambda unit, changes, version: amend_template(
                unit, template_id, changes, version=version
            ),
            title=_("Change this template"),
        )  # fmt: skip

    def _row(self, template_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return found(template_row(reading.connection, template_id))


class ProvidersView(SettingsView):
    """Hospitals, practices and trusts where students learn."""

    @expose("/")
    def index(self) -> str:
        """List them, by name."""
        with self.reading() as reading:
            rows = all_providers(reading.connection)
        return self.render("console/settings/providers.html", rows=rows)

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add one."""
        return self.added(
            ProviderForm(),
            lambda unit, columns: add_provider(unit, columns["name"], columns["contact"]),
            title=_("Add a placement provider"), submit=_("Add the provider"),
            done=_("The provider can be chosen for cases."),
        )  # fmt: skip

    @expose("/<uuid:provider_id>/", methods=("GET", "POST"))
    def edit(self, provider_id: UUID) -> Answer:
        """Change one."""
        return self.changed(
            ProviderForm, lambda: self._row(provider_id),
            lambda unit, changes, version: amend_provider(
                unit, provider_id, changes, version=version
            ),
            title=_("Change this placement provider"),
        )  # fmt: skip

    def _row(self, provider_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return found(provider_row(reading.connection, provider_id))


class ClocksView(SettingsView):
    """How long each deadline is."""

    @expose("/")
    def index(self) -> str:
        """List the published numbers, and the institution's own."""
        return self.render("console/settings/clocks.html", rows=self._rows())

    @expose("/<kind>/", methods=("GET", "POST"))
    def edit(self, kind: str) -> Answer:
        """Set the institution's own number."""
        row = next((row for row in self._rows() if row["kind"] == kind), None)
        if row is None:
            raise NotFound
        form, back = TargetForm(data={"days": row["own"] or row["published"]}), url_for(".index")
        if self.carried_out(form, lambda unit: set_target(unit, kind, form.days.data or 0)):
            return self.done(_("The target is set."), back)
        return self.form_page(
            form, title=_("How long it runs: %(what)s", what=row["label"]), submit=_("Set it"),
            back=back,
            intro=_(
                "The published number is %(days)s %(unit)s. Clocks that run already keep theirs.",
                days=row["published"], unit=row["unit"],
            ),
        )  # fmt: skip

    def _rows(self) -> list[dict[str, Any]]:
        with self.reading() as reading:
            own = targets(reading.connection)
        return [
            {
                "kind": kind,
                "label": CLOCK_KINDS.label(kind),
                "unit": CLOCK_UNITS.label(rule.unit).lower(),
                "published": rule.days,
                "own": own.get(kind),
            }
            for kind, rule in CLOCKS.items()
        ]


def views() -> list[ConsoleView]:
    """Make the screens of the settings."""
    where = "/console/settings"
    return [
        made(name=name, category=_("Settings"), endpoint=f"settings_{path}", url=f"{where}/{path}")
        for made, name, path in (
            (TemplatesView, _("Message templates"), "templates"),
            (LetterTemplatesView, _("Letter templates"), "letters"),
            (PoliciesView, _("Policy"), "policy"),
            (ProvidersView, _("Placement providers"), "providers"),
            (ClocksView, _("Deadlines"), "deadlines"),
        )
    ]
