"""API clients: creating them, and proving that a caller is one."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import import_key
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from service.domain.actors import Actor, ActorKind, Scope
from service.domain.errors import NotFound, SignInFailed, invalid
from service.domain.ids import new_id
from service.store.models import ApiClient, SupportService, UsedAssertion
from service.store.queries.people import client_row
from service.store.queries.rows import AnyRow
from service.usecases.access import allow
from service.usecases.authority import attest, is_usable
from service.usecases.entries import Subject
from service.usecases.tokens import MALFORMED
from service.usecases.unit import Unit

SECRET_BASIC = "client_secret_basic"  # noqa: S105 - the name of a method, not a secret
PRIVATE_KEY_JWT = "private_key_jwt"
ALGORITHMS = ["Ed25519", "ES256", "ES384", "PS256", "RS256"]
_MAX_ASSERTION_SECONDS = 600


def create_client(
    unit: Unit,
    *,
    name: str,
    scopes: Sequence[str],
    public_jwk: str | None = None,
    service_id: UUID | None = None,
    demo: bool = False,
) -> tuple[ApiClient, str | None]:
    """Create an API client.

    Args:
        public_jwk: the public key of a ``private_key_jwt`` client; without it the client has a
            secret.
        service_id: the support service whose own system it is; it needs one exactly where it may
            receive referrals.

    Returns:
        The client, and its secret, shown once.

    Raises:
        Invalid: a scope is unknown, the service does not go with the scopes or is not there, or
            the key is not a public JSON Web Key.
    """
    allow(unit.actor, "client.manage")
    if not scopes or not set(scopes) <= set(Scope):
        raise invalid("/scopes", "unknown_code", "Give at least one published scope.")
    _check_service(unit, scopes, service_id)
    if public_jwk is not None:
        _check_public(public_jwk)
    secret = None if public_jwk else secrets.token_urlsafe(32)
    client = ApiClient(
        id=new_id(), name=name, client_id=f"redress-{secrets.token_hex(8)}",
        auth_method=PRIVATE_KEY_JWT if public_jwk else SECRET_BASIC,
        secret_hash=_hash(secret) if secret else None, public_jwk=public_jwk,
        scopes=sorted(set(scopes)), service_id=service_id, active=True, demo=demo,
        created_at=unit.now,
    )  # fmt: skip
    attest(unit, client)
    unit.add(client)
    change = {"scopes": client.scopes, "method": client.auth_method}
    if service_id is not None:
        change["service"] = str(service_id)
    unit.record("client.create", client, change=change)
    return client, secret


def prove_secret(unit: Unit, client_id: str, secret: str, *, demo: bool) -> AnyRow:
    """Accept a client by its secret (``client_secret_basic``).

    Raises:
        SignInFailed: anything is wrong; the caller records it.
    """
    client = _usable(unit, client_id, SECRET_BASIC, demo=demo)
    expected = client.secret_hash if client else _hash("")
    if not hmac.compare_digest(expected, _hash(secret)) or client is None:
        raise SignInFailed
    return client


def prove_assertion(unit: Unit, assertion: str, audiences: Sequence[str], *, demo: bool) -> AnyRow:
    """Accept a client by an assertion signed with its key (``private_key_jwt``, RFC 7523).

    Raises:
        SignInFailed: anything is wrong, or the assertion was used before.
    """
    try:
        client = _usable(unit, _claimed_issuer(assertion), PRIVATE_KEY_JWT, demo=demo)
        if client is None:
            raise SignInFailed
        token = jwt.decode(assertion, import_key(json.loads(client.public_jwk)), ALGORITHMS)
    except MALFORMED:
        raise SignInFailed from None
    claims = token.claims
    now = int(unit.now.timestamp())
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    expires = claims.get("exp")
    if (
        claims.get("sub") != client.client_id
        or not set(map(str, named)) & set(audiences)
        or not isinstance(expires, int)
        or not now < expires <= now + _MAX_ASSERTION_SECONDS
        or not isinstance(claims.get("jti"), str)
        or not _begun(claims.get("nbf", now), now)
    ):
        raise SignInFailed
    _use_once(unit, client, claims["jti"], expires)
    return client


def revoke_client(unit: Unit, client_id: str) -> ApiClient:
    """Revoke a client: its tokens stop at once.

    Raises:
        NotFound: there is no live client of this identifier.
    """
    allow(unit.actor, "client.manage")
    client = unit.session.scalar(select(ApiClient).where(ApiClient.client_id == client_id))
    if client is None or not client.active:
        raise NotFound
    client.active = False
    attest(unit, client)
    unit.record("client.revoke", client)
    return client


def client_actor(client: AnyRow, scopes: Sequence[str], origin: str) -> Actor:
    """Give the actor a client is, with the scopes of its token that it still has."""
    held = frozenset(Scope(scope) for scope in scopes if scope in client.scopes)
    return Actor(
        ActorKind.CLIENT, client.id, scopes=held, service_id=client.service_id, origin=origin
    )


def record_token(unit: Unit, client: AnyRow, scopes: Sequence[str]) -> None:
    """Record that a client was given a token."""
    unit.go_on_as(client_actor(client, scopes, unit.actor.origin))
    subject = Subject(ApiClient.__tablename__, client.id)
    unit.record("client.token", subject, change={"scopes": sorted(scopes)})


def record_token_refused(unit: Unit) -> None:
    """Record that somebody was not."""
    unit.record("client.token_failed", result="refused")


def _usable(unit: Unit, client_id: str, method: str, *, demo: bool) -> AnyRow | None:
    client = client_row(unit.session.connection(), client_id)
    if client is None or client.auth_method != method:
        return None
    return client if is_usable(unit.provider, ApiClient, client, demo=demo) else None


def _claimed_issuer(assertion: str) -> str:
    payload = assertion.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(claims.get("iss", "")) if isinstance(claims, dict) else ""


def _begun(not_before: object, now: int) -> bool:
    return isinstance(not_before, int | float) and not_before <= now


def _use_once(unit: Unit, client: AnyRow, jti: str, expires: int) -> None:
    # By its identifier, not its bytes: a signature can be respelt and still be good.
    digest = hashlib.sha256(client.id.bytes + jti.encode(errors="surrogatepass")).digest()
    session = unit.session
    session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at < unit.now))
    try:
        session.execute(
            insert(UsedAssertion).values(
                digest=digest, expires_at=datetime.fromtimestamp(expires, UTC)
            )
        )
    except IntegrityError:
        raise SignInFailed from None


def _check_service(unit: Unit, scopes: Sequence[str], service_id: UUID | None) -> None:
    if (Scope.REFERRALS_RECEIVE in scopes) != (service_id is not None):
        detail = f"A client with {Scope.REFERRALS_RECEIVE}, and no other, is of a support service."
        raise invalid("/service_id", "not_with_scopes", detail)
    if service_id is not None and unit.session.get(SupportService, service_id) is None:
        raise invalid("/service_id", "not_available", "No service has this id.")


def _check_public(public_jwk: str) -> None:
    try:
        jwk = json.loads(public_jwk)
        if "d" in jwk or jwk.get("kty") == "oct":
            raise ValueError
        import_key(jwk)
    except MALFORMED:
        raise invalid("/public_jwk", "not_a_public_key", "Give a public JSON Web Key.") from None


def _hash(secret: str) -> str:
    # A secret has 256 random bits, so a fast hash is enough: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()
