"""The signatures, and plain text."""

import codecs
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from service.adapters.file_types.audio_video import isobmff, mpeg_audio, riff, webm
from service.adapters.file_types.errors import UnsupportedType
from service.adapters.file_types.office import office

HEAD_BYTES = 1 << 16
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MARKUP = re.compile(r"[\s\ufeff]*<[A-Za-z!?/]")

_SIGNATURES: tuple[tuple[bytes, str | Callable[[bytes], str]], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"RIFF", riff),
    (b"\x1aE\xdf\xa3", webm),
)


def detect(head: bytes, reader: BinaryIO | None = None) -> str:
    """Give the media type of the file that begins with ``head`` (``HEAD_BYTES``, or all of it).

    ``reader`` reads the whole file, from any place; without it office files are refused
    and text is judged by its head. Raises ``UnsupportedType``.
    """
    for signature, answer in _SIGNATURES:
        if head.startswith(signature):
            return answer if isinstance(answer, str) else answer(head)
    if head.startswith(b"PK\x03\x04"):
        return office(reader)
    if head[4:8] == b"ftyp":
        return isobmff(head)
    if mpeg_audio(head):
        return "audio/mpeg"
    return _text(head, reader)


def _text(head: bytes, reader: BinaryIO | None) -> str:
    if not head:
        raise UnsupportedType("the file is empty")
    if not _is_plain(reader or io.BytesIO(head), whole=reader is not None):
        raise UnsupportedType("neither a type that is taken nor plain text in UTF-8")
    if _MARKUP.match(head.decode(errors="replace")):
        raise UnsupportedType("HTML, SVG and XML are not taken")
    return "text/plain"


def _is_plain(reader: BinaryIO, *, whole: bool) -> bool:
    """Tell whether it is UTF-8 without controls; unless ``whole``, it may break off anywhere."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    reader.seek(0)
    try:
        while chunk := reader.read(HEAD_BYTES):
            if _CONTROLS.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=whole)
    except UnicodeDecodeError:
        return False
    return True
