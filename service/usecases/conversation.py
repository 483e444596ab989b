"""What every message of a conversation has, whoever or whatever writes it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from service.domain.actors import ActorKind
from service.domain.casework_lists import MessageDirection
from service.domain.ids import new_id
from service.store.models import Message, Report
from service.usecases.unit import Unit

FROM_REPORTER = MessageDirection.FROM_REPORTER
TO_REPORTER = MessageDirection.TO_REPORTER
AUTOMATIC = MessageDirection.AUTOMATIC
_VERBS = {
    FROM_REPORTER: "message.from_reporter",
    TO_REPORTER: "message.to_reporter",
    AUTOMATIC: "message.automatic",
}
_ANSWERED = {FROM_REPORTER: (TO_REPORTER, AUTOMATIC), TO_REPORTER: (FROM_REPORTER,), AUTOMATIC: ()}
"""Who answers has read what came before."""


def leave_message(
    unit: Unit,
    report: Report,
    text: str,
    direction: MessageDirection,
    *,
    codes: Mapping[str, str] | None = None,
    reporter_only: bool = False,
) -> Message:
    """Seal a message into a report's conversation; the caller has checked that the actor may.

    Args:
        codes: what else the log says of it.
        reporter_only: whether to keep it from the team and from supporters.
    """
    by_officer = direction == TO_REPORTER and unit.actor.kind == ActorKind.OFFICER
    message = Message(
        id=new_id(),
        report_id=report.id,
        direction=direction,
        officer_id=unit.actor.id if by_officer else None,
        reporter_only=reporter_only,
        created_at=unit.now,
    )
    unit.seal(message, Message.body, {"text": text})
    unit.add(message)
    unit.record(
        _VERBS[direction],
        message,
        case_id=report.case_id,
        change={"report": str(report.id), **(codes or {})},
    )
    mark_read(unit, report.id, *_ANSWERED[direction])
    return message


def mark_read(unit: Unit, report_id: UUID, *directions: MessageDirection) -> None:
    """Note that the messages in some directions have now been read; goes with a recorded act."""
    unit.session.execute(
        update(Message)
        .where(
            Message.report_id == report_id,
            Message.direction.in_(directions),
            Message.read_at.is_(None),
        )
        .values(read_at=unit.now)
    )
