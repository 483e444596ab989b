"""What the holder of a receipt may know: how things stand, in plain words."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import Actor, ActorKind
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import ReportMode
from service.domain.errors import NotFound, WrongState
from service.domain.referrals import REFERRAL_MACHINE
from service.domain.reports import REPORT_MACHINE
from service.store.models import Report
from service.store.queries.audit import timeline
from service.store.queries.cases import case_row
from service.store.queries.reports import messages_of, report_row
from service.store.queries.support import referrals_about
from service.usecases.entries import Subject
from service.usecases.intake import receipt_mac
from service.usecases.messages import TO_REPORTER, URGENT_HELP
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_TOLD = {
    step.verb: step.tells
    for machine in (REPORT_MACHINE, CASE_MACHINE, REFERRAL_MACHINE)
    for step in machine.transitions
    if step.tells
} | {"report.submit": "You sent your report."}
"""What the reporter is told of each act; acts not listed here are internal."""


def own_report(actor: Actor) -> UUID:
    """Give the report whose receipt the actor holds.

    Raises:
        NotFound: the actor is no reporter.
    """
    if actor.report_id is None:
        raise NotFound
    return actor.report_id


def use_receipt(unit: Unit, receipt: str) -> UUID | None:
    """Find the report of a receipt; None when there is none. Either is put on record."""
    mac = receipt_mac(unit.provider, receipt)
    query = select(Report.id).where(Report.receipt_mac == mac)
    report_id = unit.session.scalar(query) if mac else None
    if report_id is None:
        unit.record("receipt.refused", result="refused")
    else:
        reporter = Actor(ActorKind.REPORTER, report_id=report_id, origin=unit.actor.origin)
        unit.go_on_as(reporter)
        unit.record("receipt.use", Subject(Report.__tablename__, report_id))
    return report_id


def status(reading: Reading) -> dict[str, Any]:
    """Say how things stand. Nothing sealed is opened for it."""
    report = report_row(reading.connection, own_report(reading.actor))
    if report is None:
        raise NotFound
    case = case_row(reading.connection, report.case_id) if report.case_id else None
    referrals = referrals_about(reading.connection, report.id)
    subjects = [report.id, *(row.id for row in referrals)] + ([case.id] if case else [])
    acts = timeline(reading.connection, case_id=None, subject_ids=subjects)
    messages = messages_of(reading.connection, [report.id])
    return {
        "reference": report.reference,
        "state": report.state,
        "case_state": case.state if case else None,
        "submitted_at": report.created_at,
        "updates": [
            {"at": act.at, "text": _TOLD[act.verb]}
            for act in acts
            if act.verb in _TOLD and act.result == "done"
        ],
        "messages_since_yours": sum(
            message.direction == TO_REPORTER and message.read_at is None for message in messages
        ),
        "may_withdraw": _can_withdraw(report.state),
        "may_identify": report.mode == ReportMode.ANONYMOUS,
        "urgent_help": URGENT_HELP,
    }


def _can_withdraw(state: str) -> bool:
    try:
        REPORT_MACHINE.step("withdraw", state)
    except WrongState:
        return False
    return True
