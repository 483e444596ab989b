"""Wrapped data keys: the written format, the commitment, and the refusals."""

import hmac
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.envelope import Dek, kek_id_of, unwrap_dek, wrap_dek
from service.crypto.errors import CryptoError, Undecryptable, UnknownKey

KEY = bytes(range(32))
KEK = AESGCM(bytes(range(0x20, 0x40)))
NONCE = bytes(range(0xA0, 0xAC))
OWNER = UUID("0198c0de-0000-7000-8000-00000000cafe")
AAD = b"cmk1\x00\x04case" + OWNER.bytes + b"\x00\x00\x00\x07"
WRAPPED = bytes.fromhex(
    "01" "00000102" "a0a1a2a3a4a5a6a7a8a9aaab"
    "7e3da637c0d286ada921a7b12a5078a9816ed31428a13035178bd1e2cf7bb1e7"
    "50c1715a50029188096f456ac8cc4912"
    "012b9625f4fabfdac0ab469f6998ff04b840f7a75ac0d55a0eca540cbc8cd23c"
)  # fmt: skip


def open_as_stored(
    blob: bytes, owner: UUID = OWNER, table: str = "case", generation: int = 7
) -> Dek:
    """Open as the store does: the KEK is the one the blob names."""
    if kek_id_of(blob) != 0x102:
        raise UnknownKey
    return unwrap_dek(blob, kek=KEK, table=table, owner=owner, generation=generation)


def commitment(key: bytes) -> bytes:
    """HKDF-Expand of RFC 5869 for one block, by hand."""
    return hmac.digest(key, b"cmk1 commit\x01", "sha256")


def test_fixed_vector_follows_from_the_written_format() -> None:
    made = b"\x01\x00\x00\x01\x02" + NONCE + KEK.encrypt(NONCE, KEY, AAD) + commitment(KEY)
    assert made == WRAPPED
    assert len(WRAPPED) == 1 + 4 + 12 + 48 + 32


def test_fixed_vector_opens() -> None:
    dek = open_as_stored(WRAPPED)
    assert dek._key == KEY
    assert dek.generation == 7


def test_wrapping_follows_the_written_format() -> None:
    blob = wrap_dek(Dek(KEY, 7), kek_id=0x102, kek=KEK, table="case", owner=OWNER)
    nonce = blob[5:17]
    assert blob == b"\x01\x00\x00\x01\x02" + nonce + KEK.encrypt(nonce, KEY, AAD) + commitment(KEY)
    assert nonce != wrap_dek(Dek(KEY, 7), kek_id=1, kek=KEK, table="case", owner=OWNER)[5:17]


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.uuids(), st.text(max_size=20))
def test_round_trip(kek_id: int, generation: int, owner: UUID, table: str) -> None:
    dek = Dek.new(generation)
    blob = wrap_dek(dek, kek_id=kek_id, kek=KEK, table=table, owner=owner)
    assert kek_id_of(blob) == kek_id
    again = unwrap_dek(blob, kek=KEK, table=table, owner=owner, generation=generation)
    place = {"table": "t", "column": "c", "record": owner}
    assert again.open(dek.seal(b"text", **place), **place) == b"text"


@pytest.mark.parametrize("at", range(len(WRAPPED)))
def test_flipping_any_bit_of_any_byte_refuses(at: int) -> None:
    for bit in range(8):
        altered = bytearray(WRAPPED)
        altered[at] ^= 1 << bit
        with pytest.raises(UnknownKey if 1 <= at < 5 else Undecryptable):
            open_as_stored(bytes(altered))


def test_wrong_length_refuses() -> None:
    for blob in [WRAPPED[:end] for end in range(len(WRAPPED))] + [WRAPPED + b"\x00"]:
        with pytest.raises(Undecryptable):
            open_as_stored(blob)


@given(st.binary(min_size=97, max_size=97))
def test_arbitrary_bytes_never_open(junk: bytes) -> None:
    with pytest.raises(CryptoError):
        open_as_stored(junk)


@pytest.mark.parametrize("moved", [{"owner": uuid4()}, {"table": "person"}, {"generation": 8}])
def test_moving_it_elsewhere_refuses(moved: dict[str, object]) -> None:
    with pytest.raises(Undecryptable):
        open_as_stored(WRAPPED, **moved)


def test_another_kek_refuses() -> None:
    with pytest.raises(Undecryptable):
        unwrap_dek(WRAPPED, kek=AESGCM(KEY), table="case", owner=OWNER, generation=7)


def test_a_commitment_to_another_key_refuses() -> None:
    """The KEK's holder closed it and GCM is content; only the commit field tells."""
    with pytest.raises(Undecryptable):
        open_as_stored(WRAPPED[:-32] + commitment(bytes(32)))


def test_a_kek_number_that_does_not_fit_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32-bit"):
        wrap_dek(Dek.new(), kek_id=2**32, kek=KEK, table="case", owner=OWNER)
