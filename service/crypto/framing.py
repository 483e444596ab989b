"""The two ways numbers and names become bytes in every format here.

Integers are big-endian. A name is preceded by its length, so that no two different
lists of names can ever run together into the same bytes.
"""


def u32(number: int) -> bytes:
    """Give ``number`` as four bytes; ``ValueError`` when it does not fit."""
    if not 0 <= number <= 0xFFFF_FFFF:
        raise ValueError("an unsigned 32-bit number is needed")
    return number.to_bytes(4, "big")


def lp(text: str) -> bytes:
    """Give ``text`` in UTF-8 behind its u16 length.

    ``lp("case") == b"\\x00\\x04case"``. Raises ``ValueError`` for more than 65,535 bytes
    and for text that has no UTF-8 form (a lone surrogate).
    """
    raw = text.encode()
    if len(raw) > 0xFFFF:
        raise ValueError("a length-prefixed name holds at most 65535 bytes")
    return len(raw).to_bytes(2, "big") + raw
