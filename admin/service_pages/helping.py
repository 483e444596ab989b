"""What a service does on its visit: steps of the referral, appointments, and how it goes."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _

from admin import steps
from admin.forms import ConsoleForm
from admin.secure import seen_version
from admin.service_pages.base import (
    Answer,
    carried_out,
    done,
    form_page,
    own_referral,
    runtime,
    settings,
    sorry,
    visitor,
)
from admin.service_pages.forms import AppointmentForm, ProgressForm, step_form
from admin.service_pages.visit import own_row, visiting
from admin.work_forms import PlainForm
from service.domain.appointments import APPOINTMENT_MACHINE
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.transitions import Transition
from service.store.models import Referral
from service.usecases.access import allow_on
from service.usecases.appointments import CONTENT, book_appointment, move_appointment
from service.usecases.progress import record_progress
from service.usecases.referrals import amend_referral, move_referral
from service.usecases.unit import Unit


@visiting.route("/visit/step/<action>", methods=("GET", "POST"))
def step(action: str) -> Answer:
    """Take a step, once what it brings about was read."""
    wanted = steps.named(REFERRAL_MACHINE, action)
    with runtime().reading(visitor()) as reading:
        asked = steps.asked(wanted)
        allow_on(reading.connection, visitor(), Referral, own_referral(), *asked)
        version = seen_version() or own_row(reading).version
    form = step_form(wanted)
    if carried_out(form, lambda unit: _take(unit, wanted, form, version)):
        return done(_("Done: %(step)s.", step=wanted.label.lower()))
    told = _("The person reads: “%(tells)s”", tells=wanted.tells) if wanted.tells else ""
    hidden = [("version", version)]
    return form_page(form, title=wanted.label, submit=wanted.label, intro=told, hidden=hidden)


@visiting.route("/visit/appointments", methods=("GET", "POST"))
def book() -> Answer:
    """Book an appointment."""
    form, zone = AppointmentForm(), settings().time_zone
    if carried_out(form, lambda unit: _book(unit, form, zone)):
        return done(_("The appointment is booked."))
    intro = _("The person reads all of it. Times are those of %(zone)s.", zone=zone.key)
    return form_page(form, title=_("Book an appointment"), submit=_("Book it"), intro=intro)


@visiting.post("/visit/appointments/<uuid:appointment_id>/<action>")
def move(appointment_id: UUID, action: str) -> Answer:
    """Say what became of an appointment."""
    wanted = steps.named(APPOINTMENT_MACHINE, action)
    form, version = PlainForm(), seen_version()
    if carried_out(
        form,
        lambda unit: move_appointment(
            unit, own_referral(), appointment_id, wanted.action, version=version
        ),
    ):
        return done(_("Noted: %(step)s.", step=wanted.label.lower()))
    return sorry(form.form_errors)


@visiting.route("/visit/progress", methods=("GET", "POST"))
def progress() -> Answer:
    """Say how it goes."""
    form = ProgressForm()
    if carried_out(form, lambda unit: _say(unit, form)):
        return done(_("Thank you. Whoever sent the referral can read it."))
    return form_page(form, title=_("Say how it goes"), submit=_("Send"))


def _take(unit: Unit, wanted: Transition, form: ConsoleForm, version: int) -> None:
    reason = form.reason.data if "reason" in form else None
    taken = move_referral(unit, own_referral(), wanted.action, reason=reason, version=version)
    if "expected_on" in form and form.expected_on.data:
        changes = {"expected_on": form.expected_on.data}
        amend_referral(unit, taken.id, changes, version=taken.version)


def _book(unit: Unit, form: AppointmentForm, zone: ZoneInfo) -> None:
    book_appointment(
        unit, own_referral(), kind=form.kind.data,
        starts_at=form.moment("starts_at", zone), ends_at=form.moment("ends_at", zone),
        **{name: form[name].data for name in CONTENT},
    )  # fmt: skip


def _say(unit: Unit, form: ProgressForm) -> None:
    record_progress(unit, own_referral(), kind=form.kind.data, note=form.note.data or None)
