"""Setting up an instance, and its upkeep."""

from datetime import timedelta

from sqlalchemy import delete

from service.domain.actors import SYSTEM
from service.store.models import ConsoleSession, IdempotencyKey, UsedAssertion
from service.usecases.runtime import Runtime
from service.usecases.unit import housekeeping

_KEEP_ANSWERS = timedelta(hours=24)
_KEEP_SESSIONS = timedelta(days=30)


def set_up(runtime: Runtime) -> None:
    """Make a new instance's key-encryption keys, and its log's first entry.

    An instance that was set up before gets the keys it lacks: an older version made fewer.
    """
    is_new = not runtime.keystore.has_kek()
    runtime.keystore.ensure_keks(runtime.clock())
    if is_new:
        with runtime.unit(SYSTEM) as unit:
            unit.record("instance.init", change={"origin": runtime.rules.log_origin})


def drop_expired(runtime: Runtime) -> None:
    """Drop what is kept only for a while: kept answers, old sessions, used assertions."""
    now = runtime.clock()
    with housekeeping(runtime.engine) as session:
        session.execute(
            delete(IdempotencyKey).where(IdempotencyKey.created_at < now - _KEEP_ANSWERS)
        )
        session.execute(
            delete(ConsoleSession).where(ConsoleSession.expires_at < now - _KEEP_SESSIONS)
        )
        session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at < now))
