"""The repeat-respondent alert: reports about one person find each other, names stay shut.

Each person that a report names by an exact identifier becomes one row ``(id, bucket,
blob)``. Integers big-endian, ``lp`` = u16 length prefix, 109 bytes in a blob::

    tag      = HMAC-SHA256(K_tag, lp(kind) | normalised identifier)   whom it is about
    reporter = HMAC-SHA256(K_reporter, lp(kind) | normalised identifier)   who says so
    bucket   = top L bits of tag, kept beside the blob
    id       = first 16 bytes of HMAC-SHA256(K_id, report uuid 16 | number u32)
    blob     = 01 | nonce 12 | AES-256-GCM(K_seal, tag 32 | reporter 32 | report uuid 16)
    AAD      = "cmm1" | bucket u32 | id 16
    alert    = HMAC-SHA256(K_alert, "alert" | tag)   tells two alerts about one person

The table does not say which report a row is about, yet withdrawing consent finds the rows:
their ids can be made again from the report's. Every key is derived from a ``match`` KEK.
Bits that change need every row sealed anew, since a bucket is part of what is sealed.
"""

import hmac
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto.blind_index import normalise_identifier
from service.crypto.errors import Undecryptable
from service.crypto.framing import lp, u32

MAX_BUCKET_BITS = 31
"""So that a bucket fits a signed 32-bit column."""

_FORMAT = b"\x01"
_BODY = 13
_HASH = 32
_LENGTH = _BODY + 2 * _HASH + 16 + 16
_TELLING = {"email": r".@.", "student_number": r"\d", "staff_number": r"\d"}


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """The alert's keys. Prints none of them."""

    tag: bytes = field(repr=False)
    reporter: bytes = field(repr=False)
    row: bytes = field(repr=False)
    alert: bytes = field(repr=False)
    seal: AESGCM = field(repr=False)

    @classmethod
    def derive(cls, key: Callable[[bytes], bytes]) -> Self:
        """Derive all five; ``key`` gives 32 bytes for an info, as ``KekCache.derive`` does."""
        tag, reporter, row, alert, seal = (
            key(b"cmm1 " + name) for name in (b"tag", b"reporter", b"id", b"alert", b"seal")
        )
        return cls(tag, reporter, row, alert, AESGCM(seal))


@dataclass(frozen=True, slots=True)
class Match:
    """An opened row: somebody (``reporter``) named somebody (``tag``) in a report."""

    tag: bytes = field(repr=False)
    reporter: bytes = field(repr=False)
    report: UUID


def subject_tag(keys: MatchKeys, kind: str, value: str) -> bytes | None:
    """Give the 32-byte tag of a person that a report names; None when it identifies nobody.

    Raises ``ValueError`` for text without a UTF-8 form.
    """
    if not identifies(kind, value):
        return None
    return _hashed(keys.tag, kind, normalise_identifier(kind, value))


def identifies(kind: str, value: str) -> bool:
    """Say whether a value can name one person: two reports about "unknown" are not about one.

    An e-mail address has an ``@`` between two parts, a number a digit, anything else a letter.
    """
    return bool(re.search(_TELLING.get(kind, "."), normalise_identifier(kind, value)))


def reporter_tag(keys: MatchKeys, kind: str, value: str) -> bytes:
    """Give the 32-byte tag of a reporter, under a key of its own.

    So it never equals a subject's tag. A reporter whose identity is not known counts as
    somebody of their own: give the report's id, under a kind of its own.
    """
    return _hashed(keys.reporter, kind, normalise_identifier(kind, value))


def match_row_id(keys: MatchKeys, report: UUID, number: int) -> UUID:
    """Give the id of the row about a report's subject ``number``, counted from 0."""
    return UUID(bytes=hmac.digest(keys.row, report.bytes + u32(number), "sha256")[:16])


def alert_key(keys: MatchKeys, tag: bytes) -> bytes:
    """Give 32 bytes that name the alert about one person, and tell nothing of the tag."""
    return hmac.digest(keys.alert, b"alert" + tag, "sha256")


def bucket_of(tag: bytes, bits: int) -> int:
    """Give the bucket of a tag: a number below ``2 ** bits``; `plan_bits` chooses the bits.

    Raises ``ValueError`` for bits outside 0 to 31.
    """
    if not 0 <= bits <= MAX_BUCKET_BITS:
        raise ValueError(f"a bucket has 0 to {MAX_BUCKET_BITS} bits")
    return int.from_bytes(tag, "big") >> (_HASH * 8 - bits)


def seal_match(
    keys: MatchKeys, *, row: UUID, tag: bytes, reporter: bytes, report: UUID, bits: int
) -> tuple[int, bytes]:
    """Seal one row; give its bucket and its 109-byte blob. ``row`` is its `match_row_id`.

    Raises ``ValueError`` for a tag that has not 32 bytes, and for impossible bits.
    """
    if len(tag) != _HASH or len(reporter) != _HASH:
        raise ValueError("a tag has 32 bytes")
    bucket, nonce = bucket_of(tag, bits), os.urandom(12)
    sealed = keys.seal.encrypt(nonce, tag + reporter + report.bytes, _aad(bucket, row))
    return bucket, _FORMAT + nonce + sealed


def open_match(keys: MatchKeys, *, row: UUID, bucket: int, blob: bytes) -> Match:
    """Open one row; ``Undecryptable`` unless key, id, bucket and every byte fit."""
    if len(blob) != _LENGTH or blob[:1] != _FORMAT or not 0 <= bucket < 2**MAX_BUCKET_BITS:
        raise Undecryptable
    try:
        plain = keys.seal.decrypt(blob[1:_BODY], blob[_BODY:], _aad(bucket, row))
    except InvalidTag:
        raise Undecryptable from None
    return Match(plain[:_HASH], plain[_HASH : 2 * _HASH], UUID(bytes=plain[2 * _HASH :]))


def distinct_reporters(opened: Iterable[Match], tag: bytes) -> int:
    """Count the different reporters who named the person of ``tag``: each counts once."""
    return len({match.reporter for match in opened if hmac.compare_digest(match.tag, tag)})


def _hashed(key: bytes, kind: str, form: str) -> bytes:
    return hmac.digest(key, lp(kind) + form.encode(), "sha256")


def _aad(bucket: int, row: UUID) -> bytes:
    return b"cmm1" + u32(bucket) + row.bytes
