"""What a service does with a referral at the console, and asking again where it came to nothing."""

from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import steps
from admin.acting import Answer
from admin.forms import ConsoleForm, needed, pick
from admin.secure import seen_version
from admin.service_pages.forms import AppointmentForm, ProgressForm, WaitForm
from admin.views.referral_base import ReferralBase
from admin.work_forms import PlainForm
from service.domain.appointments import APPOINTMENT_MACHINE
from service.domain.support_lists import FOLLOW_UP_RESULTS
from service.usecases.appointments import CONTENT, book_appointment, move_appointment
from service.usecases.progress import record_progress
from service.usecases.referrals import amend_referral
from service.usecases.referring_again import follow_up_referral
from service.usecases.unit import Unit


class FollowUpForm(ConsoleForm):
    """What came of asking the person again."""

    result = pick(
        _("What came of it"), FOLLOW_UP_RESULTS, needed(_("Choose what came of it.")),
        blank=_("Choose one"),
    )  # fmt: skip


class ReferralHelp(ReferralBase):
    """The acts; see `admin.views.referrals.ReferralView` for the page they stand on."""

    @expose("/<uuid:referral_id>/appointments", methods=("GET", "POST"))
    def book(self, referral_id: UUID) -> Answer:
        """Book an appointment."""
        self.allowed(referral_id, "referral.receive")
        form, zone, back = AppointmentForm(), self.settings.time_zone, self.url_of(referral_id)

        def act(unit: Unit) -> None:
            book_appointment(
                unit, referral_id, kind=form.kind.data,
                starts_at=form.moment("starts_at", zone), ends_at=form.moment("ends_at", zone),
                **{name: form[name].data for name in CONTENT},
            )  # fmt: skip

        if self.carried_out(form, act):
            return self.done(_("The appointment is booked."), back)
        intro = _("The person reads all of it. Times are those of %(zone)s.", zone=zone.key)
        return self.form_page(
            form, title=_("Book an appointment"), submit=_("Book it"), back=back, intro=intro
        )

    @expose("/<uuid:referral_id>/appointments/<uuid:appointment_id>/<action>", methods=("POST",))
    def move_appointment(self, referral_id: UUID, appointment_id: UUID, action: str) -> Answer:
        """Say what became of an appointment."""
        wanted = steps.named(APPOINTMENT_MACHINE, action)
        form, version, back = PlainForm(), seen_version(), self.url_of(referral_id)
        if self.carried_out(
            form,
            lambda unit: move_appointment(
                unit, referral_id, appointment_id, wanted.action, version=version
            ),
        ):
            return self.done(_("Noted: %(step)s.", step=wanted.label.lower()), back)
        return self.sorry(" ".join(map(str, form.form_errors)) or _("Nothing was done."), back)

    @expose("/<uuid:referral_id>/progress", methods=("GET", "POST"))
    def progress(self, referral_id: UUID) -> Answer:
        """Say how it goes."""
        self.allowed(referral_id, "referral.receive")
        form, back = ProgressForm(), self.url_of(referral_id)

        def act(unit: Unit) -> None:
            record_progress(unit, referral_id, kind=form.kind.data, note=form.note.data or None)

        if self.carried_out(form, act):
            return self.done(_("It is recorded."), back)
        return self.form_page(form, title=_("Say how it goes"), submit=_("Record it"), back=back)

    @expose("/<uuid:referral_id>/expected", methods=("GET", "POST"))
    def expected(self, referral_id: UUID) -> Answer:
        """Say when the waiting may end."""
        row = self.allowed(referral_id, "referral.receive")
        form, back = WaitForm(data={"expected_on": row.expected_on}), self.url_of(referral_id)
        version = seen_version() or row.version

        def act(unit: Unit) -> None:
            changes = {"expected_on": form.expected_on.data}
            amend_referral(unit, referral_id, changes, version=version)

        if self.carried_out(form, act):
            return self.done(_("It is recorded, and the person reads it."), back)
        return self.form_page(
            form, title=_("When support may begin"), submit=_("Record it"), back=back,
            hidden=[("version", str(version))],
        )  # fmt: skip

    @expose("/<uuid:referral_id>/follow-up", methods=("GET", "POST"))
    def follow_up(self, referral_id: UUID) -> Answer:
        """Record what came of asking the person again, after support did not come about."""
        self.allowed(referral_id, "referral.send")
        form, back = FollowUpForm(), self.url_of(referral_id)
        if self.carried_out(
            form, lambda unit: follow_up_referral(unit, referral_id, form.result.data)
        ):
            return self.done(_("It is recorded."), back)
        return self.form_page(
            form, title=_("Ask again what they need"), submit=_("Record it"), back=back,
            intro=_("Support did not come about. Ask the person what they need now."),
        )  # fmt: skip
