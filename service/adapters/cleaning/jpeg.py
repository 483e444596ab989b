"""A JPEG inside a PDF stripped without touching a pixel (ITU-T T.81, B.1)."""

from service.adapters.cleaning.limits import CannotClean

_COMMENT = 0xFE
_APPLICATION = range(0xE1, 0xF0)  # APP0 is JFIF: how pixels are to be read
_ADOBE = 0xEE  # APP14: which colour transform was used
_SCAN = 0xDA


def without_metadata(data: bytes) -> bytes:
    """Give the JPEG without Exif, XMP, IPTC, ICC and comments before its first scan."""
    if data[:2] != b"\xff\xd8":
        raise CannotClean("a broken picture")
    kept, at = [data[:2]], 2
    while data[at + 1 : at + 2] != bytes([_SCAN]):
        marker, length = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "big")
        if len(marker) < 2 or marker[0] != 0xFF or length < 2:
            raise CannotClean("a broken picture")
        if not _is_metadata(marker[1]):
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, data[at:]])


def _is_metadata(marker: int) -> bool:
    return marker == _COMMENT or (marker in _APPLICATION and marker != _ADOBE)
