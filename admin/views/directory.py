"""The directory of support services: read by every officer, kept by those who may."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose
from werkzeug.datastructures import MultiDict

from admin.acting import ActingView, Answer, found
from admin.lists import PAGE_SIZE, as_uuid
from admin.secure import ConsoleView, seen_version
from admin.text import spelled_day
from admin.views.directory_form import ServiceForm, columns_of, form_values, lines_of
from service.domain import code_lists as lists
from service.domain.codes import CodeList
from service.domain.errors import Stale
from service.domain.policy import permits
from service.store.queries import support
from service.store.queries.pages import Page
from service.store.queries.rows import AnyRow
from service.store.queries.support import ServiceFilter
from service.usecases import directory
from service.usecases.access import allow

WRITE = "directory.write"
_CODED: dict[str, tuple[str, CodeList]] = {
    "type": (_("Kind of service"), lists.SERVICE_TYPES),
    "characteristic": (_("For people who share"), lists.CHARACTERISTICS),
    "setting": (_("Setting"), lists.SETTINGS),
    "language": (_("Language"), lists.LANGUAGES),
}
"""The filters that take a code: what each is called, and its list."""
_FILTERS = ("name", *_CODED, "urgent", "all")
_LONGEST_NAME = 300


class DirectoryView(ActingView):
    """Where people can turn to."""

    permission = "directory.read"

    @property
    def may_write(self) -> bool:
        """Whether the officer keeps the directory."""
        return permits(self.actor, WRITE)

    @expose("/")
    def index(self) -> str:
        """List services, those that help in a crisis first."""
        where, page, bad = _search(request.args, keeper=self.may_write)
        with self.reading() as reading:
            listed = support.browse_services(reading.connection, where, page)
        kept: dict[str, Any] = {
            name: request.args[name] for name in _FILTERS if request.args.get(name)
        }
        after = listed.next_after
        return self.render(
            "console/directory/list.html", rows=listed.rows, bad=bad, coded=_CODED,
            values=kept, may_write=self.may_write,
            today=self.runtime.clock().astimezone(self.settings.time_zone).date(),
            first_url=url_for(".index", **kept) if page.after else None,
            next_url=url_for(".index", **kept, after=after) if after else None,
        )  # fmt: skip

    @expose("/<uuid:service_id>/")
    def details(self, service_id: UUID) -> str:
        """Show one service."""
        row = self._row(service_id)
        return self.render(
            "console/directory/details.html", row=row, lines=lines_of(columns_of(row)),
            may_write=self.may_write, changed=spelled_day(row.updated_at, self.settings.time_zone),
        )  # fmt: skip

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add a service."""
        self._require_keeper()
        form = ServiceForm(data=form_values(None))
        if form.validate_on_submit():
            with self.unit() as unit:
                service = directory.add_service(unit, form.columns())
            return self.done(
                _("The service was added to the directory."),
                url_for(".details", service_id=service.id),
            )
        return self._form(form, row=None)

    @expose("/<uuid:service_id>/edit/", methods=("GET", "POST"))
    def edit(self, service_id: UUID) -> Answer:
        """Change a service's entry."""
        self._require_keeper()
        row = self._row(service_id)
        form = ServiceForm(data=form_values(row))
        if not form.validate_on_submit():
            # A form that comes back keeps the version it was shown with: no change is missed.
            version = (seen_version() or 0) if form.is_submitted() else row.version
            return self._form(form, row=row, version=version)
        try:
            return self._amend(row, form.columns())
        except Stale:
            return self._conflict(self._row(service_id), form)

    def _amend(self, row: AnyRow, columns: dict[str, Any]) -> Answer:
        back = url_for(".details", service_id=row.id)
        changes = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not changes:
            return self.done(_("The entry says this already; nothing was changed."), back)
        with self.unit() as unit:
            directory.amend_service(unit, row.id, changes, version=seen_version() or 0)
        return self.done(_("The entry was changed."), back)

    def _conflict(self, row: AnyRow, form: ServiceForm) -> Answer:
        both = zip(lines_of(form.columns()), lines_of(columns_of(row)), strict=True)
        differing = [(mine, theirs) for mine, theirs in both if mine != theirs]
        return self.conflict_page(
            row.id,
            mine=[mine for mine, _theirs in differing],
            theirs=[theirs for _mine, theirs in differing],
            back=url_for(".details", service_id=row.id),
            hidden=[*form.typed(), ("version", row.version)],
        )

    def _form(self, form: ServiceForm, **more: Any) -> Answer:
        page = self.render("console/directory/form.html", form=form, **more)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK

    def _row(self, service_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return found(support.service_row(reading.connection, service_id))

    def _require_keeper(self) -> None:
        with self.reading() as reading:
            allow(reading.actor, WRITE)


def _search(args: MultiDict[str, str], *, keeper: bool) -> tuple[ServiceFilter, Page, list[str]]:
    """Read the filters from the address; what cannot be a filter is named and left out."""
    bad, codes = [], {}
    for name, (label, codelist) in _CODED.items():
        given = args.get(name) or None
        if given is not None and given not in codelist:
            bad.append(_("“%(label)s” has no such choice.", label=label))
            given = None
        codes[name] = given
    name = (args.get("name") or "").strip()
    if "\0" in name or len(name) > _LONGEST_NAME:
        bad.append(_("No service has a name like the one you looked for."))
        name = ""
    after = as_uuid(args.get("after", ""))
    if after is None and args.get("after"):
        bad.append(_("The address of this page is damaged, so this is the first page."))
    where = ServiceFilter(
        service_type=codes["type"], characteristic=codes["characteristic"],
        setting=codes["setting"], language=codes["language"], name=name or None,
        urgent=True if args.get("urgent") else None,
        active=None if keeper and args.get("all") else True,
    )  # fmt: skip
    return where, Page(PAGE_SIZE, after), bad


def views() -> list[ConsoleView]:
    """Make the screens of the directory."""
    return [
        DirectoryView(name=_("Support directory"), endpoint="directory", url="/console/directory")
    ]
