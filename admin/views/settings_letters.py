"""Templates of outcome letters, kept by those who may set things for the institution."""

from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import Answer, found
from admin.settings_forms import LetterTemplateForm
from admin.views.settings_base import SettingsView
from service.domain.letter_texts import LETTER_TEXTS
from service.store.queries.outcomes import all_letter_templates, letter_template_row
from service.store.queries.rows import AnyRow
from service.usecases.letter_templates import (
    add_letter_template,
    add_our_letter_templates,
    amend_letter_template,
)


class LetterTemplatesView(SettingsView):
    """The words by which outcome letters are written."""

    @expose("/")
    def index(self) -> str:
        """List them, by name."""
        with self.reading() as reading:
            rows = all_letter_templates(reading.connection)
        missing = set(LETTER_TEXTS) - {row.name for row in rows}
        return self.render("console/settings/letters.html", rows=rows, missing=bool(missing))

    @expose("/ours", methods=("POST",))
    def take_ours(self) -> Answer:
        """Add the templates that come with the product."""
        with self.unit() as unit:
            add_our_letter_templates(unit)
        return self.done(
            _("The templates are added. Read them, and make them yours."), self.get_url(".index")
        )

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add one."""
        return self.added(
            LetterTemplateForm(), lambda unit, columns: add_letter_template(unit, **columns),
            title=_("Add a letter template"), submit=_("Add the template"),
            done=_("The template is there for officers to use."),
        )  # fmt: skip

    @expose("/<uuid:template_id>/", methods=("GET", "POST"))
    def edit(self, template_id: UUID) -> Answer:
        """Change one; the letters that were written by it stay as they are."""
        return self.changed(
            LetterTemplateForm, lambda: self._row(template_id),
            lambda unit, changes, version: amend_letter_template(
                unit, template_id, changes, version=version
            ),
            title=_("Change this template"),
        )  # fmt: skip

    def _row(self, template_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return found(letter_template_row(reading.connection, template_id))
