"""The repeat-respondent alert: the written format, what refuses, and who is counted."""

import hmac
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.errors import Undecryptable
from service.crypto.matching import (
    Match,
    MatchKeys,
    alert_key,
    bucket_of,
    distinct_reporters,
    match_row_id,
    open_match,
    reporter_tag,
    seal_match,
    subject_tag,
)

KEK = bytes(range(32))
REPORT = UUID("0198c0de-0000-7000-8000-00000000cafe")
NONCE = bytes(range(0xA0, 0xAC))
TAG = bytes.fromhex("380f1c7de38c2fc7c4ee3b76834e74c0902777092a226c5f3dea0d19b5b58937")
REPORTER = bytes.fromhex("623e011f0ca3af8dd10f2832d775dd091c24211449dda7d14125e79a8ebce197")
ROW = UUID("b7665858-34b7-4528-bd5f-e6f5e99fb46c")
ALERT = bytes.fromhex("14a4e7e7bb9f1cf5709eac4592238d43bb70f0d4745dd28f9068ffb27a46400c")
BUCKET = 0x380  # the top 12 bits of TAG
SEALED = bytes.fromhex(
    "01" "a0a1a2a3a4a5a6a7a8a9aaab"
    "3288c1b9a4128815d0d99dcca07610dfcd8fdadc71c4704aa01796c0e5025034"
    "63d77c92ec89e2b5e269cd9e7b4cdee90b002e7843ff8a014c9428a79be78b06"
    "c8b3a295afd27ba8d7ad2dff441be6c9be9ed6a76f334d8e24279f0911806fe8"
)  # fmt: skip


def derived(info: bytes) -> bytes:
    """HKDF-Expand of RFC 5869 for one block, by hand."""
    return hmac.digest(KEK, info + b"\x01", "sha256")


KEYS = MatchKeys.derive(derived)
OTHER = MatchKeys.derive(lambda info: hmac.digest(bytes(32), info, "sha256"))


def test_fixed_vectors_follow_from_the_written_format() -> None:
    email = b"\x00\x05email" + "zoë@example.org".encode()
    assert hmac.digest(derived(b"cmm1 tag"), email, "sha256") == TAG
    assert hmac.digest(derived(b"cmm1 reporter"), email, "sha256") == REPORTER
    row = hmac.digest(derived(b"cmm1 id"), REPORT.bytes + b"\x00\x00\x00\x01", "sha256")
    assert row[:16] == ROW.bytes
    assert hmac.digest(derived(b"cmm1 alert"), b"alert" + TAG, "sha256") == ALERT
    assert TAG.hex().startswith(f"{BUCKET:03x}")
    aad = b"cmm1" + BUCKET.to_bytes(4, "big") + ROW.bytes
    plain = TAG + REPORTER + REPORT.bytes
    assert b"\x01" + NONCE + AESGCM(derived(b"cmm1 seal")).encrypt(NONCE, plain, aad) == SEALED
    assert len(SEALED) == 109


def test_fixed_vectors_are_what_is_made() -> None:
    assert subject_tag(KEYS, "email", "mailto:Zoë+ward@EXAMPLE.org.") == TAG
    assert reporter_tag(KEYS, "email", "mailto:Zoë+ward@EXAMPLE.org.") == REPORTER
    assert match_row_id(KEYS, REPORT, 1) == ROW
    assert alert_key(KEYS, TAG) == ALERT
    assert bucket_of(TAG, 12) == BUCKET
    assert open_match(KEYS, row=ROW, bucket=BUCKET, blob=SEALED) == Match(TAG, REPORTER, REPORT)


def test_sealing_follows_the_written_format() -> None:
    sealed = [seal_match(KEYS, row=ROW, tag=TAG, reporter=REPORTER, report=REPORT, bits=12)
              for _ in range(2)]  # fmt: skip
    assert sealed[0] != sealed[1]
    for bucket, blob in sealed:
        aad = b"cmm1" + bucket.to_bytes(4, "big") + ROW.bytes
        plain = KEYS.seal.decrypt(blob[1:13], blob[13:], aad)
        assert (bucket, blob[0], plain) == (BUCKET, 1, TAG + REPORTER + REPORT.bytes)


hashes = st.binary(min_size=32, max_size=32)


@given(st.uuids(), hashes, hashes, st.uuids(), st.integers(0, 31))
def test_round_trip(row: UUID, tag: bytes, reporter: bytes, report: UUID, bits: int) -> None:
    bucket, blob = seal_match(KEYS, row=row, tag=tag, reporter=reporter, report=report, bits=bits)
    assert f"{bucket:031b}" == f"{int.from_bytes(tag, 'big'):0256b}"[:bits].zfill(31)
    assert len(blob) == len(SEALED)
    assert open_match(KEYS, row=row, bucket=bucket, blob=blob) == Match(tag, reporter, report)


@pytest.mark.parametrize(
    "moved",
    [
        {"row": uuid4()}, {"bucket": BUCKET ^ 1}, {"bucket": 0}, {"bucket": -1},
        {"bucket": BUCKET + 2**32}, {"keys": OTHER}, {"blob": b""}, {"blob": b"\x01"},
        {"blob": SEALED[:-1]}, {"blob": SEALED + b"\x00"}, {"blob": b"\x02" + SEALED[1:]},
    ],
)  # fmt: skip
def test_a_moved_or_altered_row_does_not_open(moved: dict[str, object]) -> None:
    arguments = {"keys": KEYS, "row": ROW, "bucket": BUCKET, "blob": SEALED, **moved}
    with pytest.raises(Undecryptable):
        open_match(arguments.pop("keys"), **arguments)


@pytest.mark.parametrize("at", range(len(SEALED)))
def test_flipping_any_byte_refuses(at: int) -> None:
    altered = bytearray(SEALED)
    altered[at] ^= 1
    with pytest.raises(Undecryptable):
        open_match(KEYS, row=ROW, bucket=BUCKET, blob=bytes(altered))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", ""), ("email", "n/a"), ("email", "@"), ("email", "@example.org"),
        ("email", "mailto:zoe@"), ("student_number", "-"), ("student_number", "unknown"),
        ("staff_number", "?"), ("name", " \u200b"),
    ],
)  # fmt: skip
def test_what_identifies_nobody_has_no_tag(kind: str, value: str) -> None:
    assert subject_tag(KEYS, kind, value) is None


def test_kinds_and_keys_and_parts_are_kept_apart() -> None:
    tags = {subject_tag(KEYS, kind, "1@x") for kind in ("email", "student_number", "staff_number")}
    tags |= {subject_tag(OTHER, "email", "1@x"), reporter_tag(KEYS, "email", "1@x"),
             subject_tag(KEYS, "emai", "l1@x"), alert_key(KEYS, TAG), alert_key(OTHER, TAG),
             alert_key(KEYS, REPORTER)}  # fmt: skip
    assert None not in tags
    assert len(tags) == 9


def test_rows_of_a_report_are_found_again_and_only_they() -> None:
    rows = [match_row_id(keys, report, number)
            for keys in (KEYS, OTHER) for report in (REPORT, ROW) for number in (0, 1)]  # fmt: skip
    assert len(set(rows)) == 8
    assert match_row_id(KEYS, UUID(str(REPORT)), 1) == ROW


def test_reporters_are_counted_once_and_only_those_of_one_person() -> None:
    said = [(TAG, b"a"), (TAG, b"a"), (TAG, b"b"), (REPORTER, b"c")]
    opened = [Match(tag, reporter * 32, uuid4()) for tag, reporter in said]
    assert [distinct_reporters(opened, tag) for tag in (TAG, REPORTER, ALERT)] == [2, 1, 0]
    assert distinct_reporters(iter(opened), TAG) == 2


@pytest.mark.parametrize("bits", [-1, 32])
def test_impossible_buckets(bits: int) -> None:
    with pytest.raises(ValueError, match="0 to 31 bits"):
        bucket_of(TAG, bits)


@pytest.mark.parametrize("short", ["tag", "reporter"])
def test_a_tag_of_another_length_is_a_mistake_of_the_caller(short: str) -> None:
    tags = {"tag": TAG, "reporter": REPORTER, short: b"short"}
    with pytest.raises(ValueError, match="32 bytes"):
        seal_match(KEYS, row=ROW, report=REPORT, bits=0, **tags)


def test_printing_shows_no_key_and_no_tag() -> None:
    assert repr(KEYS) == "MatchKeys()"
    assert repr(Match(TAG, REPORTER, REPORT)) == f"Match(report={REPORT!r})"
