"""Initiatives: what people said and what was done, written down, published and taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import lists, steps
from admin.acting import Answer, found
from admin.initiative_forms import InitiativeForm, PublishedForm
from admin.pickers import offer_services
from admin.row_form import RowForm
from admin.secure import ConsoleView
from admin.views.keeping import Changes, KeepingView
from admin.work_forms import PlainForm
from service.domain.initiatives import INITIATIVE_MACHINE
from service.domain.support_lists import INITIATIVE_STATES, InitiativeState
from service.domain.transitions import Transition
from service.store.queries.initiatives import initiative_row
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_names
from service.usecases import initiative_reading as reads
from service.usecases import initiatives
from service.usecases.access import allow
from service.usecases.unit import Unit

_WRITE = "initiative.write"
_FIXED = _(
    "It is public: what you save is read at once. Its themes, and how many it reached, stay as "
    "they were published; take it back to change them."
)


class InitiativesView(KeepingView):
    """Every initiative, drafts among them, for those who write them."""

    permission = _WRITE

    @expose("/")
    def index(self) -> str:
        """List them, those written last first."""
        with self.reading() as reading:
            page = reads.list_records(reading, lists.page_given())
        return self.render(
            "console/initiatives/list.html", rows=page.rows,
            next_url=lists.link_to(".index", page.next_after),
        )  # fmt: skip

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Write one down."""
        form = InitiativeForm()
        self._offer(form, {})
        return self.added(
            form, initiatives.add_initiative,
            title=_("Write down an initiative"), submit=_("Save as a draft"),
            done=_("It is saved as a draft. Nobody else reads it until it is published."),
            intro=_("It is a draft until it is published. Nobody may be found in what it says."),
        )  # fmt: skip

    @expose("/<uuid:initiative_id>/")
    def details(self, initiative_id: UUID) -> str:
        """Show one as it is kept."""
        with self.reading() as reading:
            row = reads.read_record(reading, initiative_id)
            shown = reads.read_figures(reading, initiative_id)
            names = service_names(reading.connection, [row["service_id"]])
        return self.render(
            "console/initiatives/details.html", row=row, service=names.get(row["service_id"]),
            reached=shown["people_reached"],
            steps=INITIATIVE_MACHINE.from_state(row["state"]),
        )  # fmt: skip

    @expose("/<uuid:initiative_id>/edit/", methods=("GET", "POST"))
    def edit(self, initiative_id: UUID) -> Answer:
        """Change one; what is public changes at once."""
        public = self._row(initiative_id).published_at is not None
        return self.changed(
            PublishedForm if public else InitiativeForm,
            lambda: self._row(initiative_id),
            lambda unit, changes, version: initiatives.amend_initiative(
                unit, initiative_id, changes, version=version
            ),
            title=_("Change this initiative"), back=self._url(initiative_id),
            intro=_FIXED if public else "", offer=self._offer,
        )  # fmt: skip

    @expose("/<uuid:initiative_id>/step/<action>", methods=("GET", "POST"))
    def step(self, initiative_id: UUID, action: str) -> Answer:
        """Publish one or take it back, after a page that says what becomes of it."""
        step = steps.named(INITIATIVE_MACHINE, action)
        row, back, form = self._row(initiative_id), self._url(initiative_id), PlainForm()
        state = _state(row)
        refused = steps.refusal_of(lambda: INITIATIVE_MACHINE.step(action, state))
        if refused and not form.is_submitted():
            return self.sorry(refused, back)
        return self.carried_over(
            form, row, lambda unit, version: self._move(unit, initiative_id, action, version),
            said=_("Done: %(step)s.", step=step.label.lower()), back=back,
            compared=lambda: [
                (_("State"), INITIATIVE_STATES.label(step.target), INITIATIVE_STATES.label(state))
            ],
            page=lambda hidden: self.ask_page(
                form, title=f"{step.label}: {row.title}", confirm=step.label, back=back,
                consequences=self._consequences(initiative_id, step), hidden=hidden,
            ),
        )  # fmt: skip

    def _consequences(self, initiative_id: UUID, step: Transition) -> list[str]:
        with self.reading() as reading:
            figures = reads.read_figures(reading, initiative_id)
        return _consequences(step, figures)

    def _row(self, initiative_id: UUID) -> AnyRow:
        with self.reading() as reading:
            allow(reading.actor, _WRITE)
            return found(initiative_row(reading.connection, initiative_id))

    def _offer(self, form: RowForm, row: Mapping[str, Any]) -> None:
        with self.reading() as reading:
            offer_services(reading, form["service_id"], row.get("service_id"))

    @staticmethod
    def _move(unit: Unit, initiative_id: UUID, action: str, version: int) -> None:
        initiatives.move_initiative(unit, initiative_id, action, version=version)

    @staticmethod
    def _url(initiative_id: UUID) -> str:
        return url_for(".details", initiative_id=initiative_id)


def _state(row: AnyRow) -> InitiativeState:
    return InitiativeState.DRAFT if row.published_at is None else InitiativeState.PUBLISHED


def _consequences(step: Transition, figures: Changes) -> list[str]:
    """Say what a step brings about: what anybody reads, and with which figures."""
    if step.target != InitiativeState.PUBLISHED:
        return [_("It disappears from the public page and its feed."), *steps.consequences(step)]
    return [
        _("Anybody reads its words and its Welsh, themes, settings and dates, without signing in: "
          "on the page “What you said, what we did”, in its feed and through the API."),
        _figure(
            figures["people_reached"], _("It says that it reached about %(number)s people."),
            _("It does not say how many it reached: nobody counted, or there were fewer than 8."),
        ),
        _figure(
            figures["reports_behind"],
            _("It says that about %(number)s reports touch on its themes. They are counted now, "
              "once, over the twelve full months before this one."),
            _("It does not say how many reports touch on its themes: fewer than 8, or none can."),
        ),
        _("Both figures are rounded to the nearest 5, and stay as they are until it is taken "
          "back."),
    ]  # fmt: skip


def _figure(number: int | None, said: str, unsaid: str) -> str:
    return unsaid if number is None else said % {"number": number}


def views() -> list[ConsoleView]:
    """Make the screens of the initiatives."""
    return [
        InitiativesView(
            name=_("Initiatives"), endpoint="console_initiatives", url="/console/initiatives"
        )
    ]
