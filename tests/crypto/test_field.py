"""Sealed fields: the written format, and that nothing altered or moved ever opens."""

import copy
import pickle
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.envelope import Dek, generation_of
from service.crypto.errors import CryptoError, Undecryptable, UnknownKey

KEY = bytes(range(32))
NONCE = bytes(range(0xA0, 0xAC))
RECORD = UUID("0198c0de-0000-7000-8000-00000000beef")
TEXT = "Zoë said no.".encode()
FIELD = bytes.fromhex(
    "0101" "00000007" "a0a1a2a3a4a5a6a7a8a9aaab"
    "bc77bf8665b863d60645e9bc29fac0de70ac591092b7426c9c0e26867fab7501"
    "ff42d28016dc98c19822d125f17a3f26"
)  # fmt: skip
PLACE = {"table": "narrative", "column": "body", "record": RECORD}
AAD = (
    b"cmf1" b"\x01\x01\x00\x00\x00\x07" b"\x00\x09narrative" b"\x00\x04body" + RECORD.bytes
)  # fmt: skip


@pytest.fixture
def dek() -> Dek:
    return Dek(KEY, 7)


def test_fixed_vector_follows_from_the_written_format() -> None:
    padded = TEXT + b"\x80" + bytes(18)
    assert len(padded) == 32
    sealed = AESGCM(KEY).encrypt(NONCE, padded, AAD)
    assert b"\x01\x01\x00\x00\x00\x07" + NONCE + sealed == FIELD


def test_fixed_vector_is_made_and_opened(dek: Dek) -> None:
    place = b"\x00\x09narrative\x00\x04body" + RECORD.bytes
    assert dek._seal_with_nonce(NONCE, TEXT, place) == FIELD
    assert dek.open(FIELD, **PLACE) == TEXT
    assert generation_of(FIELD) == 7


def test_public_seal_follows_the_written_format(dek: Dek) -> None:
    blob = dek.seal(TEXT, **PLACE)
    assert blob[:6] == FIELD[:6]
    assert AESGCM(KEY).decrypt(blob[6:18], blob[18:], AAD) == TEXT + b"\x80" + bytes(18)


def test_every_seal_has_its_own_nonce(dek: Dek) -> None:
    assert len({dek.seal(TEXT, **PLACE)[6:18] for _ in range(100)}) == 100


names = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.binary(max_size=500), names, names, st.uuids(), st.integers(0, 2**32 - 1))
def test_round_trip(data: bytes, table: str, column: str, record: UUID, generation: int) -> None:
    dek = Dek.new(generation)
    blob = dek.seal(data, table=table, column=column, record=record)
    assert dek.open(blob, table=table, column=column, record=record) == data
    assert generation_of(blob) == generation


@pytest.mark.parametrize("at", range(len(FIELD)))
def test_flipping_any_bit_of_any_byte_refuses(dek: Dek, at: int) -> None:
    for bit in range(8):
        altered = bytearray(FIELD)
        altered[at] ^= 1 << bit
        expected = UnknownKey if 2 <= at < 6 else Undecryptable
        with pytest.raises(expected):
            dek.open(bytes(altered), **PLACE)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_open(junk: bytes) -> None:
    for blob in (junk, FIELD[:18] + junk, FIELD + junk + b"\x00"):
        with pytest.raises(CryptoError):
            Dek(KEY, 7).open(blob, **PLACE)


def test_truncating_anywhere_refuses(dek: Dek) -> None:
    for end in range(len(FIELD)):
        with pytest.raises(Undecryptable):
            dek.open(FIELD[:end], **PLACE)


@pytest.mark.parametrize(
    "moved",
    [
        {"table": "message"},
        {"column": "title"},
        {"record": uuid4()},
        {"table": "narrativeb", "column": "ody"},
        {"table": "body", "column": "narrative"},
    ],
)
def test_moving_it_elsewhere_refuses(dek: Dek, moved: dict[str, object]) -> None:
    with pytest.raises(Undecryptable):
        dek.open(FIELD, **{**PLACE, **moved})


def test_another_key_refuses() -> None:
    with pytest.raises(Undecryptable):
        Dek.new(7).open(FIELD, **PLACE)


def test_another_generation_says_which() -> None:
    with pytest.raises(UnknownKey, match=r"^sealed under key generation 7, opened with 8$"):
        Dek(KEY, 8).open(FIELD, **PLACE)


def test_authentic_bytes_without_padding_refuse(dek: Dek) -> None:
    unpadded = FIELD[:18] + AESGCM(KEY).encrypt(NONCE, b"x" * 32, AAD)
    with pytest.raises(Undecryptable):
        dek.open(unpadded, **PLACE)


@pytest.mark.parametrize("leak", [repr, str, lambda dek: f"{dek!r:>60}"])
def test_printing_shows_the_generation_only(dek: Dek, leak: Callable[[Dek], str]) -> None:
    assert leak(dek).strip() == "Dek(generation=7)"


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_is_neither_pickled_nor_copied(dek: Dek, duplicate: Callable[[Dek], object]) -> None:
    with pytest.raises(TypeError, match="never pickled"):
        duplicate(dek)


@pytest.mark.parametrize(("key", "generation"), [(b"short", 1), (KEY, -1), (KEY, 2**32)])
def test_impossible_keys_are_a_mistake_of_the_caller(key: bytes, generation: int) -> None:
    with pytest.raises(ValueError, match=r"bytes|32-bit"):
        Dek(key, generation)


def test_overlong_names_are_a_mistake_of_the_caller(dek: Dek) -> None:
    with pytest.raises(ValueError, match="65535"):
        dek.seal(b"", table="t" * 65_536, column="c", record=RECORD)
