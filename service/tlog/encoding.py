"""Base64 with exactly one way to write each value.

Python's decoder ignores unused trailing bits (and, unless told, foreign characters), so several
texts can mean the same bytes. In a signed format that would let somebody alter a file unnoticed.
"""

import base64
import binascii


def to_base64(value: bytes) -> str:
    """Write bytes as the standard base64 of RFC 4648 section 4."""
    return base64.b64encode(value).decode("ascii")


def from_base64(text: str) -> bytes:
    """Read base64, raising ``ValueError`` for any text ``to_base64`` would not have written."""
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if to_base64(value) != text:
        raise ValueError("not the canonical base64 of its value")
    return value
