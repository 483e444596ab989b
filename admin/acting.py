"""Doing things from a page: a form is checked, a use case is called, its refusal is shown."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, flash, request
from flask_admin.babel import gettext as _

from admin import steps, text
from admin.forms import ConsoleForm
from admin.secure import ConsoleView, see_other, seen_version
from service.domain.errors import Invalid, NotFound, Stale, WrongState
from service.domain.transitions import Transition
from service.store.queries.audit import EntryFilter, list_entries
from service.store.queries.pages import Page
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.usecases.reading import Reading
from service.usecases.unit import Unit

Pairs = Sequence[tuple[str, str]]
Shown = tuple[str, str | None]
"""A part of a thing, and what it says; None while it is sealed."""
Answer = Response | str | tuple[str, int]
Compared = tuple[str, str, str | None]
"""A part of a thing, what was typed, and what it says now; None while it is sealed."""
_READINGS = {"sealed.read", "access.refused"}


class ActingView(ConsoleView):
    """A screen on which something can be done."""

    def carried_out(self, form: ConsoleForm, act: Callable[[Unit], object]) -> bool:
        """Check a form and do what it asks; False when it is to be shown, with what was wrong."""
        return carry_out(form, self.unit, act)

    def form_page(
        self, form: ConsoleForm, *, title: str, submit: str, back: str,
        template: str = "console/form.html", **more: Any,
    ) -> Answer:  # fmt: skip
        """Show a form on a page of its own: as new, or with what was wrong."""
        page = self.render(template, form=form, title=title, submit=submit, back=back, **more)
        return page, _status(form)

    def confirm_page(self, form: ConsoleForm, step: Transition, row: Any, back: str) -> Answer:
        """Say what a step brings about before it is taken."""
        return self.ask_page(
            form, title=f"{step.label}: {row.reference}", consequences=steps.consequences(step),
            confirm=step.label, back=back, hidden=[("version", str(row.version))],
        )  # fmt: skip

    def ask_page(
        self, form: ConsoleForm, *, title: str, consequences: Sequence[str], confirm: str,
        back: str, hidden: Pairs = (),
    ) -> Answer:  # fmt: skip
        """Say what an act brings about before it is done, with the form it needs."""
        page = self.render(
            "confirm.html", form=form, title=title, consequences=consequences, safe_url=back,
            confirm_label=confirm, action_url="", kind="secondary", hidden=hidden,
        )  # fmt: skip
        return page, _status(form)

    def carried_over(
        self, form: ConsoleForm, row: AnyRow, act: Callable[[Unit, int], object], *, said: str,
        back: str, compared: Callable[[], Sequence[Compared]], page: Callable[[Pairs], Answer],
    ) -> Answer:  # fmt: skip
        """Do what a form asks of a thing as it was when the form was shown.

        Args:
            row: the thing as it is now.
            compared: gives the two versions to show when somebody else was quicker.
            page: shows the form, with what it has to carry along.
        """
        version = seen_version() or row.version
        try:
            done = self.carried_out(form, lambda unit: act(unit, version))
        except Stale:
            parts = compared()
            return self.conflict_page(
                row.id, mine=[part[:2] for part in parts],
                theirs=[(label, theirs) for label, _mine, theirs in parts],
                back=back, hidden=self.again(row.version),
            )  # fmt: skip
        return self.done(said, back) if done else page([("version", str(version))])

    def conflict_page(
        self, subject_id: UUID, *, mine: Pairs, theirs: Sequence[Shown], back: str, hidden: Pairs
    ) -> Answer:
        """Show both versions, mine kept whole, when somebody else was quicker."""
        with self.reading() as reading:
            name, at = self._last_change(reading, subject_id)
        page = self.render(
            "conflict.html",
            their_name=name,
            their_time=_("on %(moment)s", moment=text.spelled(at, self.settings.time_zone)),
            mine=mine,
            theirs=theirs,
            hidden=hidden,
            action_url="",
            discard_url=back,
        )
        return page, HTTPStatus.PRECONDITION_FAILED

    def again(self, version: int) -> Pairs:
        """Give what was sent, to be sent once more over the version that is now current."""
        given = request.form.items(multi=True)
        sent = [pair for pair in given if pair[0] not in ("version", "csrf_token")]
        return [*sent, ("version", str(version))]

    def sorry(self, message: str, url: str) -> Response:
        """Go back to a page that says why nothing was done."""
        flash(message, "error")
        return see_other(url)

    def _last_change(self, reading: Reading, subject_id: UUID) -> tuple[str, datetime]:
        where = EntryFilter(subject_id=subject_id)
        rows = list_entries(reading.connection, reading.actor, where, Page()).rows
        last = next((row for row in rows if row.verb not in _READINGS), None)
        if last is None:
            return _("Somebody"), self.runtime.clock()
        names = names_of(reading.connection, [last.actor_id] if last.actor_id else [])
        return names.get(last.actor_id, _("Somebody")), last.at


def _status(form: ConsoleForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def found(row: AnyRow | None) -> AnyRow:
    """Give a row, or say that there is nothing.

    Raises:
        NotFound: it is None.
    """
    if row is None:
        raise NotFound
    return row


def carry_out(
    form: ConsoleForm,
    unit: Callable[[], AbstractContextManager[Unit]],
    act: Callable[[Unit], object],
) -> bool:
    """Check a form and do what it asks; False when it is to be shown, with what was wrong."""
    if not form.validate_on_submit():
        return False
    try:
        with unit() as work:
            act(work)
    except Invalid as refusal:
        show_refusal(form, refusal)
    except WrongState as refusal:
        form.form_errors.append(refusal.message)
    return not form.errors


def show_refusal(form: ConsoleForm, refusal: Invalid) -> None:
    """Put each fault beside the field it is about."""
    for fault in refusal.faults:
        field = getattr(form, fault.pointer.strip("/"), None)
        if field is not None and hasattr(field, "errors"):
            field.errors = [*field.errors, fault.detail]
        else:
            form.form_errors.append(fault.detail)
