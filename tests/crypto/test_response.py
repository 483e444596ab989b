import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.errors import Undecryptable
from service.crypto.response import open_bytes, seal_bytes

KEY = bytes(range(32))
NONCE = bytes(range(0xA0, 0xAC))
KEPT = bytes.fromhex(
    "01" "a0a1a2a3a4a5a6a7a8a9aaab" "1b91779ad454dfc1" "dec55e5aca36d63032d217db6eb9f25b"
)  # fmt: skip


def one_off(nonce: bytes) -> AESGCM:
    """HKDF of RFC 5869 by hand: extract with the nonce as salt, expand one block."""
    extracted = hmac.digest(nonce, KEY, "sha256")
    return AESGCM(hmac.digest(extracted, b"cmo1 response\x01", "sha256"))


def test_fixed_vector_follows_from_the_written_format() -> None:
    sealed = one_off(NONCE).encrypt(NONCE, b'{"ok":1}', b"cmo1\x01POST /v1")
    assert b"\x01" + NONCE + sealed == KEPT
    assert open_bytes(KEY, KEPT, b"POST /v1") == b'{"ok":1}'


def test_sealing_follows_the_written_format() -> None:
    blob = seal_bytes(KEY, b"text", b"aad")
    assert one_off(blob[1:13]).decrypt(blob[1:13], blob[13:], b"cmo1\x01aad") == b"text"
    assert blob != seal_bytes(KEY, b"text", b"aad")


@given(st.binary(min_size=32, max_size=64), st.binary(max_size=300), st.binary(max_size=40))
def test_round_trip(key: bytes, plaintext: bytes, aad: bytes) -> None:
    assert open_bytes(key, seal_bytes(key, plaintext, aad), aad) == plaintext


def test_nothing_altered_opens() -> None:
    altered = [KEPT[:at] + bytes([KEPT[at] ^ 1]) + KEPT[at + 1 :] for at in range(len(KEPT))]
    for blob in altered + [KEPT[:end] for end in range(len(KEPT))] + [KEPT + b"\x00"]:
        with pytest.raises(Undecryptable):
            open_bytes(KEY, blob, b"POST /v1")


def test_another_key_or_aad_refuses() -> None:
    with pytest.raises(Undecryptable):
        open_bytes(bytes(32), KEPT, b"POST /v1")
    with pytest.raises(Undecryptable):
        open_bytes(KEY, KEPT, b"POST /v2")


def test_a_short_key_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        seal_bytes(b"password", b"", b"")
