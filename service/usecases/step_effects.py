"""What follows from a step of a referral, whoever took it."""

from sqlalchemy import select

from service.domain.code_lists import ReferralStatus
from service.domain.referrals import HELPED
from service.domain.support_lists import AppointmentState
from service.store.models import Appointment, Referral
from service.usecases.service_links import offer_link_if_needed
from service.usecases.unit import Unit

_OVER = (
    ReferralStatus.COMPLETED, ReferralStatus.DID_NOT_ENGAGE, ReferralStatus.WITHDRAWN,
    ReferralStatus.REVOKED,
)  # fmt: skip
"""Ends of a referral that may have appointments."""


def bring_about(unit: Unit, referral: Referral) -> None:
    """Do what the state that a referral has just come to asks for."""
    if referral.status == ReferralStatus.SENT:
        offer_link_if_needed(unit, referral)
    elif referral.status in _OVER:
        cancel_appointments(unit, referral)


def cancel_appointments(unit: Unit, referral: Referral) -> None:
    """Cancel what is booked with a referral that is over.

    Where the service itself brought it to its end, what has begun is left for it to say.
    """
    booked = select(Appointment).where(
        Appointment.referral_id == referral.id, Appointment.state == AppointmentState.BOOKED
    )
    if referral.status in HELPED:
        booked = booked.where(Appointment.starts_at > unit.now)
    for appointment in unit.session.scalars(booked.order_by(Appointment.id)).all():
        before, appointment.state = appointment.state, AppointmentState.CANCELLED
        appointment.updated_at = unit.now
        change = {"from": before, "to": appointment.state}
        unit.record("appointment.cancel", appointment, change=change)
