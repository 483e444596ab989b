"""The token endpoint: how clients prove who they are, and what others can learn of the tokens."""

import json
import time
from base64 import b64encode
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.domain.actors import Scope
from service.store.models import AuditEntry
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import World

GRANT = {"grant_type": "client_credentials"}
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ISSUER = "http://localhost"


def keys(kind: str) -> Any:
    return OKPKey.generate_key("Ed25519") if kind == "Ed25519" else ECKey.generate_key("P-256")


def assertion(key: Any, alg: str, client_id: str, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": client_id, "sub": client_id, "aud": f"{ISSUER}/oauth/token",
        "iat": now, "exp": now + 60, "jti": f"once-{now}-{changes}", **changes,
    }  # fmt: skip
    return jwt.encode({"alg": alg}, claims, key, algorithms=[alg])


def prove(api: FlaskClient, signed: str, **more: str) -> TestResponse:
    data = {**GRANT, "client_assertion_type": TYPE, "client_assertion": signed, **more}
    return api.post("/oauth/token", data=data)


def refused(answer: TestResponse, error: str, status: int) -> None:
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.json["error"]) == (status, error), answer.json
    assert answer.headers["Cache-Control"] == "no-store"
    assert "access_token" not in answer.json


@pytest.mark.parametrize("alg", ["Ed25519", "ES256"])
def test_a_key_proves_a_client(api: FlaskClient, world: World, alg: str) -> None:
    key = keys(alg)
    client, secret, _ = world.client(Scope.REPORTS_WRITE, public_jwk=json.dumps(key.as_dict(False)))
    assert secret is None
    signed = assertion(key, alg, client.client_id)
    answer = prove(api, signed)
    assert answer.status_code == 200, answer.json
    assert answer.json["token_type"] == "Bearer"
    caller = Caller(api, answer.json["access_token"])
    caller.post("/v1/reports", {"narrative": "Words."})
    refused(prove(api, signed), "invalid_client", 401)  # once only
    for changes in (
        {"aud": "https://elsewhere.example"},
        {"sub": "somebody-else"},
        {"iss": "somebody-else"},
        {"exp": int(time.time()) - 1},
        {"exp": int(time.time()) + 86_400},
        {"exp": "soon"},
        {"exp": 10**30},
        {"jti": None},
        {"aud": None},
    ):
        signed = assertion(key, alg, client.client_id, **changes)
        refused(prove(api, signed), "invalid_client", 401)
    another = assertion(keys(alg), alg, client.client_id)
    refused(prove(api, another), "invalid_client", 401)
    basic = api.post("/oauth/token", data=GRANT, auth=(client.client_id, ""))
    refused(basic, "invalid_client", 401)


@pytest.mark.parametrize(
    "junk", ["x", ".", "..", "a.b.c", "e30.e30.", "e30.W10.x", "e30.bnVsbA.x", "é.é.é", "a" * 7999,
             "e30." + b64encode(b'{"iss": 1}').decode() + ".x",
             "e30." + b64encode(b'{"iss": "\\u0000"}').decode() + ".x",
             "e30." + b64encode(b'{"iss": "\\ud800"}').decode() + ".x"],
)  # fmt: skip
def test_a_broken_assertion_is_refused(api: FlaskClient, junk: str) -> None:
    refused(prove(api, junk), "invalid_client", 401)


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Basic eA==", "Basic /w==", "Basic AAAA", "Bearer x",
     "Basic " + b64encode(b"redress-x:" + b"y" * 3000).decode(),
     "Basic " + b64encode(b"nobody:\x00").decode(),
     "Basic " + b64encode(b"%00:%00").decode(), "Basic é"],
)  # fmt: skip
def test_bad_basic_credentials_are_refused(api: FlaskClient, runtime: Runtime, header: str) -> None:
    answer = api.post("/oauth/token", data=GRANT, headers={"Authorization": header})
    refused(answer, "invalid_client", 401)
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="redress"'
    with runtime.engine.connect() as connection:
        query = select(AuditEntry.result).where(AuditEntry.verb == "client.token_failed")
        assert connection.scalars(query).all() == ["refused"]


def test_a_secret_proves_a_client(api: FlaskClient, world: World) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE)
    assert secret
    good = api.post("/oauth/token", data=GRANT, auth=(client.client_id, secret))
    assert good.json["scope"] == "reports:write"
    assert good.json["expires_in"] == 900
    for wrong in ("", secret[:-1], secret + "x"):
        answer = api.post("/oauth/token", data=GRANT, auth=(client.client_id, wrong))
        refused(answer, "invalid_client", 401)
    in_body = {**GRANT, "client_id": client.client_id, "client_secret": secret}
    refused(api.post("/oauth/token", data=in_body), "invalid_client", 401)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "cases:read"}, "invalid_scope"),
        ({**GRANT, "scope": "everything"}, "invalid_scope"),
        ({**GRANT, "scope": "x" * 2000}, "invalid_request"),
        ({**GRANT, "client_assertion_type": "other"}, "invalid_request"),
    ],
)
def test_a_bad_request_has_its_oauth_error(
    api: FlaskClient, world: World, data: dict[str, str], error: str
) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE)
    refused(api.post("/oauth/token", data=data, auth=(client.client_id, secret)), error, 400)


def test_json_is_not_a_form(api: FlaskClient) -> None:
    refused(api.post("/oauth/token", json=GRANT), "invalid_request", 400)


def test_unknown_form_fields_are_ignored(api: FlaskClient, world: World) -> None:
    client, secret, _ = world.client(Scope.REPORTS_WRITE)
    data = {**GRANT, "resource": "anything"}
    assert api.post("/oauth/token", data=data, auth=(client.client_id, secret)).status_code == 200


def test_anybody_can_check_a_token(api: FlaskClient, world: World) -> None:
    caller = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    metadata = api.get("/.well-known/oauth-authorization-server").json
    assert metadata["issuer"] == ISSUER
    assert metadata["token_endpoint"] == f"{ISSUER}/oauth/token"
    assert set(metadata["scopes_supported"]) == set(Scope)
    assert api.get(metadata["service_documentation"].removeprefix(ISSUER)).status_code == 200
    published = api.get(metadata["jwks_uri"].removeprefix(ISSUER)).json
    assert all("d" not in key for key in published["keys"])
    token = jwt.decode(caller.token or "", KeySet.import_key_set(published), ["Ed25519"])
    assert token.header["typ"] == "at+jwt"
    assert token.claims["iss"] == token.claims["aud"] == ISSUER
    assert token.claims["exp"] - token.claims["iat"] == 900
    assert {"sub", "client_id", "jti", "scope"} <= set(token.claims)


def test_a_scope_the_client_does_not_have_is_refused(api: FlaskClient, world: World) -> None:
    key = keys("ES256")
    client, _, _ = world.client(Scope.REPORTS_WRITE, public_jwk=json.dumps(key.as_dict(False)))
    signed = assertion(key, "ES256", client.client_id)
    refused(prove(api, signed, scope="cases:read"), "invalid_scope", 400)
