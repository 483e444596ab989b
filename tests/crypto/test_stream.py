"""Sealed files: the written format, reading from any place, and that nothing altered opens."""

import hashlib
import io
import os
import random
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from service.crypto import stream
from service.crypto.dek import Dek
from service.crypto.errors import Undecryptable, UnknownKey
from service.crypto.stream import (
    FRAME_BYTES,
    HEADER_BYTES,
    SealedReader,
    generation_of_stream,
    open_stream,
    seal_stream,
)

pytestmark = pytest.mark.single_database

KEY = bytes(range(32))
SALT = bytes(range(0xA0, 0xC0))
RECORD = UUID("0198c0de-0000-7000-8000-00000000beef")
PLACE: dict[str, Any] = {"table": "attachment", "record": RECORD, "part": "original"}
PLACE_BYTES = b"\x00\x0aattachment" + RECORD.bytes + b"\x00\x08original"
HEADER = bytes.fromhex("0101" "00000007") + SALT  # fmt: skip
SHORT = HEADER + bytes.fromhex("424f42b80cfc85d580bfcd0eefb78ff9f64576f6098462bd83b00f7522")
FRAME = FRAME_BYTES + 16


@pytest.fixture
def dek() -> Dek:
    return Dek(KEY, 7)


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def sealed(data: bytes, *, dek: Dek | None = None, step: int = 300_000) -> bytes:
    pieces = (data[at : at + step] for at in range(0, len(data), step))
    return b"".join(seal_stream(dek or Dek(KEY, 7), pieces, **PLACE))


def opened(file: bytes, *, dek: Dek | None = None, **place: Any) -> bytes:
    key = dek or Dek(KEY, 7)
    return b"".join(open_stream(key, io.BytesIO(file), **{**PLACE, **place}))


def reader(file: bytes, **place: Any) -> SealedReader:
    return SealedReader(Dek(KEY, 7), io.BytesIO(file), **{**PLACE, **place})


def refused(file: bytes, **place: Any) -> None:
    """Neither way of reading takes it; random access notices what is cut off at once."""
    with pytest.raises(Undecryptable):
        opened(file, **place)
    with pytest.raises(Undecryptable):
        reader(file, **place).read()


def test_fixed_vectors_follow_from_the_written_format() -> None:
    key = HKDF(SHA256(), 32, SALT, b"cma1" + PLACE_BYTES).derive(KEY)
    nonces = [bytes(11) + b"\x00", bytes(10) + b"\x01\x01"]
    plain = [bytes(FRAME_BYTES), b"Zo\xc3\xab"]
    frames = [
        AESGCM(key).encrypt(nonce, part, b"cma1" + HEADER)
        for nonce, part in zip(nonces, plain, strict=True)
    ]
    made = b"".join(stream._seal_with_salt(Dek(KEY, 7), SALT, plain, PLACE_BYTES))
    assert made == HEADER + b"".join(frames)
    assert hashlib.sha256(made).hexdigest() == (
        "1a929a73c185fef4c8e353961a42f20d969d12167392e430fd58f5fe78ba3a9b"
    )


def test_short_fixed_vector_is_made_and_opened(dek: Dek) -> None:
    text = "Zoë said no.".encode()
    assert b"".join(stream._seal_with_salt(dek, SALT, [text], PLACE_BYTES)) == SHORT
    assert opened(SHORT) == text
    assert generation_of_stream(SHORT[:HEADER_BYTES]) == 7


def test_every_file_has_its_own_salt() -> None:
    assert len({sealed(b"")[6:HEADER_BYTES] for _ in range(100)}) == 100


SIZES = [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES, 2_500_000]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [65_536, 10 * FRAME_BYTES])
def test_round_trip(size: int, step: int) -> None:
    data = content(size)
    file = sealed(data, step=step)
    assert len(file) == HEADER_BYTES + size + 16 * max(1, -(-size // FRAME_BYTES))
    assert opened(file) == data
    assert reader(file).read() == data


@settings(max_examples=20, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=20))
def test_chunks_of_any_size_make_the_same_file(chunks: list[bytes]) -> None:
    whole = stream._seal_with_salt(Dek(KEY, 7), SALT, [b"".join(chunks)], PLACE_BYTES)
    pieces = stream._seal_with_salt(Dek(KEY, 7), SALT, chunks, PLACE_BYTES)
    assert b"".join(pieces) == b"".join(whole)


DATA = content(2 * FRAME_BYTES + 1000)
FILE = sealed(DATA)
BODY = FILE[HEADER_BYTES:]
FRAMES = [BODY[:FRAME], BODY[FRAME : 2 * FRAME], BODY[2 * FRAME :]]
OTHER = sealed(DATA)[HEADER_BYTES:]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(DATA) + 50), st.integers(0, 70_000)), max_size=5))
def test_the_reader_agrees_with_an_ordinary_file(reads: list[tuple[int, int]]) -> None:
    ours, plain = reader(FILE), io.BytesIO(DATA)
    for at, size in reads:
        assert ours.seek(at) == plain.seek(at) == ours.tell()
        assert ours.read(size) == plain.read(size)
        assert ours.tell() == plain.tell()


def test_the_reader_crosses_frames_and_seeks_from_every_side() -> None:
    ours = reader(FILE)
    ours.seek(FRAME_BYTES - 5)
    assert ours.read(FRAME_BYTES + 10) == DATA[FRAME_BYTES - 5 : 2 * FRAME_BYTES + 5]
    assert ours.seek(-7, io.SEEK_END) == len(DATA) - 7
    assert ours.seek(2, io.SEEK_CUR) == len(DATA) - 5
    assert ours.read() == DATA[-5:]
    with pytest.raises(ValueError, match="before the beginning"):
        ours.seek(-1)


def test_a_zip_is_read_through_the_seal() -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("first", content(FRAME_BYTES))
        archive.writestr("second", b"two")
    with zipfile.ZipFile(reader(sealed(plain.getvalue()))) as archive:
        assert archive.read("second") == b"two"
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "file",
    {
        "nothing": b"",
        "half a header": FILE[:20],
        "a header only": FILE[:HEADER_BYTES],
        "cut inside a tag": FILE[: HEADER_BYTES + 10],
        "cut inside the last frame": FILE[:-1],
        "cut between frames": FILE[: HEADER_BYTES + 2 * FRAME],
        "first frame cut off": FILE[:HEADER_BYTES] + BODY[FRAME:],
        "middle frame cut out": FILE[:HEADER_BYTES] + FRAMES[0] + FRAMES[2],
        "reordered": FILE[:HEADER_BYTES] + FRAMES[1] + FRAMES[0] + FRAMES[2],
        "last frame twice": FILE + FRAMES[2],
        "a byte appended": FILE + b"\x00",
        "a frame of another file": FILE[:HEADER_BYTES] + FRAMES[0] + OTHER[FRAME:],
        "another salt": FILE[:6] + os.urandom(32) + BODY,
        "another format": b"\x02" + FILE[1:],
        "another suite": b"\x01\x02" + FILE[2:],
    }.items(),
    ids=lambda case: case[0],
)
def test_what_was_cut_moved_or_added_refuses(file: tuple[str, bytes]) -> None:
    refused(file[1])


@pytest.mark.parametrize("at", [*range(6, len(SHORT))])
def test_flipping_any_bit_refuses(at: int) -> None:
    for bit in range(8):
        altered = bytearray(SHORT)
        altered[at] ^= 1 << bit
        refused(bytes(altered))


def test_an_empty_last_frame_after_a_full_one_refuses(dek: Dek) -> None:
    key = AESGCM(dek.derive(b"cma1" + PLACE_BYTES, SALT))
    full = key.encrypt(bytes(12), bytes(FRAME_BYTES), b"cma1" + HEADER)
    empty = key.encrypt(bytes(10) + b"\x01\x01", b"", b"cma1" + HEADER)
    refused(HEADER + full + empty)


@pytest.mark.parametrize(
    "moved",
    [
        {"part": "cleaned"},
        {"record": uuid4()},
        {"table": "message"},
        {"table": "original", "part": "attachment"},
    ],
)
def test_moving_it_elsewhere_refuses(moved: dict[str, Any]) -> None:
    refused(SHORT, **moved)


def test_another_key_refuses() -> None:
    with pytest.raises(Undecryptable):
        opened(SHORT, dek=Dek.new(7))


def test_another_generation_says_which() -> None:
    with pytest.raises(UnknownKey, match=r"^sealed under key generation 7, opened with 8$"):
        opened(SHORT, dek=Dek(KEY, 8))


def test_sealing_holds_no_more_than_a_frame(dek: Dek) -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield bytes(65_536)

    pieces = seal_stream(dek, chunks(), **PLACE)
    next(pieces)  # the header
    next(pieces)
    assert taken == FRAME_BYTES // 65_536 + 1
