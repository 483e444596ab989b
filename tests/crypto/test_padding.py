import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.errors import Undecryptable
from service.crypto.padding import pad, padme, unpad

# data bytes → padded bytes, worked out by hand from the paper's rule
TABLE = {
    0: 32,
    1: 32,
    30: 32,
    31: 32,  # with its marker 32: the last that fits the floor
    32: 36,
    35: 36,
    36: 40,
    63: 64,
    64: 72,
    99: 104,
    127: 128,
    255: 256,
    256: 272,
    999: 1024,
    1024: 1088,
    65_535: 65_536,
    65_536: 67_584,
    1_000_000: 1_015_808,
}


@pytest.mark.parametrize(("length", "padded"), TABLE.items())
def test_length_table(length: int, padded: int) -> None:
    assert len(pad(b"x" * length)) == padded


def test_layout() -> None:
    assert pad(b"yes") == b"yes\x80" + bytes(28)
    assert pad(b"yes", floor=8) == b"yes\x80" + bytes(4)


@given(st.binary(max_size=300))
def test_round_trip(data: bytes) -> None:
    assert unpad(pad(data)) == data
    assert unpad(pad(data + b"\x80\x00\x00")) == data + b"\x80\x00\x00"


@given(st.integers(1, 2**40))
def test_padme_bounds(length: int) -> None:
    rounded = padme(length)
    assert length <= rounded <= length * 1.12
    assert padme(rounded) == rounded


@pytest.mark.parametrize("bad", [b"", bytes(32), b"text" + bytes(28), b"\x80text"])
def test_without_marker_nothing_is_returned(bad: bytes) -> None:
    with pytest.raises(Undecryptable):
        unpad(bad)
