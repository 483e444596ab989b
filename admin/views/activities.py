"""What peers do together: kept by who keeps the directory, and by each service for itself."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import forms, lists
from admin.acting import Answer, found
from admin.activity_forms import ActivityForm, NewActivityForm
from admin.secure import ConsoleView
from admin.views.activity_sessions import SessionsView
from admin.views.keeping import Changes, KeepingView
from service.domain.policy import permits
from service.store.models import SupportService
from service.store.queries import activities as queries
from service.store.queries import support
from service.store.queries.activities import ActivityFilter
from service.store.queries.pages import Rows
from service.store.queries.rows import AnyRow
from service.usecases import activities
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

WRITE = "activity.write"


class ActivitiesView(KeepingView):
    """Groups, drop-ins and reflective spaces."""

    permission = WRITE

    @expose("/")
    def index(self) -> str:
        """List them, of one service or of all that one keeps."""
        with self.reading() as reading:
            services = self._services(reading)
            asked = lists.uuid_given("service")
            chosen = asked if asked in services else None
            page = self._listed(reading, chosen)
            names = support.service_names(reading.connection, [row.service_id for row in page.rows])
        options = [(str(one), name) for one, name in services.items()]
        return self.render(
            "console/activities/list.html", rows=page.rows, names=names,
            services=options, chosen=str(chosen or ""),
            next_url=lists.link_to(".index", page.next_after),
        )  # fmt: skip

    @expose("/add/", methods=("GET", "POST"))
    def add(self) -> Answer:
        """Add one to a service."""
        form = NewActivityForm(data={"service_id": request.args.get("service")})
        with self.reading() as reading:
            services = self._services(reading)
        pairs = [(str(one), name) for one, name in services.items()]
        form.service_id.choices = forms.choices(pairs, _("Choose one"))
        return self.added(
            form, _add, title=_("Add an activity"), submit=_("Add the activity"),
            done=_("The activity is added. Plan when it meets."),
            intro=_("Everything here is public. Nobody who comes is ever written down."),
        )  # fmt: skip

    @expose("/<uuid:activity_id>/")
    def page(self, activity_id: UUID) -> str:
        """Show one, with its sessions."""
        with self.reading() as reading:
            row = self._row(reading, activity_id)
            service = found(support.service_row(reading.connection, row.service_id))
            page = queries.sessions_kept(reading.connection, activity_id, lists.page_given())
            now = reading.now
        after = page.next_after
        here = url_for(".page", activity_id=activity_id)
        return self.render(
            "console/activities/page.html", row=row, service=service,
            zone=ZoneInfo(service.timezone), sessions=page.rows, now=now,
            next_url=f"{here}?after={after}" if after else None,
        )  # fmt: skip

    @expose("/<uuid:activity_id>/edit/", methods=("GET", "POST"))
    def edit(self, activity_id: UUID) -> Answer:
        """Change one."""

        def read() -> AnyRow:
            with self.reading() as reading:
                return self._row(reading, activity_id)

        return self.changed(
            ActivityForm, read,
            lambda unit, changes, version: activities.amend_activity(
                unit, activity_id, changes, version=version
            ),
            title=_("Change this activity"), back=url_for(".page", activity_id=activity_id),
        )  # fmt: skip

    def _row(self, reading: Reading, activity_id: UUID) -> AnyRow:
        row = found(queries.activity_row(reading.connection, activity_id))
        allow_on(reading.connection, self.actor, SupportService, row.service_id, WRITE)
        return row

    def _services(self, reading: Reading) -> dict[UUID, str]:
        """Name the services whose activities the officer keeps: all, or their own."""
        if permits(self.actor, WRITE):
            rows = support.all_services(reading.connection)
            return {row.id: row.name for row in rows}
        own = self.actor.service_id
        return support.service_names(reading.connection, [own] if own else [])

    def _listed(self, reading: Reading, chosen: UUID | None) -> Rows:
        if not permits(self.actor, WRITE):
            chosen = self.actor.service_id
            if chosen is None:
                return Rows([], None)
        where = ActivityFilter(service_id=chosen, active=None)
        return queries.list_activities(reading.connection, where, lists.page_given())


def _add(unit: Unit, columns: Changes) -> object:
    values: dict[str, Any] = {**columns}
    return activities.add_activity(unit, values.pop("service_id"), values)


def views() -> list[ConsoleView]:
    """Make the screens of what peers do together."""
    where = "/console/activities"
    return [
        ActivitiesView(name=_("Meetings of peers"), endpoint="console_activities", url=where),
        SessionsView(
            endpoint="console_sessions", url=f"{where}/<uuid:activity_id>/sessions"
        ),
    ]  # fmt: skip
