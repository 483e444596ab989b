"""Padding that hides how long a text is.

``padded = data | 80 | 00 …``, the marker byte of ISO/IEC 7816-4, up to a length from a
short list. Lengths follow Padmé (Nikitin et al., *Reducing Metadata Leakage from
Encrypted Files and Communication with PURBs*, PoPETs 2019): a length keeps only as many
leading bits as its own exponent needs, so it tells O(log log n) bits and costs at most
12 % (less as texts grow). Below 32 bytes everything looks alike: a coded answer of up
to 31 bytes cannot be guessed from its length.
"""

from service.crypto.errors import Undecryptable

_MARK = b"\x80"


def padme(length: int) -> int:
    """Round ``length`` up to the next Padmé length: ``padme(33) == 36``."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << max(free_bits, 0)) - 1
    return (length + mask) & ~mask


def pad(data: bytes, floor: int = 32) -> bytes:
    """Give ``data``, the marker and zeros: a Padmé length of at least ``floor`` in total."""
    size = max(floor, padme(len(data) + 1))
    return (data + _MARK).ljust(size, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Take the marker and the zeros off again.

    Call it only on bytes that an AEAD has already authenticated; then its answer can be
    no oracle. Raises ``Undecryptable`` when there is no marker.
    """
    body = padded.rstrip(b"\x00")
    if not body.endswith(_MARK):
        raise Undecryptable
    return body[:-1]
