"""What a service does with a referral, in and out: appointments, progress, links."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    coded,
    moment,
    out,
    string,
    uuid,
)
from service.api.schemas.exact import Instant
from service.domain import support_lists as lists
from service.domain.appointments import APPOINTMENT_MACHINE

_PLACE = "Where it is. The person reads it."
_JOINING = "How to join, such as a number to ring or an address of a call. The person reads it."
_NOTE = "What else the person should know beforehand. They read it."


def _kind(**options: object) -> fields.String:
    return coded(lists.APPOINTMENT_KINDS, **options)


class AppointmentPatch(Input):
    """Changes to a booked appointment (JSON Merge Patch)."""

    kind = _kind()
    starts_at = Instant()
    ends_at = Instant(metadata={"description": "After it starts, at most 24 hours."})
    place = string(SHORT_TEXT, allow_none=True, metadata={"description": _PLACE})
    joining = string(1000, allow_none=True, metadata={"description": _JOINING})
    note = string(LONG_TEXT, allow_none=True, metadata={"description": _NOTE})


class AppointmentIn(Input):
    """An appointment to book."""

    kind = _kind(required=True)
    starts_at = Instant(required=True, metadata={"description": "Still to come."})
    ends_at = Instant(required=True, metadata={"description": "After it starts, at most 24 hours."})
    place = string(SHORT_TEXT, metadata={"description": _PLACE})
    joining = string(1000, metadata={"description": _JOINING})
    note = string(LONG_TEXT, metadata={"description": _NOTE})


class AppointmentStepIn(Input):
    """What became of an appointment."""

    action = fields.String(
        required=True, validate=validate.OneOf([t.action for t in APPOINTMENT_MACHINE.transitions])
    )


class _WhenAndWhere(Output):
    id = uuid()
    kind = out(validate=validate.OneOf(lists.APPOINTMENT_KINDS.values()))
    state = out(validate=validate.OneOf(lists.APPOINTMENT_STATES.values()))
    starts_at = moment()
    ends_at = moment()
    place = fields.String()
    joining = fields.String()
    note = fields.String()


class AppointmentOut(_WhenAndWhere):
    """When and where a service sees somebody."""

    version = out(fields.Integer)
    referral_id = uuid()
    created_at = moment()
    updated_at = moment()


class AppointmentsOut(Output):
    """The appointments of a referral, the earliest first."""

    data = fields.List(fields.Nested(AppointmentOut), required=True)


class OwnAppointmentOut(_WhenAndWhere):
    """When and where a service sees the reporter."""

    service_name = out()


class OwnAppointmentsOut(Output):
    """The reporter's appointments with every service, the earliest first."""

    data = fields.List(fields.Nested(OwnAppointmentOut), required=True)


class ProgressIn(Input):
    """Something to say of how it goes."""

    kind = coded(lists.PROGRESS_KINDS, required=True)
    note = string(
        LONG_TEXT,
        metadata={"description": "For whoever sent the referral. The person is not shown it."},
    )


class ProgressOut(Output):
    """Something the service said of how it goes."""

    id = uuid()
    kind = out(validate=validate.OneOf(lists.PROGRESS_KINDS.values()))
    recorded_at = moment()
    note = fields.String()


class ProgressesOut(Output):
    """What the service said of how it goes, oldest first."""

    data = fields.List(fields.Nested(ProgressOut), required=True)


class ServiceLinkOut(Output):
    """A link that was sent to the service's mailbox. The link itself is only in that mail."""

    id = uuid()
    created_at = moment()
    expires_at = moment()
    ended_at = Moment(required=True, allow_none=True)


class ServiceLinksOut(Output):
    """The links there were to a referral, oldest first."""

    data = fields.List(fields.Nested(ServiceLinkOut), required=True)
