"""Tokens for API clients (OAuth 2.0 client credentials), and how to check them."""

import base64
from typing import Any
from urllib.parse import unquote_plus

import orjson
from flask import Response, current_app, request
from marshmallow import EXCLUDE, Schema, fields, validate
from sqlalchemy.exc import DataError

from service.api.operation import JSON, Resource, runtime
from service.api.problems import Problem, answer
from service.api.schemas.base import Output, maybe, out, strings
from service.domain.actors import SCOPE_MEANINGS, Actor, Scope
from service.domain.errors import SignInFailed
from service.store.queries.rows import AnyRow
from service.usecases import clients
from service.usecases.reading import Reading
from service.usecases.tokens import public_jwks
from service.usecases.unit import Unit

oauth = Resource("OAuth", "Access tokens for university systems (client credentials).")

_GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="redress"'}


class TokenRequest(Schema):
    """A request for a token, as a form. The client proves itself by HTTP Basic or assertion."""

    class Meta:
        """Unknown parameters are ignored, as OAuth asks (RFC 6749, section 3.2)."""

        unknown = EXCLUDE

    grant_type = fields.String(required=True, metadata={"enum": [_GRANT]})
    scope = fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata={"description": "Scopes separated by spaces; all the client has by default."},
    )
    client_assertion_type = fields.String(validate=validate.Equal(ASSERTION_TYPE))
    client_assertion = fields.String(validate=validate.Length(max=8000))


class TokenOut(Output):
    """A token."""

    access_token = out()
    token_type = out()
    expires_in = out(fields.Integer)
    scope = out()


class JwkOut(Output):
    """A public key (RFC 7517)."""

    kty = out()
    crv = out()
    use = out()
    alg = out()
    kid = out()
    x = out()


class JwksOut(Output):
    """The keys that check tokens."""

    keys = fields.List(fields.Nested(JwkOut), required=True)


class MetadataOut(Output):
    """Authorization-server metadata (RFC 8414)."""

    issuer = out()
    token_endpoint = out()
    jwks_uri = out()
    scopes_supported = strings()
    grant_types_supported = strings()
    response_types_supported = strings()
    token_endpoint_auth_methods_supported = strings()
    token_endpoint_auth_signing_alg_values_supported = strings()
    service_documentation = maybe()


@oauth.operation(
    "POST", "/oauth/token", "issueToken", "Get an access token",
    description="Client credentials: HTTP Basic, or a `private_key_jwt` assertion (RFC 7523).",
    form=TokenRequest(), answer=TokenOut(), status=200, public=True, manual=True,
    limit="60 per minute", example={"grant_type": "client_credentials", "scope": "reports:write"},
    errors=["sign_in_failed"],
)  # fmt: skip
def issue_token(actor: Actor, form: dict[str, Any]) -> Response:
    """Prove the client and sign a token; both outcomes are recorded."""
    if form["grant_type"] != _GRANT:
        return _refused("unsupported_grant_type", "malformed")
    try:
        with runtime().unit(actor) as unit:
            client = _proven(unit, form)
            scopes = _granted(client, form["scope"])
            if not scopes:
                clients.record_token_refused(unit)
                return _refused("invalid_scope", "malformed")
            clients.record_token(unit, client, scopes)
            return _token(unit, client, scopes)
    except (SignInFailed, DataError):  # a text that no database can hold names no client
        # In a unit of its own: on PostgreSQL a statement that failed ends the first one.
        with runtime().unit(actor) as unit:
            clients.record_token_refused(unit)
        return _refused("invalid_client", "sign_in_failed")


@oauth.operation(
    "GET", "/.well-known/jwks.json", "getJwks", "The keys that check tokens",
    answer=JwksOut(), public=True, caches=300,
)  # fmt: skip
def jwks(reading: Reading) -> dict[str, Any]:
    """Give the public keys."""
    return {"keys": public_jwks(reading.instance.provider)}


@oauth.operation(
    "GET", "/.well-known/oauth-authorization-server", "getMetadata", "OAuth metadata",
    answer=MetadataOut(), public=True, caches=300,
)  # fmt: skip
def metadata(_: Reading) -> dict[str, Any]:
    """Describe the token endpoint."""
    issuer = runtime().rules.issuer
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "scopes_supported": [str(scope) for scope in SCOPE_MEANINGS],
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": [
            clients.PRIVATE_KEY_JWT,
            clients.SECRET_BASIC,
        ],
        "token_endpoint_auth_signing_alg_values_supported": clients.ALGORITHMS,
        "service_documentation": f"{issuer}/docs",
    }


def _proven(unit: Unit, form: dict[str, Any]) -> AnyRow:
    """Give the client that proved itself.

    Raises:
        SignInFailed: nobody did.
    """
    demo = runtime().rules.demo
    if form.get("client_assertion"):
        issuer = runtime().rules.issuer
        audiences = [issuer, f"{issuer}/oauth/token"]
        return clients.prove_assertion(unit, form["client_assertion"], audiences, demo=demo)
    client_id, secret = _basic(request.headers.get("Authorization", ""))
    return clients.prove_secret(unit, client_id, secret, demo=demo)


def _basic(header: str) -> tuple[str, str]:
    """Read HTTP Basic credentials (RFC 6749, section 2.3.1: form-encoded, then base64)."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        raise SignInFailed
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise SignInFailed from None
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _granted(client: AnyRow, wanted: str) -> list[str]:
    asked = wanted.split() or client.scopes
    known = {str(scope) for scope in Scope}
    return sorted(set(asked)) if set(asked) <= set(client.scopes) & known else []


def _token(unit: Unit, client: AnyRow, scopes: list[str]) -> Response:
    tokens = current_app.extensions["redress.tokens"]
    claims = {"client_id": client.client_id, "scope": " ".join(scopes)}
    token = tokens.issue(unit.now, subject=str(client.id), claims=claims)
    body = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": tokens.seconds,
        "scope": " ".join(scopes),
    }
    return Response(orjson.dumps(body), 200, content_type=JSON)


def _refused(error: str, code: str) -> Response:
    """Answer with a problem that is also OAuth's error object (RFC 6749, section 5.2)."""
    headers = _CHALLENGE if code == "sign_in_failed" else {}
    return answer(Problem(code, headers=headers, oauth_error=error))
