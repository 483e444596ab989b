"""What the holder of a receipt, or a supporter's code, may do and know."""

from uuid import UUID

from sqlalchemy import select

from service.domain.actors import Actor, ActorKind
from service.domain.errors import NotAllowed, NotFound
from service.store.models import Report, Supporter
from service.store.queries.reporters import supporter_row
from service.usecases.access import allow_on
from service.usecases.entries import Subject
from service.usecases.reading import Reading
from service.usecases.receipts import receipt_mac, supporter_mac
from service.usecases.unit import Unit


def own_report(actor: Actor) -> UUID:
    """Give the report whose receipt, or whose supporter's code, the actor holds.

    Raises:
        NotFound: the actor is no reporter.
    """
    if actor.report_id is None:
        raise NotFound
    return actor.report_id


def readable_report(reading: Reading, permission: str) -> UUID:
    """Give the report whose receipt the actor holds, if they hold the permission on it.

    Raises:
        NotFound, NotAllowed: see `allow_on`; a supporter may follow, and nothing more.
    """
    report_id = own_report(reading.actor)
    allow_on(reading.connection, reading.actor, Report, report_id, permission)
    return report_id


def readable_conversation(reading: Reading) -> UUID:
    """Give the report whose conversation the actor may read.

    Raises:
        NotAllowed: the reporter keeps the conversation from this supporter.
    """
    report_id = readable_report(reading, "report.follow")
    if not reading.actor.reads_messages:
        raise NotAllowed("report.follow", subject=(Report.__tablename__, report_id))
    return report_id


def use_receipt(unit: Unit, receipt: str) -> Actor | None:
    """Find who holds a receipt or a supporter's code; None when nobody does.

    Either is put on record.
    """
    holder = _reporter(unit, receipt) or _supporter(unit, receipt)
    if holder is None:
        unit.record("receipt.refused", result="refused")
        return None
    unit.go_on_as(holder)
    supports = holder.kind == ActorKind.SUPPORTER
    verb = "supporter.use" if supports else "receipt.use"
    unit.record(verb, Subject(Report.__tablename__, own_report(holder)))
    return holder


def supporter_actor(reading: Reading, supporter_id: UUID) -> Actor | None:
    """Give who a supporter is; None once their access has ended."""
    row = supporter_row(reading.connection, supporter_id)
    if row is None:
        return None
    return Actor(
        ActorKind.SUPPORTER, row.id, report_id=row.report_id, origin=reading.actor.origin,
        reads_messages=row.may_read_messages,
    )  # fmt: skip


def _reporter(unit: Unit, receipt: str) -> Actor | None:
    mac = receipt_mac(unit.provider, receipt)
    query = select(Report.id).where(Report.receipt_mac == mac)
    report_id = unit.session.scalar(query) if mac else None
    if report_id is None:
        return None
    return Actor(ActorKind.REPORTER, report_id=report_id, origin=unit.actor.origin)


def _supporter(unit: Unit, code: str) -> Actor | None:
    mac = supporter_mac(unit.provider, code)
    query = select(Supporter).where(Supporter.code_mac == mac, Supporter.ended_at.is_(None))
    supporter = unit.session.scalar(query) if mac else None
    if supporter is None:
        return None
    return Actor(
        ActorKind.SUPPORTER, supporter.id, report_id=supporter.report_id,
        origin=unit.actor.origin, reads_messages=supporter.may_read_messages,
    )  # fmt: skip
