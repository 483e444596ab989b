"""Declaring conflicts of interest on a case or a report, and asking for their end."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _

from admin import access_words as words
from admin import pickers
from admin.access_forms import AskForm, ConflictForm, RecuseForm
from admin.acting import ActingView, Answer
from admin.lists import as_uuid
from service.domain.casework_lists import AccessKind
from service.domain.errors import NotFound
from service.store.queries.rows import AnyRow
from service.usecases.access_requests import request_access
from service.usecases.conflicts import declare_conflict
from service.usecases.unit import Unit

About = Mapping[str, UUID]
"""What a conflict is about: ``case_id`` or ``report_id``."""


class ConflictActs(ActingView):
    """The acts, for the two pages on which conflicts of interest stand."""

    def recused(self, reference: str, about: About, *, back: str, gone: str) -> Answer:
        """Declare one's own. ``gone`` is where to go, for what it is about is no longer there."""
        form = RecuseForm()
        if self.carried_out(
            form, lambda unit: _declare(unit, self.actor.id, form.kind.data, about)
        ):
            return self.done(_("It is recorded, and no longer there for you."), gone)
        return self.ask_page(
            form, title=_("Declare your own conflict of interest: %(of)s", of=reference),
            consequences=words.recusing(on_case="case_id" in about),
            confirm=_("Shut me out"), back=back,
        )  # fmt: skip

    def shut_out(self, reference: str, about: About, *, back: str) -> Answer:
        """Declare somebody else's."""
        form = ConflictForm()
        self._offer_others(form)
        if self.carried_out(
            form, lambda unit: _declare(unit, as_uuid(form.officer_id.data), form.kind.data, about)
        ):
            return self.done(_("The officer is shut out from now on."), back)
        return self.ask_page(
            form, title=_("Shut an officer out: %(of)s", of=reference),
            consequences=words.shutting_out(on_case="case_id" in about),
            confirm=_("Shut them out"), back=back,
        )  # fmt: skip

    def end_asked(self, rows: Sequence[AnyRow], conflict_id: UUID, *, back: str) -> Answer:
        """Ask another case manager to end one of these."""
        row = next((row for row in rows if row.id == conflict_id), None)
        if row is None:
            raise NotFound
        return self.asked_for(
            AccessKind.END_CONFLICT, conflict_id, back=back, says=words.ending(),
            title=_("Ask to end the conflict of interest of %(name)s", name=row.display_name),
        )  # fmt: skip

    def asked_for(
        self, kind: AccessKind, subject: UUID, *, title: str, says: Sequence[str], back: str
    ) -> Answer:
        """Ask a second person for access, with what for and why."""
        form = AskForm()
        if self.carried_out(form, lambda unit: _ask(unit, kind, subject, form)):
            return self.done(_("You have asked. A second person has to decide."), back)
        return self.ask_page(form, title=title, consequences=says, confirm=_("Ask"), back=back)

    def _offer_others(self, form: Any) -> None:
        with self.reading() as reading:
            pickers.offer_officers(reading, form.officer_id)
        mine = str(self.actor.id)
        form.officer_id.choices = [one for one in form.officer_id.choices if one.value != mine]


def _declare(unit: Unit, officer_id: UUID | None, kind: str, about: About) -> None:
    if officer_id is None:
        raise NotFound
    declare_conflict(unit, officer_id=officer_id, kind=kind, **about)


def _ask(unit: Unit, kind: AccessKind, subject: UUID, form: Any) -> None:
    request_access(
        unit, kind=kind, subject=subject, purpose=form.purpose.data, reason=form.reason.data
    )
