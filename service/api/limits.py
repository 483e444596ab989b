"""How often anybody may call: counted by client where there is a token, else by address."""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from service.api.auth import bearer
from service.domain.errors import SignInFailed

EVERYTHING = "1200 per minute"
"""What a client may do in all, operations with a limit of their own aside."""


def caller() -> str:
    """Name who is counted. A token that is not good counts for the address it came from."""
    tokens = current_app.extensions["redress.tokens"]
    try:
        claims = tokens.check(bearer(request), current_app.extensions["redress"].clock())
    except SignInFailed:
        return get_remote_address()
    return str(claims["sub"])


limiter = Limiter(key_func=caller, headers_enabled=False)


def limited(view: Callable[..., Any], limit: str | None, *, by_address: bool) -> Callable[..., Any]:
    """Count calls of a view: against its own limit, or against the one for everything."""
    key = get_remote_address if by_address else caller
    if limit is not None:
        count = limiter.limit(limit, key_func=key)
    else:
        count = limiter.shared_limit(EVERYTHING, scope="everything", key_func=key)
    wrapped: Callable[..., Any] = count(view)
    return wrapped
