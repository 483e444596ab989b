"""Appointments: when and where the service that took a referral on sees the person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain.appointments import (
    APPOINTMENT_MACHINE,
    check_begun,
    check_span,
    check_taken_on,
    check_to_come,
)
from service.domain.code_lists import ReferralStatus
from service.domain.errors import WrongState
from service.domain.ids import new_id
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.support_lists import AppointmentState
from service.store.models import Appointment, Referral
from service.store.sealed import Target
from service.usecases.access import load
from service.usecases.notices import notify_of_news, notify_of_step
from service.usecases.parts import part_of
from service.usecases.sharing import take
from service.usecases.unit import Unit

CONTENT = ("place", "joining", "note")
"""What is sealed: where, how to join, and what else the person should know beforehand."""


def book_appointment(
    unit: Unit, referral_id: UUID, *, kind: str, starts_at: datetime, ends_at: datetime,
    **content: str | None,
) -> Appointment:  # fmt: skip
    """Book an appointment with whom a service has taken on.

    Args:
        content: any of `CONTENT`; the person reads it.

    Raises:
        WrongState: the service has not taken the referral on.
        Invalid: it begins in the past, ends before that, or is too long.
    """
    referral = load(unit, Referral, referral_id, "referral.receive")
    check_taken_on(referral.status)
    check_to_come(starts_at, unit.now)
    check_span(starts_at, ends_at)
    appointment = Appointment(
        id=new_id(), referral_id=referral.id, kind=kind, state=AppointmentState.BOOKED,
        starts_at=starts_at, ends_at=ends_at, created_at=unit.now, updated_at=unit.now,
    )  # fmt: skip
    unit.seal(appointment, Appointment.content, _said(content))
    unit.add(appointment)
    unit.record("appointment.book", appointment, change={"kind": kind})
    notify_of_news(unit, referral)
    return appointment


def amend_appointment(
    unit: Unit, referral_id: UUID, appointment_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Appointment:
    """Move a booked appointment, or change where and how it is (RFC 7396).

    Raises:
        WrongState: it is not booked any more, or the referral has come to an end.
        Invalid: as for booking.
    """
    referral, appointment = _loaded(unit, referral_id, appointment_id, version)
    check_taken_on(referral.status)
    if appointment.state != AppointmentState.BOOKED:
        raise WrongState("Only an appointment that is booked can be changed.")
    if not changes:
        return appointment
    if "starts_at" in changes:
        check_to_come(changes["starts_at"], unit.now)
    for name in {"kind", "starts_at", "ends_at"} & set(changes):
        setattr(appointment, name, changes[name])
    check_span(appointment.starts_at, appointment.ends_at)
    appointment.updated_at = unit.now
    reads = _reword(unit, appointment, changes)
    unit.record("appointment.change", appointment, change={"fields": sorted(changes)}, reads=reads)
    notify_of_news(unit, referral)
    return appointment


def move_appointment(
    unit: Unit, referral_id: UUID, appointment_id: UUID, action: str, *, version: int | None
) -> Appointment:
    """Say what became of an appointment. The first that took place starts the support.

    Raises:
        WrongState: it is not booked any more, or nobody can have missed it yet.
    """
    referral, appointment = _loaded(unit, referral_id, appointment_id, version)
    step = APPOINTMENT_MACHINE.step(action, appointment.state)
    check_begun(action, appointment.starts_at, unit.now)
    before, appointment.state = appointment.state, step.target
    appointment.updated_at = unit.now
    unit.record(step.verb, appointment, change={"from": before, "to": step.target})
    notify_of_step(unit, referral, step)
    if step.target == AppointmentState.ATTENDED and referral.status == ReferralStatus.ACCEPTED:
        take(unit, referral, REFERRAL_MACHINE.step("start", referral.status))
    return appointment


def _loaded(
    unit: Unit, referral_id: UUID, appointment_id: UUID, version: int | None
) -> tuple[Referral, Appointment]:
    referral = load(unit, Referral, referral_id, "referral.receive")
    return referral, part_of(
        unit, Appointment, referral.id, appointment_id, version=version, whole="referral_id"
    )


def _reword(unit: Unit, appointment: Appointment, changes: Mapping[str, Any]) -> list[Target]:
    """Merge what changes into the sealed content, and give what was opened for it."""
    patch = {name: changes[name] for name in CONTENT if name in changes}
    if not patch:
        return []
    reads = [Appointment.content.target(appointment)]
    with unit.opening(reads):
        merged = _said({**Appointment.content.open(appointment), **patch})
    appointment.content_ct = None
    unit.seal(appointment, Appointment.content, merged)
    return reads


def _said(content: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in content.items() if text}
