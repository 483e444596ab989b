"""Access tokens: ours, unaltered and not over — or refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.keyring import FileKeyring
from service.domain.errors import SignInFailed
from service.usecases.tokens import Tokens, public_jwks

pytestmark = pytest.mark.single_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ISSUER = "https://redress.example"


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> FileKeyring:
    return FileKeyring.create(tmp_path_factory.mktemp("keys") / "keyring.json")


@pytest.fixture(scope="module")
def tokens(keyring: FileKeyring) -> Tokens:
    return Tokens(keyring, ISSUER, 900)


def issue(tokens: Tokens) -> str:
    return tokens.issue(NOW, subject="somebody", claims={"scope": "reports:read"})


def decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_says_who_for_what_and_how_long(keyring: FileKeyring, tokens: Tokens) -> None:
    header, payload, _ = issue(tokens).split(".")
    (jwk,) = public_jwks(keyring)
    assert decoded(header) == {"alg": "Ed25519", "typ": "at+jwt", "kid": jwk["kid"]}
    claims = decoded(payload)
    assert claims.pop("jti")
    present = int(NOW.timestamp())
    assert claims == {
        "iss": ISSUER, "aud": ISSUER, "sub": "somebody", "scope": "reports:read",
        "iat": present, "exp": present + 900,
    }  # fmt: skip
    assert "d" not in jwk


@pytest.mark.parametrize(
    ("seconds", "good"), [(-61, False), (-60, True), (0, True), (899, True), (900, False)]
)
def test_a_token_is_good_for_its_time(tokens: Tokens, seconds: int, good: bool) -> None:
    token = issue(tokens)
    for _ in range(2):  # the second time it is remembered, which must make no difference
        if good:
            assert tokens.check(token, NOW + timedelta(seconds=seconds))["sub"] == "somebody"
            continue
        with pytest.raises(SignInFailed):
            tokens.check(token, NOW + timedelta(seconds=seconds))


def refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(SignInFailed):
        tokens.check(token, NOW)


@given(st.data())
def test_one_changed_character_is_refused(tokens: Tokens, data: st.DataObject) -> None:
    token = issue(tokens)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one holds bits nobody decodes
    other = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda c: c != token[place]))
    refused(tokens, token[:place] + other + token[place + 1 :])


@given(st.text() | st.text("abc.-_=", max_size=60))
def test_what_is_no_token_is_refused(tokens: Tokens, text: str) -> None:
    refused(tokens, text)


def test_other_claims_other_algorithms_and_other_kinds_are_refused(
    keyring: FileKeyring, tokens: Tokens, tmp_path: Path
) -> None:
    header, payload, signature = issue(tokens).split(".")
    claims = decoded(payload)
    refused(tokens, f"{header}.{encoded({**claims, 'scope': 'cases:read'})}.{signature}")
    refused(tokens, f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{payload}.")
    stranger = FileKeyring.create(tmp_path / "keys" / "keyring.json")
    for other in (Tokens(stranger, ISSUER, 900), Tokens(keyring, "https://other.example", 900)):
        refused(tokens, other.issue(NOW, subject="somebody", claims={}))
    for head in ({"alg": "Ed25519", "typ": "JWT"}, {"alg": "Ed25519"}, [], "x", {"alg": []}):
        signed = f"{encoded(head)}.{payload}"
        raw = keyring.sign("token", signed.encode())
        refused(tokens, f"{signed}.{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}")


@pytest.mark.parametrize(
    "header",
    [
        [],
        "x",
        5,
        None,
        {},
        {"alg": []},
        {"alg": "Ed25519", "crit": 5},
        {"alg": "Ed25519", "b64": 0},
    ],
    ids=str,
)
def test_a_header_that_is_none_is_refused(tokens: Tokens, header: object) -> None:
    _, payload, signature = issue(tokens).split(".")
    refused(tokens, f"{encoded(header)}.{payload}.{signature}")


def test_a_header_nested_beyond_reason_is_refused(tokens: Tokens) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 5000).decode()
    for token in (f"{deep}.e30.x", f"e30.{deep}.x"):
        refused(tokens, token)


def test_the_audit_key_signs_no_tokens(keyring: FileKeyring, tokens: Tokens) -> None:
    header, payload, _ = issue(tokens).split(".")
    raw = keyring.sign("audit", f"{header}.{payload}".encode())
    refused(tokens, f"{header}.{payload}.{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}")
