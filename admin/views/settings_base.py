"""What every screen of the settings does: a thing is added, or changed by whoever saw it last."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_admin.babel import gettext as _

from admin.acting import ActingView, Answer
from admin.secure import seen_version
from admin.settings_forms import SettingsForm, flat
from service.domain.errors import Stale
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.unit import Unit

Changes = dict[str, Any]


class SettingsView(ActingView):
    """A screen for those who set things for the institution."""

    permission = "configuration.write"

    def added(
        self,
        form: SettingsForm,
        act: Callable[[Unit, Changes], object],
        *,
        title: str,
        submit: str,
        done: str,
    ) -> Answer:
        """Add a thing, on a page of its own."""
        if self.carried_out(form, lambda unit: act(unit, form.columns())):
            return self.done(done, self.get_url(".index"))
        return self.form_page(form, title=title, submit=submit, back=self.get_url(".index"))

    def changed(
        self,
        kind: type[SettingsForm],
        read: Callable[[], AnyRow],
        act: Callable[[Unit, Changes, int], object],
        *,
        title: str,
    ) -> Answer:
        """Change a thing, on a page of its own. A stale change shows both versions.

        Args:
            read: gives the thing as it is now.
        """
        row, back = as_dict(read()), self.get_url(".index")
        form = kind(data=flat(row))
        version = (seen_version() or 0) if request.method == "POST" else row["version"]
        changes = {name: to for name, to in form.columns().items() if row[name] != to}
        if form.validate_on_submit() and not changes:
            return self.done(_("It says this already; nothing was changed."), back)
        try:
            if self.carried_out(form, lambda unit: act(unit, changes, version)):
                return self.done(_("The change is saved."), back)
        except Stale:
            return self._both(kind, form, as_dict(read()))
        hidden = [("version", version)]
        return self.form_page(form, title=title, submit=_("Save"), back=back, hidden=hidden)

    def _both(self, kind: type[SettingsForm], mine: SettingsForm, row: Changes) -> Answer:
        theirs = kind(formdata=None, data=flat(row))
        return self.conflict_page(
            row["id"], mine=mine.lines(), theirs=theirs.lines(),
            back=self.get_url(".index"), hidden=self.again(row["version"]),
        )  # fmt: skip
