"""Screens on which rows are kept: one is added, or changed by whoever saw it last."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_admin.babel import gettext as _

from admin.acting import ActingView, Answer
from admin.row_form import RowForm
from admin.secure import seen_version
from service.domain.errors import Stale
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.unit import Unit

Changes = dict[str, Any]


class KeepingView(ActingView):
    """A screen on which rows are added and changed, each on a page of its own."""

    def added(
        self,
        form: RowForm,
        act: Callable[[Unit, Changes], object],
        *,
        title: str,
        submit: str,
        done: str,
        back: str | None = None,
        intro: str = "",
    ) -> Answer:
        """Add a thing.

        Args:
            back: where it leads to; the list where it is not said.
        """
        back = back or self.get_url(".index")
        if self.carried_out(form, lambda unit: act(unit, form.columns())):
            return self.done(done, back)
        return self.form_page(form, title=title, submit=submit, back=back, intro=intro)

    def changed(
        self,
        kind: type[RowForm],
        read: Callable[[], AnyRow],
        act: Callable[[Unit, Changes, int], object],
        *,
        title: str,
        back: str | None = None,
        intro: str = "",
        offer: Callable[[RowForm, Mapping[str, Any]], None] = lambda _form, _row: None,
    ) -> Answer:
        """Change a thing. A stale change shows both versions.

        Args:
            read: gives the thing as it is now.
            back: where it leads to; the list where it is not said.
            offer: puts the rows to choose from into a form.
        """
        row, back = as_dict(read()), back or self.get_url(".index")
        form = kind(data=kind.values(row))
        offer(form, row)
        version = (seen_version() or 0) if request.method == "POST" else row["version"]
        changes = {name: to for name, to in form.columns().items() if row[name] != to}
        if form.validate_on_submit() and not changes:
            return self.done(_("It says this already; nothing was changed."), back)
        try:
            if self.carried_out(form, lambda unit: act(unit, changes, version)):
                return self.done(_("The change is saved."), back)
        except Stale:
            now = as_dict(read())
            theirs = kind(formdata=None, data=kind.values(now))
            offer(theirs, now)
            return self.conflict_page(
                row["id"], mine=form.lines(), theirs=theirs.lines(),
                back=back, hidden=self.again(now["version"]),
            )  # fmt: skip
        return self.form_page(
            form, title=title, submit=_("Save"), back=back, intro=intro,
            hidden=[("version", version)],
        )  # fmt: skip
