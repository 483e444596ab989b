"""API clients prove who they are with a secret or with an assertion that works once."""

import base64
import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey

from service.domain.actors import SYSTEM, Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, SignInFailed
from service.store.models import ApiClient
from service.usecases import clients
from service.usecases.runtime import Runtime
from tests.builders import World

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AUDIENCE = "https://redress.example/oauth/token"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Key = OKPKey | ECKey


def b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.fixture
def at(runtime: Runtime) -> Runtime:
    return dataclasses.replace(runtime, clock=lambda: NOW)


@pytest.fixture(params=["Ed25519", "ES256"])
def key(request: pytest.FixtureRequest) -> Key:
    made: Key = (
        OKPKey.generate_key("Ed25519")
        if request.param == "Ed25519"
        else ECKey.generate_key("P-256")
    )
    return made


@pytest.fixture
def client(world: World, key: Key) -> ApiClient:
    return world.client(public_jwk=json.dumps(key.as_dict(private=False)))[0]


def algorithm(key: Key) -> str:
    return "Ed25519" if isinstance(key, OKPKey) else "ES256"


def claims_of(client: ApiClient, **changes: Any) -> dict[str, Any]:
    present = int(NOW.timestamp())
    claims = {
        "iss": client.client_id, "sub": client.client_id, "aud": AUDIENCE, "jti": "once",
        "iat": present, "exp": present + 300, **changes,
    }  # fmt: skip
    return {name: value for name, value in claims.items() if value is not ...}


def assertion(client: ApiClient, key: Key, **changes: Any) -> str:
    header = {"alg": algorithm(key)}
    return jwt.encode(header, claims_of(client, **changes), key, [algorithm(key)])


def prove(at: Runtime, token: str, *, demo: bool = False) -> Any:
    with at.unit(SYSTEM) as unit:
        row = clients.prove_assertion(unit, token, [AUDIENCE], demo=demo)
        clients.record_token(unit, row, ["reports:read"])
    return row


def test_an_assertion_is_accepted_once(at: Runtime, client: ApiClient, key: Key) -> None:
    token = assertion(client, key)
    assert prove(at, token).id == client.id
    with pytest.raises(SignInFailed):
        prove(at, token)
    assert prove(at, assertion(client, key, jti="twice")).id == client.id


def test_the_same_jti_is_refused_in_another_guise(at: Runtime, client: ApiClient, key: Key) -> None:
    """A signature can be rewritten by anybody who sees it, and still be good."""
    token = assertion(client, key)
    prove(at, token)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    respelt = token[:-1] + alphabet[alphabet.index(token[-1]) + 1]  # bits that are not decoded
    guises = [respelt, assertion(client, key)]
    if isinstance(key, ECKey):
        signed, _, encoded = token.rpartition(".")
        raw = base64.urlsafe_b64decode(encoded + "==")
        flipped = P256_ORDER - int.from_bytes(raw[32:])
        assert decode_dss_signature(encode_dss_signature(1, flipped)) == (1, flipped)
        other = raw[:32] + flipped.to_bytes(32)
        guises.append(f"{signed}.{base64.urlsafe_b64encode(other).rstrip(b'=').decode()}")
    for guise in guises:
        with pytest.raises(SignInFailed):
            prove(at, guise)


def test_two_clients_may_use_the_same_jti(at: Runtime, world: World) -> None:
    for _ in range(2):
        key = OKPKey.generate_key("Ed25519")
        made = world.client(public_jwk=json.dumps(key.as_dict(private=False)))[0]
        assert prove(at, assertion(made, key)).id == made.id


PRESENT = int(NOW.timestamp())


@pytest.mark.single_database
@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example/token"},
        {"aud": ["https://elsewhere.example/token"]},
        {"aud": ...},
        {"aud": {"is": AUDIENCE}},
        {"exp": PRESENT},
        {"exp": PRESENT - 1},
        {"exp": PRESENT + 601},
        {"exp": ...},
        {"exp": "soon"},
        {"exp": True},
        {"nbf": PRESENT + 60},
        {"sub": "somebody-else"},
        {"sub": ...},
        {"iss": "somebody-else"},
        {"iss": ...},
        {"jti": ...},
        {"jti": 7},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong(
    at: Runtime, client: ApiClient, key: Key, changes: dict[str, Any]
) -> None:
    with pytest.raises(SignInFailed):
        prove(at, assertion(client, key, **changes))


def test_a_list_of_audiences_that_names_us_is_fine(
    at: Runtime, client: ApiClient, key: Key
) -> None:
    assert prove(at, assertion(client, key, aud=["https://elsewhere.example", AUDIENCE]))


def test_another_key_another_algorithm_and_none_are_refused(
    at: Runtime, client: ApiClient, key: Key
) -> None:
    other = type(key).generate_key(key.curve_name)
    header, payload, signature = assertion(client, key).split(".")
    hmac_key = OctKey.import_key(json.dumps(key.as_dict(private=False)))
    for token in (
        assertion(client, other),
        f"{b64({'alg': 'none'})}.{payload}.",
        f"{b64({'alg': 'none'})}.{payload}.{signature}",
        jwt.encode({"alg": "HS256"}, claims_of(client), hmac_key, ["HS256"]),
        f"{header}.{b64(claims_of(client, jti='other'))}.{signature}",
        f"{header}.{payload}.",
    ):
        with pytest.raises(SignInFailed):
            prove(at, token)


@pytest.mark.single_database
@pytest.mark.parametrize(
    "token",
    [
        "", ".", "..", "a", "a.b", "a.b.c", "é.é.é", f".{b64([])}.", f".{b64('x')}.",
        f"..{b64({})}",
        f"{b64([])}.{b64({'iss': 'CLIENT'})}.x",
        f"{b64({})}.{b64({'iss': 'CLIENT'})}.x",
        f"{b64({'alg': 7})}.{b64({'iss': 'CLIENT'})}.x",
        f"{b64({'alg': 'Ed25519', 'crit': 5})}.{b64({'iss': 'CLIENT'})}.x",
        f".{base64.urlsafe_b64encode(b'[' * 100_000).decode()}.",
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_assertion_is_refused_like_any_other(
    at: Runtime, world: World, token: str
) -> None:
    key = OKPKey.generate_key("Ed25519")
    client = world.client(public_jwk=json.dumps(key.as_dict(private=False)))[0]
    iss = b64({"iss": client.client_id})
    with pytest.raises(SignInFailed):
        prove(at, token.replace(b64({"iss": "CLIENT"}), iss))


def test_a_used_assertion_is_forgotten_only_when_it_is_over(runtime: Runtime, world: World) -> None:
    key = OKPKey.generate_key("Ed25519")
    client = world.client(public_jwk=json.dumps(key.as_dict(private=False)))[0]
    token = assertion(client, key)
    prove(dataclasses.replace(runtime, clock=lambda: NOW), token)
    for seconds in (1, 299, 299.9, 300, 301, 900):
        later = dataclasses.replace(runtime, clock=lambda s=seconds: NOW + timedelta(seconds=s))
        with pytest.raises(SignInFailed):
            prove(later, token)
        prove(later, assertion(client, key, jti=str(seconds), exp=PRESENT + int(seconds) + 60))


def by_secret(runtime: Runtime, client_id: str, secret: str, *, demo: bool = False) -> Any:
    with runtime.unit(SYSTEM) as unit:
        return clients.prove_secret(unit, client_id, secret, demo=demo)


def test_a_secret(world: World, runtime: Runtime) -> None:
    client, secret, _ = world.client()
    assert secret is not None
    assert secret not in str(vars(client))
    assert by_secret(runtime, client.client_id, secret).id == client.id
    for client_id, given in (
        (client.client_id, ""), (client.client_id, secret + "x"), (client.client_id, "é"),
        ("redress-unknown", secret), ("redress-unknown", ""), ("", ""),
    ):  # fmt: skip
        with pytest.raises(SignInFailed):
            by_secret(runtime, client_id, given)


def test_sample_credentials_work_in_a_demonstration_only(
    world: World, runtime: Runtime, at: Runtime
) -> None:
    key = OKPKey.generate_key("Ed25519")
    client, secret, _ = world.client(demo=True)
    signer = world.client(demo=True, public_jwk=json.dumps(key.as_dict(private=False)))[0]
    with pytest.raises(SignInFailed):
        by_secret(runtime, client.client_id, secret or "")
    with pytest.raises(SignInFailed):
        prove(at, assertion(signer, key))
    assert by_secret(runtime, client.client_id, secret or "", demo=True)
    assert prove(at, assertion(signer, key), demo=True)


def test_one_method_does_not_stand_in_for_the_other(
    world: World, runtime: Runtime, at: Runtime
) -> None:
    key = OKPKey.generate_key("Ed25519")
    with_key = world.client(public_jwk=json.dumps(key.as_dict(private=False)))[0]
    with pytest.raises(SignInFailed):
        by_secret(runtime, with_key.client_id, "")
    with pytest.raises(SignInFailed):
        prove(at, assertion(world.client()[0], key))


@pytest.mark.single_database
@pytest.mark.parametrize(
    "public_jwk",
    [
        "", "null", "5", "[]", "{}", '"x"', "not json", '{"kty": []}', '{"kty": "OKP"}',
        '{"kty": "oct", "k": "AAAA"}', '{"kty": "RSA", "n": "AQ", "e": "AQ"}', "[" * 100_000,
        json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_public_key_is_refused(world: World, public_jwk: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.client(public_jwk=public_jwk)
    assert refused.value.faults[0].pointer == "/public_jwk"


def test_scopes_are_published_ones_and_a_token_carries_only_those_still_held(
    world: World, runtime: Runtime
) -> None:
    for scopes in ((), ("reports:read", "everything")):
        with pytest.raises(Invalid) as refused, runtime.unit(SYSTEM) as unit:
            clients.create_client(unit, name="Form", scopes=scopes)
        assert refused.value.faults[0].pointer == "/scopes"
    client, _, _ = world.client(Scope.REPORTS_READ)
    actor = clients.client_actor(client, ["reports:read", "cases:read"], "192.0.2.0/24")
    assert actor.scopes == {Scope.REPORTS_READ}
    with pytest.raises(NotAllowed), runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        clients.create_client(unit, name="Form", scopes=["reports:read"])
