"""Who is calling: bearer tokens for clients, reporters and supporters, and nobody at all."""

from collections.abc import Sequence
from uuid import UUID

from flask import Request

from service.api.problems import Problem
from service.domain.actors import NOBODY, Actor, ActorKind, Scope
from service.domain.errors import NotAllowed, SignInFailed
from service.store.models import ApiClient
from service.store.queries.people import client_by_id
from service.usecases.authority import is_usable
from service.usecases.clients import client_actor
from service.usecases.follow_up import supporter_actor
from service.usecases.origin import coarse_origin
from service.usecases.runtime import Runtime
from service.usecases.tokens import Tokens
from service.usecases.unit import record_refusal

FOLLOW_UP = "follow_up"
"""The scope of the token a receipt is exchanged for."""


def origin_of(request: Request) -> str:
    """Give the caller's network, coarsened."""
    return coarse_origin(request.remote_addr)


def nobody(request: Request) -> Actor:
    """Give the actor of a public read."""
    return Actor(NOBODY.kind, origin=origin_of(request))


def follow_up_claims(holder: Actor) -> dict[str, str]:
    """Give what the token of a receipt's or a code's holder says besides the report."""
    claims = {"scope": FOLLOW_UP}
    return {**claims, "supporter": str(holder.id)} if holder.id else claims


def authenticate(
    runtime: Runtime, tokens: Tokens, request: Request, scopes: Sequence[Scope], *, follow_up: bool
) -> Actor:
    """Find out who calls, and that their token is meant for this.

    Args:
        scopes: any one of these will do.
        follow_up: a reporter's or a supporter's token is wanted, not a client's.

    Raises:
        Problem: 401 without a valid token, 403 without the scope.
    """
    claims = _claims(runtime, tokens, request)
    if follow_up:
        if claims.get("scope") != FOLLOW_UP:
            raise Problem("insufficient_scope")
        return _follower(runtime, request, claims)
    if claims.get("scope") == FOLLOW_UP:
        raise Problem("insufficient_scope")
    actor = _client(runtime, request, claims)
    if not actor.scopes & set(scopes):
        _refuse(runtime, actor, scopes)
    return actor


def bearer(request: Request) -> str:
    """Give the token that was sent; nothing when none was."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _claims(runtime: Runtime, tokens: Tokens, request: Request) -> dict[str, str]:
    token = bearer(request)
    if not token:
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="redress"'})
    try:
        return tokens.check(token, runtime.clock())
    except SignInFailed:
        challenge = 'Bearer realm="redress", error="invalid_token"'
        raise Problem("unauthenticated", headers={"WWW-Authenticate": challenge}) from None


def _follower(runtime: Runtime, request: Request, claims: dict[str, str]) -> Actor:
    """Give the reporter, or their supporter, whose access may have ended in the meantime."""
    if "supporter" not in claims:
        report_id = UUID(claims["sub"])
        return Actor(ActorKind.REPORTER, report_id=report_id, origin=origin_of(request))
    with runtime.reading(nobody(request)) as reading:
        supporter = supporter_actor(reading, UUID(claims["supporter"]))
    if supporter is None:
        challenge = 'Bearer realm="redress", error="invalid_token"'
        raise Problem("unauthenticated", headers={"WWW-Authenticate": challenge})
    return supporter


def _client(runtime: Runtime, request: Request, claims: dict[str, str]) -> Actor:
    """Look the client up at each call, so that revoking it takes effect at once."""
    with runtime.reading(NOBODY) as reading:
        client = client_by_id(reading.connection, UUID(claims["sub"]))
    demo = runtime.rules.demo
    if client is None or not is_usable(runtime.provider, ApiClient, client, demo=demo):
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="redress"'})
    return client_actor(client, claims.get("scope", "").split(), origin_of(request))


def _refuse(runtime: Runtime, actor: Actor, scopes: Sequence[Scope]) -> None:
    record_refusal(runtime, actor, NotAllowed(f"scope:{scopes[0]}"))
    wanted = " ".join(scopes)
    challenge = f'Bearer realm="redress", error="insufficient_scope", scope="{wanted}"'
    raise Problem("insufficient_scope", headers={"WWW-Authenticate": challenge})
