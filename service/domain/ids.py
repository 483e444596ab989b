"""Identifiers: time-ordered UUIDs for records, references for people, receipts for reporters."""

import secrets
import time
from uuid import UUID

# Crockford base 32: no I, L, O or U, so a reference survives being read over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE_LENGTH = 8
_RECEIPT_DIGITS = 16
_GROUP = 4


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562, section 5.7): milliseconds, their fraction, then 62 random bits.

    The application makes ids before the INSERT so that a ciphertext can be bound to its row. The
    fraction (section 6.2, method 3) keeps ids made one after the other in that order: the newest
    answer about consent must never sort before an older one of the same millisecond.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64
    return UUID(int=value | 0x2 << 62 | secrets.randbits(62))


def new_reference(prefix: str) -> str:
    """Make a reference people can say aloud, such as ``C-7K3F-9QXM`` (40 random bits)."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_REFERENCE_LENGTH))
    return f"{prefix}-{text[:_GROUP]}-{text[_GROUP:]}"


def new_receipt() -> str:
    """Make a receipt: sixteen random digits in four groups, all an anonymous reporter keeps."""
    digits = "".join(secrets.choice("0123456789") for _ in range(_RECEIPT_DIGITS))
    return " ".join(digits[i : i + _GROUP] for i in range(0, _RECEIPT_DIGITS, _GROUP))


def receipt_digits(text: str) -> str | None:
    """Reduce a typed receipt to its sixteen digits; None when it cannot be one."""
    compact = text.replace(" ", "").replace("-", "")
    if len(compact) == _RECEIPT_DIGITS and compact.isascii() and compact.isdigit():
        return compact
    return None
