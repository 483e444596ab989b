"""The directory of support services: read by every officer, kept by those who may."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import ActingView, Answer, found
from admin.directory_form import ServiceForm, form_values
from admin.directory_words import lines_of, welsh_lines
from admin.hours_words import openness
from admin.secure import ConsoleView, seen_version
from admin.service_search import choices, read_search
from admin.text import spelled_day
from service.domain.errors import Stale
from service.domain.policy import permits
from service.store.models import SupportService
from service.store.queries import support
from service.store.queries.rows import AnyRow, as_dict
from service.usecases import directory
from service.usecases.access import allow, allow_on, stands

ADD, WRITE = "directory.add", "directory.write"
_USUAL = choices(
    {
        "type": _("Kind of service"), "helps_with": _("Helps with"),
        "characteristic": _("For people who share"),
    }
)  # fmt: skip
_MORE = choices(
    {
        "setting": _("Setting"), "speaks": _("Language"), "accessible": _("Way in"),
        "represents": _("Described as"), "cost": _("Cost"),
    }
)  # fmt: skip


class DirectoryView(ActingView):
    """Where people can turn to."""

    permission = "directory.read"

    @property
    def keeps(self) -> bool:
        """Whether the officer keeps the directory as a whole."""
        return permits(self.actor, ADD)

    @expose("/")
    def index(self) -> str:
        """List services, those that help in a crisis first."""
        search = read_search(request.args, [*_USUAL, *_MORE])
        asked = {name: bool(self.keeps and request.args.get(name)) for name in ("all", "due")}
        calendar = self.runtime.rules.calendar
        with self.reading() as reading:
            now, today = reading.now, calendar.day_of(reading.now)
            where = search.filter(
                reading,
                active=None if asked["all"] else True,
                review_due=today if asked["due"] else None,
            )
            listed = support.list_services(reading.connection, where, search.page)
        kept: dict[str, Any] = {
            **search.values,
            **{name: "1" for name, wanted in asked.items() if wanted},
        }
        after = listed.next_after
        return self.render(
            "console/directory/list.html", rows=listed.rows, search=search, asked=asked,
            usual=_USUAL, more=_MORE, keeps=self.keeps, today=today,
            open_now={row.id: openness(row, now, calendar) for row in listed.rows},
            first_url=url_for(".index", **kept) if search.page.after else None,
            next_url=url_for(".index", **kept, after=after) if after else None,
        )  # fmt: skip

    @expose("/<uuid:service_id>/")
    def details(self, service_id: UUID) -> str:
        """Show one service."""
        with self.reading() as reading:
            row = found(support.service_row(reading.connection, service_id))
            held = stands(reading.connection, reading.actor, SupportService, service_id)
            now = openness(row, reading.now, self.runtime.rules.calendar)
        return self.render(
            "console/directory/details.html", row=row, lines=lines_of(as_dict(row)),
            welsh=welsh_lines(as_dict(row)), openness=now,
            may_write=permits(self.actor, WRITE, held),
            changed=spelled_day(row.updated_at, self.settings.time_zone),
        )  # fmt: skip

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add a service."""
        with self.reading() as reading:
            allow(reading.actor, ADD)
        form = self._form_of(None)
        made: list[SupportService] = []
        if self.carried_out(
            form, lambda unit: made.append(directory.add_service(unit, form.columns()))
        ):
            there = url_for(".details", service_id=made[0].id)
            return self.done(_("The service was added to the directory."), there)
        return self.form_page(
            form, template="console/directory/form.html", title=_("Add a service"),
            submit=_("Add to the directory"), back=url_for(".index"), row=None,
        )  # fmt: skip

    @expose("/<uuid:service_id>/edit/", methods=("GET", "POST"))
    def edit(self, service_id: UUID) -> Answer:
        """Change a service's entry."""
        row = self._row(service_id, WRITE)
        form = self._form_of(row)
        # A form that comes back keeps the version it was shown with: no change is missed.
        version = (seen_version() or 0) if form.is_submitted() else row.version
        try:
            if answer := self._amended(row, form, version):
                return answer
        except Stale:
            return self._conflict(self._row(service_id, WRITE), form)
        return self.form_page(
            form, template="console/directory/form.html", title=_("Change this entry"),
            submit=_("Save"), back=url_for(".details", service_id=row.id), row=row,
            version=version,
        )  # fmt: skip

    def _form_of(self, row: AnyRow | None) -> ServiceForm:
        form = ServiceForm(data=form_values(row, self.settings.time_zone.key))
        if not self.keeps:
            form.leave_to_team()
        return form

    def _amended(self, row: AnyRow, form: ServiceForm, version: int) -> Answer | None:
        """Do what the form asks; None when it is to be shown."""
        if not form.validate_on_submit():
            return None
        now, back = as_dict(row), url_for(".details", service_id=row.id)
        changes = {name: value for name, value in form.columns().items() if now[name] != value}
        if not changes:
            return self.done(_("The entry says this already; nothing was changed."), back)
        done = self.carried_out(
            form, lambda unit: directory.amend_service(unit, row.id, changes, version=version)
        )
        return self.done(_("The entry was changed."), back) if done else None

    def _conflict(self, row: AnyRow, form: ServiceForm) -> Answer:
        theirs = as_dict(row)
        mine = {**theirs, **form.columns()}
        both = [[*lines_of(values), *welsh_lines(values)] for values in (mine, theirs)]
        differing = [pair for pair in zip(*both, strict=True) if pair[0] != pair[1]]
        return self.conflict_page(
            row.id,
            mine=[pair[0] for pair in differing],
            theirs=[pair[1] for pair in differing],
            back=url_for(".details", service_id=row.id),
            hidden=self.again(row.version),
        )

    def _row(self, service_id: UUID, permission: str) -> AnyRow:
        with self.reading() as reading:
            row = found(support.service_row(reading.connection, service_id))
            allow_on(reading.connection, reading.actor, SupportService, service_id, permission)
            return row


def views() -> list[ConsoleView]:
    """Make the screens of the directory."""
    return [
        DirectoryView(name=_("Support directory"), endpoint="directory", url="/console/directory")
    ]
