"""What every key provider must do; runs whole against each of conftest's PROVIDERS."""

import os

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.crypto.errors import CryptoError, UnknownKey
from service.crypto.provider import MAC_NAMES, SIGNING_NAMES, KeyProvider

KEY = os.urandom(64)
CONTEXT = {"purpose": "dek", "kek": "7"}


@pytest.mark.parametrize("size", [16, 32, 64])
def test_unwraps_what_it_wrapped(provider: KeyProvider, size: int) -> None:
    blob = provider.wrap(KEY[:size], CONTEXT)
    assert provider.unwrap(blob, CONTEXT) == KEY[:size]
    assert KEY[:size] not in blob


def test_wrapping_twice_differs(provider: KeyProvider) -> None:
    assert provider.wrap(KEY, CONTEXT) != provider.wrap(KEY, CONTEXT)


def test_order_of_the_context_does_not_matter(provider: KeyProvider) -> None:
    blob = provider.wrap(KEY, CONTEXT)
    assert provider.unwrap(blob, dict(reversed(CONTEXT.items()))) == KEY


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"purpose": "dek"},
        {"purpose": "index", "kek": "7"},
        {"purpose": "dek", "kek": "8"},
        {"purpose": "7", "kek": "dek"},
        {**CONTEXT, "more": "x"},
    ],
)
def test_another_context_refuses(provider: KeyProvider, other: dict[str, str]) -> None:
    blob = provider.wrap(KEY, CONTEXT)
    for call in (provider.unwrap, provider.rewrap):
        with pytest.raises(CryptoError):
            call(blob, other)


def test_flipping_any_byte_refuses(provider: KeyProvider) -> None:
    blob = provider.wrap(KEY, CONTEXT)
    for at in range(len(blob)):
        altered = bytearray(blob)
        altered[at] ^= 0x01
        with pytest.raises(CryptoError):
            provider.unwrap(bytes(altered), CONTEXT)


def test_truncating_anywhere_refuses(provider: KeyProvider) -> None:
    blob = provider.wrap(KEY, CONTEXT)
    for end in range(len(blob)):
        with pytest.raises(CryptoError):
            provider.unwrap(blob[:end], CONTEXT)


def test_rewrap_keeps_the_key(provider: KeyProvider) -> None:
    blob = provider.wrap(KEY, CONTEXT)
    again = provider.rewrap(blob, CONTEXT)
    assert again != blob
    assert provider.unwrap(again, CONTEXT) == KEY


def test_macs_are_stable_and_apart_by_name(provider: KeyProvider) -> None:
    macs = {provider.mac(name, b"data") for name in MAC_NAMES for _ in range(2)}
    assert len(macs) == len(MAC_NAMES)
    assert {len(mac) for mac in macs} == {32}
    assert provider.mac("session", b"other") not in macs


@pytest.mark.parametrize("name", SIGNING_NAMES)
def test_signatures_check_under_the_public_key(provider: KeyProvider, name: str) -> None:
    public = Ed25519PublicKey.from_public_bytes(provider.public_key(name))
    signature = provider.sign(name, b"message")
    public.verify(signature, b"message")
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"massage")


def test_signing_names_have_keys_of_their_own(provider: KeyProvider) -> None:
    assert len({provider.public_key(name) for name in SIGNING_NAMES}) == len(SIGNING_NAMES)


@pytest.mark.parametrize("name", SIGNING_NAMES)
def test_nothing_has_been_retired_yet(provider: KeyProvider, name: str) -> None:
    assert provider.previous_public_keys(name) == []


@pytest.mark.parametrize("name", ["", "audit", "nobody"])
def test_unknown_mac_names(provider: KeyProvider, name: str) -> None:
    with pytest.raises(UnknownKey):
        provider.mac(name, b"")


@pytest.mark.parametrize("name", ["", "cursor", "nobody"])
def test_unknown_signing_names(provider: KeyProvider, name: str) -> None:
    with pytest.raises(UnknownKey):
        provider.sign(name, b"")
    with pytest.raises(UnknownKey):
        provider.public_key(name)
    with pytest.raises(UnknownKey):
        provider.previous_public_keys(name)
