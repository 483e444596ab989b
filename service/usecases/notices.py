"""Notices without content: rows written with the act, sent after it, to whoever may still know."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from service.domain.actors import ActorKind
from service.domain.casework_lists import ClockKind
from service.domain.code_lists import ReportMode
from service.domain.deadlines import FIRST_REVIEW_WORKING_DAYS
from service.domain.ids import new_id
from service.domain.notices import (
    NOTICES,
    OUT_OF_HOURS,
    NoticeState,
    automatic_answer,
    spelled_out,
    working_days,
)
from service.domain.transitions import Transition
from service.store.models import (
    Case,
    Clock,
    Message,
    OutboxNotice,
    Referral,
    Report,
    ServiceLink,
)
from service.store.queries.guard import is_shut_out
from service.store.queries.places import place_of
from service.store.queries.support import urgent_services
from service.usecases.conversation import AUTOMATIC, leave_message
from service.usecases.unit import Unit


def notify_reporter(unit: Unit, report: Report, kind: str) -> None:
    """Put a notice for a reporter into the outbox; whoever is anonymous has no address."""
    if report.mode != ReportMode.ANONYMOUS:
        _put(unit, kind, report.id, case_id=report.case_id, report_id=report.id)


def notify_officers(
    unit: Unit,
    kind: str,
    officer_ids: Iterable[UUID],
    *,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
) -> None:
    """Put a notice for each of these officers into the outbox; who is shut out gets none."""
    connection = unit.session.connection()
    for officer_id in sorted(set(officer_ids)):
        if not is_shut_out(connection, officer_id, case_id=case_id, report_id=report_id):
            _put(unit, kind, officer_id, case_id=case_id, report_id=report_id)


def notify_service(unit: Unit, link: ServiceLink, kind: str) -> None:
    """Put a notice for the mailbox of the service that a link is for into the outbox."""
    place = place_of(unit.session.connection(), ServiceLink.__tablename__, link.id)
    _put(unit, kind, link.id, **place._asdict())


def notify_of_step(unit: Unit, about: Report | Case | Referral, step: Transition) -> None:
    """Let reporters know of a step that tells them something, unless they took it themselves."""
    if step.tells:
        notify_of_news(unit, about)


def notify_of_news(unit: Unit, about: Report | Case | Referral) -> None:
    """Let reporters know that there is something new, unless it is their own doing."""
    if unit.actor.kind != ActorKind.REPORTER:
        for report in _reports(unit, about):
            notify_reporter(unit, report, "status_changed")


def answer_automatically(
    unit: Unit, report: Report, kind: str, *, reporter_only: bool = False
) -> None:
    """Leave an automatic answer in a reporter's conversation, with where to turn in a crisis.

    While nobody is there, it says when somebody will be: once until then, with whatever answer.

    Args:
        kind: ``received`` for a report, ``out_of_hours`` for a message nobody reads just now,
            ``follow_up`` some weeks after a case was closed, ``asked`` for a question.
        reporter_only: whether to keep it from the team and from supporters.
    """
    closed = not unit.rules.office_hours.is_open(unit.now)
    if kind == OUT_OF_HOURS and (not closed or _knows_we_are_away(unit, report)):
        return
    kinds = dict.fromkeys((kind, OUT_OF_HOURS) if closed else (kind,))
    services = urgent_services(unit.session.connection())
    urgent = [(row.name, row.contact["phone"]) for row in services if row.contact.get("phone")]
    text = automatic_answer(kinds, _facts(unit, report), urgent)
    codes = {"kind": kind}
    leave_message(unit, report, text, AUTOMATIC, codes=codes, reporter_only=reporter_only)


def _knows_we_are_away(unit: Unit, report: Report) -> bool:
    """Whether an automatic answer was left since the office closed: it said when we are back."""
    query = select(func.max(Message.created_at)).where(
        Message.report_id == report.id, Message.direction == AUTOMATIC
    )
    last = unit.session.scalar(query)
    hours = unit.rules.office_hours
    if last is None or hours.is_open(last):
        return False
    return hours.next_opening(last) == hours.next_opening(unit.now)


def _facts(unit: Unit, report: Report) -> dict[str, str]:
    """Say in words what automatic answers may tell."""
    query = select(Clock.days).where(
        Clock.report_id == report.id, Clock.kind == ClockKind.FIRST_REVIEW
    )
    days = unit.session.scalar(query) or FIRST_REVIEW_WORKING_DAYS
    opening = unit.rules.office_hours.next_opening(unit.now)
    return {
        "review": working_days(days),
        "opening": spelled_out(opening, unit.rules.calendar.zone),
    }


def _reports(unit: Unit, about: Report | Case | Referral) -> Iterable[Report]:
    """Give the reports whose reporters follow this."""
    if isinstance(about, Report):
        return [about]
    is_told = Report.case_id == about.id
    if isinstance(about, Referral):
        is_told = Report.id == about.report_id
    return unit.session.scalars(select(Report).where(is_told).order_by(Report.id)).all()


def _put(
    unit: Unit,
    kind: str,
    recipient_id: UUID,
    *,
    case_id: UUID | None,
    report_id: UUID | None,
) -> None:
    unit.add(
        OutboxNotice(
            id=new_id(), kind=kind, recipient_kind=NOTICES[kind].recipient,
            recipient_id=recipient_id, case_id=case_id, report_id=report_id,
            created_at=unit.now, next_at=unit.now, attempts=0, state=NoticeState.WAITING,
        )
    )  # fmt: skip
