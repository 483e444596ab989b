"""How often people may do at the pages what others might try by machine."""

from contextlib import AbstractContextManager, nullcontext

from flask import current_app
from flask_limiter.util import get_remote_address


def counted(limit: str, scope: str) -> AbstractContextManager[object]:
    """Count what is done in the block against its address; beyond the limit it is not done.

    Where limits are switched off, nothing counts.
    """
    limiter = next(iter(current_app.extensions.get("limiter", ())), None)
    if limiter is None:
        return nullcontext()
    counting: AbstractContextManager[object] = limiter.shared_limit(
        limit, scope=scope, key_func=get_remote_address
    )
    return counting
