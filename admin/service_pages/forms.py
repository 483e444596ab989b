"""What a service fills in on its visit."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _
from wtforms import DateField, TimeField
from wtforms.validators import Optional

from admin.forms import ConsoleForm, coded_reason, line, needed, pick, text
from admin.work_forms import PlainForm, on_calendar
from service.domain.code_lists import ReferralStatus
from service.domain.support_lists import APPOINTMENT_KINDS, PROGRESS_KINDS
from service.domain.transitions import Transition


class WaitForm(ConsoleForm):
    """How long the waiting may last."""

    expected_on = DateField(
        _("When support may begin"), [Optional(), on_calendar],
        description=_("The person reads this day."),
    )  # fmt: skip


class AppointmentForm(ConsoleForm):
    """When and where the service sees the person."""

    kind = pick(
        _("How"), APPOINTMENT_KINDS, needed(_("Choose how you meet.")), blank=_("Choose one")
    )
    day = DateField(_("Day"), [needed(_("Say on which day.")), on_calendar])
    starts_at = TimeField(_("From"), [needed(_("Say when it starts."))])
    ends_at = TimeField(_("Until"), [needed(_("Say when it ends."))])
    place = line(_("Where"))
    joining = line(_("How to join"), description=_("A number to ring, or an address of a call."))
    note = text(_("What else they should know"))

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        """Give when it starts or ends, in UTC; the form has been found in order."""
        day: Any = self.day.data
        return datetime.combine(day, self[name].data, zone).astimezone(UTC)


class ProgressForm(ConsoleForm):
    """How it goes."""

    kind = pick(
        _("What happened"), PROGRESS_KINDS, needed(_("Choose what happened.")),
        blank=_("Choose one"),
    )  # fmt: skip
    note = text(
        _("In words"),
        description=_("For whoever referred the person to you. The person does not read it."),
    )


def step_form(step: Transition) -> ConsoleForm:
    """Make the form of a step: its reason, how long they have to wait, or only a question."""
    if step.reasons is not None:
        return coded_reason(step.reasons)
    return WaitForm() if step.target == ReferralStatus.WAITLISTED else PlainForm()
