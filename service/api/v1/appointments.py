"""Appointments: when and where a support service sees somebody."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from service.api.operation import Resource, Result
from service.api.schemas.base import PurposeQuery, TransitionsOut
from service.api.schemas.receiving import (
    AppointmentIn,
    AppointmentOut,
    AppointmentPatch,
    AppointmentsOut,
    AppointmentStepIn,
    OwnAppointmentsOut,
)
from service.api.v1.shared import found, steps_out, with_text
from service.domain.actors import Scope
from service.domain.appointments import APPOINTMENT_MACHINE
from service.domain.policy import permits
from service.store.models import Appointment, Referral
from service.store.queries import receiving as queries
from service.store.queries.places import place_of
from service.store.queries.reports import report_row
from service.usecases import appointments as acts
from service.usecases.access import allow_on
from service.usecases.follow_up import readable_report
from service.usecases.reading import Reading
from service.usecases.unit import Unit

appointments = Resource("Appointments", "When and where a support service sees somebody.")

READ = [Scope.REFERRALS_READ, Scope.CASES_READ, Scope.REFERRALS_RECEIVE]
WRITE = [Scope.REFERRALS_WRITE, Scope.REFERRALS_RECEIVE]
_ALL = "/v1/referrals/<uuid:referral_id>/appointments"
_ONE = f"{_ALL}/<uuid:appointment_id>"
_OPEN = (
    "id", "version", "referral_id", "kind", "state", "starts_at", "ends_at", "created_at",
    "updated_at",
)  # fmt: skip


@appointments.operation(
    "GET", _ALL, "listAppointments", "Read the appointments of a referral",
    query=PurposeQuery(), answer=AppointmentsOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def list_appointments(reading: Reading, query: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Open them."""
    _readable(reading, referral_id)
    rows = queries.appointments_of(reading.connection, referral_id)
    return {"data": _opened(reading, rows, query["purpose"], referral_id)}


@appointments.operation(
    "POST", _ALL, "bookAppointment", "Book an appointment",
    description="With whom a service has taken on. The person reads where and how it is.",
    scopes=WRITE, body=AppointmentIn(), answer=AppointmentOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={
        "kind": "in_person", "starts_at": "2099-01-15T10:00:00Z",
        "ends_at": "2099-01-15T10:50:00Z", "place": "Room 2, Garden Building.",
    },
)  # fmt: skip
def book(unit: Unit, body: dict[str, Any], referral_id: UUID) -> Result:
    """Book one."""
    appointment = acts.book_appointment(unit, referral_id, **body)
    return _written(appointment, f"/v1/referrals/{referral_id}/appointments/{appointment.id}")


@appointments.operation(
    "GET", _ONE, "getAppointment", "Read an appointment",
    query=PurposeQuery(), answer=AppointmentOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_appointment(
    reading: Reading, query: dict[str, Any], referral_id: UUID, appointment_id: UUID
) -> Result:
    """Open one."""
    _readable(reading, referral_id)
    row = found(queries.appointment_row(reading.connection, referral_id, appointment_id))
    return Result(_opened(reading, [row], query["purpose"], referral_id)[0], row.version)


@appointments.operation(
    "PATCH", _ONE, "amendAppointment", "Move an appointment, or change where and how it is",
    scopes=WRITE, body=AppointmentPatch(), answer=AppointmentOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"place": "Room 3, Garden Building."},
)  # fmt: skip
def amend(
    unit: Unit, body: dict[str, Any], referral_id: UUID, appointment_id: UUID, version: int
) -> Result:
    """Change it."""
    return _written(
        acts.amend_appointment(unit, referral_id, appointment_id, body, version=version)
    )


@appointments.operation(
    "GET", f"{_ONE}/transitions", "listAppointmentTransitions",
    "What can be said of an appointment now", answer=TransitionsOut(), scopes=[*READ, *WRITE],
    errors=["not_found"],
)  # fmt: skip
def appointment_transitions(
    reading: Reading, referral_id: UUID, appointment_id: UUID
) -> dict[str, Any]:
    """List the steps."""
    held = allow_on(reading.connection, reading.actor, Referral, referral_id)
    row = found(queries.appointment_row(reading.connection, referral_id, appointment_id))
    steps = APPOINTMENT_MACHINE.from_state(row.state)
    return steps_out([(step, permits(reading.actor, step.permission, held)) for step in steps])


@appointments.operation(
    "POST", f"{_ONE}/transitions", "moveAppointment", "Say what became of an appointment",
    description="The first that took place starts the support.",
    scopes=WRITE, body=AppointmentStepIn(), answer=AppointmentOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "cancel"},
)  # fmt: skip
def move(
    unit: Unit, body: dict[str, Any], referral_id: UUID, appointment_id: UUID, version: int
) -> Result:
    """Take a step."""
    return _written(
        acts.move_appointment(unit, referral_id, appointment_id, body["action"], version=version)
    )


@appointments.operation(
    "GET", "/v1/follow-up/appointments", "listOwnAppointments",
    "Read when and where services see you", answer=OwnAppointmentsOut(), follow_up=True,
)  # fmt: skip
def own_appointments(reading: Reading) -> dict[str, Any]:
    """Open the reporter's own; which services somebody turned to is not for supporters."""
    report_id = readable_report(reading, "report.consent")
    report = found(report_row(reading.connection, report_id))
    rows = queries.appointments_about(reading.connection, reading.actor, report_id)
    content, purpose = Appointment.content, "rights_request"
    return {"data": with_text(reading, rows, content, purpose=purpose, case_id=report.case_id)}


def _readable(reading: Reading, referral_id: UUID) -> None:
    allow_on(reading.connection, reading.actor, Referral, referral_id, "referral.read_content")


def _opened(
    reading: Reading, rows: Iterable[Any], purpose: str, referral_id: UUID
) -> list[dict[str, Any]]:
    case_id = place_of(reading.connection, Referral.__tablename__, referral_id).case_id
    return with_text(reading, rows, Appointment.content, purpose=purpose, case_id=case_id)


def _written(appointment: Appointment, location: str | None = None) -> Result:
    """Answer with the open columns: what is sealed is not read on the way."""
    data = {name: getattr(appointment, name) for name in _OPEN}
    return Result(data, appointment.version, location)
