"""When peers meet: sessions are planned, changed, held or cancelled; nobody's name is kept."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import steps
from admin.acting import Answer, found
from admin.activity_forms import HeldForm, PlanForm, SessionForm, on_clocks_of
from admin.forms import ConsoleForm
from admin.text import spelled
from admin.views.keeping import KeepingView
from admin.work_forms import PlainForm
from service.domain.activities import SESSION_MACHINE
from service.domain.support_lists import SESSION_STATES, SessionState
from service.domain.transitions import Transition
from service.store.models import SupportService
from service.store.queries import activities as queries
from service.store.queries.rows import AnyRow
from service.store.queries.support import service_row
from service.usecases import activities
from service.usecases.access import allow_on
from service.usecases.unit import Unit

_WRITE = "activity.write"


class SessionsView(KeepingView):
    """The sessions of one activity."""

    permission = _WRITE
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self, activity_id: UUID) -> Answer:
        """Plan a session, or one every week."""
        _activity, zone = self._kept(activity_id)
        return self.added(
            on_clocks_of(zone, PlanForm)(),
            lambda unit, columns: activities.plan_sessions(unit, activity_id, **columns),
            title=_("Plan when it meets"), submit=_("Plan it"),
            done=_("It is planned, and listed for everybody."), back=_back(activity_id),
            intro=_clocks(zone),
        )  # fmt: skip

    @expose("/<uuid:session_id>/edit", methods=("GET", "POST"))
    def edit(self, activity_id: UUID, session_id: UUID) -> Answer:
        """Change when or where a planned session is."""
        _activity, zone = self._kept(activity_id)
        return self.changed(
            on_clocks_of(zone, SessionForm), lambda: self._session(activity_id, session_id),
            lambda unit, changes, version: activities.amend_session(
                unit, activity_id, session_id, changes, version=version
            ),
            title=_("Change this session"), back=_back(activity_id), intro=_clocks(zone),
        )  # fmt: skip

    @expose("/<uuid:session_id>/step/<action>", methods=("GET", "POST"))
    def step(self, activity_id: UUID, session_id: UUID, action: str) -> Answer:
        """Record how many came, or cancel the session."""
        step = steps.named(SESSION_MACHINE, action)
        activity, zone = self._kept(activity_id)
        row, back = self._session(activity_id, session_id), _back(activity_id)
        refused = steps.refusal_of(lambda: SESSION_MACHINE.step(action, row.state))
        held = step.target == SessionState.HELD
        form: ConsoleForm = HeldForm() if held else PlainForm()
        if refused and not form.is_submitted():
            return self.sorry(refused, back)

        def move(unit: Unit, version: int) -> object:
            attended = form["attended"].data if held else None
            return activities.move_session(
                unit, activity_id, session_id, action, attended=attended, version=version
            )

        title = f"{activity.name}: {spelled(row.starts_at, zone)}"
        return self.carried_over(
            form, row, move, said=_said(step), back=back,
            compared=lambda: [
                (_("State"), SESSION_STATES.label(step.target), SESSION_STATES.label(row.state))
            ],
            page=lambda hidden: self.ask_page(
                form, title=title, consequences=_consequences(step),
                confirm=step.label if held else _("Cancel the session"),
                back=back, hidden=hidden,
            ),
        )  # fmt: skip

    def _kept(self, activity_id: UUID) -> tuple[AnyRow, ZoneInfo]:
        """Give an activity that the officer keeps, and the time zone of its service."""
        with self.reading() as reading:
            row = found(queries.activity_row(reading.connection, activity_id))
            allow_on(reading.connection, self.actor, SupportService, row.service_id, _WRITE)
            service = found(service_row(reading.connection, row.service_id))
        return row, ZoneInfo(service.timezone)

    def _session(self, activity_id: UUID, session_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return found(queries.session_of(reading.connection, activity_id, session_id))


def _back(activity_id: UUID) -> str:
    return url_for("console_activities.page", activity_id=activity_id)


def _clocks(zone: ZoneInfo) -> str:
    return _("Times are those of the service's own clocks: %(zone)s.", zone=zone.key)


def _said(step: Transition) -> str:
    if step.target == SessionState.HELD:
        return _("It is recorded how many came, and nothing else.")
    return _("The session is cancelled.")


def _consequences(step: Transition) -> list[str]:
    if step.target == SessionState.HELD:
        return [
            _("Only how many came is kept. Nobody's name is ever written down."),
            _("The number is counted in the figures, and is not shown to the public by itself."),
            _("It cannot be changed later."),
        ]
    again = _("It cannot be undone. If it is to take place after all, plan another one.")
    return [*steps.consequences(step), again]
