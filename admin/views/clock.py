"""Acts on one clock: pause it, and let it go on."""

from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin.acting import Answer
from admin.views.work_acts import READ_AND_DO, WorkActs
from admin.work_forms import PauseForm, PlainForm
from service.domain.casework_lists import CLOCK_KINDS, CLOCK_STATES
from service.store.queries.rows import AnyRow
from service.store.queries.work import clock_row
from service.usecases import clocks


class ClockView(WorkActs):
    """A deadline that runs on a case or a report."""

    @expose("/", methods=READ_AND_DO)
    def index(self, clock_id: UUID) -> Answer:
        """Pause a clock, and say why."""
        row, form = self._clock(clock_id), PauseForm()
        return self.acted(
            form, row, lambda unit, version: clocks.pause_clock(
                unit, clock_id, form.reason.data, version=version
            ),
            title=_title(_("Pause"), row),
            says=[
                _("Nobody is reminded of it while it is paused."),
                _("Once it goes on, the deadline moves by as many days as the pause took."),
                _("The pause and its reason are on record, with your name."),
            ],
            said=_("The clock is paused."), confirm=_("Pause the clock"),
            states=(CLOCK_STATES.label("paused"), _state(row)),
        )  # fmt: skip

    @expose("/resume", methods=READ_AND_DO)
    def resume(self, clock_id: UUID) -> Answer:
        """Let a paused clock go on."""
        row = self._clock(clock_id)
        return self.acted(
            PlainForm(), row,
            lambda unit, version: clocks.resume_clock(unit, clock_id, version=version),
            title=_title(_("Resume"), row),
            says=[_("The deadline moves by as many days as the pause took.")],
            said=_("The clock goes on."), confirm=_("Let the clock go on"),
            states=(CLOCK_STATES.label("running"), _state(row)),
        )  # fmt: skip

    def _clock(self, clock_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return self.allowed(reading, clock_row(reading.connection, clock_id))


def _title(act: str, row: AnyRow) -> str:
    return f"{act}: {CLOCK_KINDS.label(row.kind).lower()}"


def _state(row: AnyRow) -> str:
    state = "stopped" if row.stopped_at else "paused" if row.paused_at else "running"
    return CLOCK_STATES.label(state)
