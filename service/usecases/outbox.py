"""Sending what waits in the outbox.

Nothing is sent within a transaction. A notice is taken by moving its next try ahead: until then
nobody else tries, and if the process ends before the outcome is noted, it is tried again then. So
each is sent at least once, under one Message-ID, by which mail programs know a repetition.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import update

from service.domain.actors import SYSTEM
from service.domain.errors import MailAway, MailRefused
from service.domain.notices import NOTICES, NoticeState, wait_after
from service.store.models import OutboxNotice
from service.store.queries.outbox import due_notices, notice_row
from service.store.queries.rows import AnyRow
from service.store.sealed import Damaged
from service.usecases.ports import Mailer
from service.usecases.recipients import Unwanted, looked_up
from service.usecases.runtime import Runtime
from service.usecases.unit import housekeeping

_VERBS = {
    NoticeState.SENT: "notice.send",
    NoticeState.DROPPED: "notice.drop",
    NoticeState.FAILED: "notice.fail",
}


def send_waiting(
    runtime: Runtime, limit: int = 10, *, jitter: Callable[[], float] = random.random
) -> Counter[str]:
    """Send the notices whose turn it is; without a mailer they wait.

    Returns:
        How many are now sent, dropped and failed, and how many have to wait.
    """
    done: Counter[str] = Counter()
    if runtime.mailer is None:
        return done
    with runtime.reading(SYSTEM) as reading:
        due = due_notices(reading.connection, reading.now, limit)
    for notice_id in due:
        notice = _take(runtime, notice_id, jitter())
        if notice is None:
            continue
        state = _handle(runtime, runtime.mailer, notice)
        done[state] += 1
        if state == NoticeState.WAITING:
            break  # the server is away: the others wait, rather than the log for its timeouts
    return done


def _take(runtime: Runtime, notice_id: UUID, jitter: float) -> AnyRow | None:
    """Take a notice, unless somebody else has, and set its next try should this one fail."""
    now = runtime.clock()
    with runtime.reading(SYSTEM) as reading:
        seen = notice_row(reading.connection, notice_id)
    attempts = seen.attempts + 1
    with housekeeping(runtime.engine) as session:
        taken: Any = session.execute(
            update(OutboxNotice)
            .where(
                OutboxNotice.id == notice_id,
                OutboxNotice.state == NoticeState.WAITING,
                OutboxNotice.attempts == seen.attempts,
                OutboxNotice.next_at <= now,
            )
            .values(attempts=attempts, next_at=now + wait_after(attempts, jitter))
        )
        if not taken.rowcount:
            return None
        return notice_row(session.connection(), notice_id)


def _handle(runtime: Runtime, mailer: Mailer, notice: AnyRow) -> NoticeState:
    """Send a notice or give it up, and note which."""
    gives_up = notice.created_at + runtime.rules.notice_gives_up_after
    if runtime.clock() > gives_up:
        return _end(runtime, notice, NoticeState.FAILED, notice.fault or "too_late")
    try:
        _send(runtime, mailer, notice)
    except Unwanted as error:
        return _end(runtime, notice, NoticeState.DROPPED, error.reason)
    except Damaged:
        return _end(runtime, notice, NoticeState.FAILED, "damaged")
    except MailRefused as error:
        return _end(runtime, notice, NoticeState.FAILED, error.code)
    except MailAway as error:
        if notice.next_at > gives_up:
            return _end(runtime, notice, NoticeState.FAILED, error.code)
        return _put_off(runtime, notice, error.code)
    return _end(runtime, notice, NoticeState.SENT, None)


def _send(runtime: Runtime, mailer: Mailer, notice: AnyRow) -> None:
    with runtime.reading(SYSTEM) as reading:
        address, shown = looked_up(reading, notice)
    said = NOTICES[notice.kind]
    mailer.send(address, said.subject, said.text(shown), message_id=str(notice.id))


def _put_off(runtime: Runtime, notice: AnyRow, fault: str) -> NoticeState:
    with housekeeping(runtime.engine) as session:
        session.execute(
            update(OutboxNotice).where(OutboxNotice.id == notice.id).values(fault=fault)
        )
    return NoticeState.WAITING


def _end(runtime: Runtime, notice: AnyRow, state: NoticeState, fault: str | None) -> NoticeState:
    with runtime.unit(SYSTEM) as unit:
        row = unit.session.get_one(OutboxNotice, notice.id)
        row.state, row.ended_at, row.fault = state, unit.now, fault
        change = {"notice": row.kind, "to": row.recipient_kind, "reason": fault}
        unit.record(_VERBS[state], row, case_id=row.case_id, change=change)
    return state
