"""Office files told apart by what is in the zip; those with macros are refused.

OOXML: ECMA-376 part 2 (packages). ODF: OASIS OpenDocument 1.3 part 2, section 3.3. A
hostile zip costs little: no more than ``_MOST_READ`` bytes of it are ever looked at.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

from service.adapters.file_types.errors import UnsupportedType

_MOST_READ = 4 << 20
_MOST_TYPES = 1 << 20
_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    "word/document.xml": _OOXML + "wordprocessingml.document",
    "xl/workbook.xml": _OOXML + "spreadsheetml.sheet",
    "ppt/presentation.xml": _OOXML + "presentationml.presentation",
}
_ODF = {
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
}
_MACROS = re.compile(
    r"(.*/)?vbaproject\.bin|scripts/.+|basic/.+(?<!/script-l[bc])\.xml", re.IGNORECASE
)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # a compression or version unknown to Python
    RuntimeError,  # encrypted
    ValueError,  # a name that is no UTF-8, a place before the beginning
)


def office(reader: BinaryIO | None) -> str:
    """Give the media type of the office file that ``reader`` reads."""
    if reader is None:
        raise UnsupportedType("an archive")
    try:
        with zipfile.ZipFile(_Bounded(reader)) as archive:
            return _kind(archive)
    except _UNREADABLE:
        raise UnsupportedType("an archive that cannot be read") from None


def _kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if any(_MACROS.fullmatch(name) for name in names):
        raise UnsupportedType("office files with macros are not taken")
    if "[Content_Types].xml" in names:
        return _ooxml(archive)
    if "mimetype" in names and (kind := _read(archive, "mimetype", 100)) in _ODF:
        return kind
    raise UnsupportedType("an archive that is no office file")


def _ooxml(archive: zipfile.ZipFile) -> str:
    types = _read(archive, "[Content_Types].xml", _MOST_TYPES).lower()
    if "macroenabled" in types or "vbaproject" in types or "\0" in types:  # \0: UTF-16
        raise UnsupportedType("office files with macros are not taken")
    kinds = [kind for part, kind in _MAIN_PARTS.items() if part in archive.namelist()]
    if len(kinds) != 1:
        raise UnsupportedType("an archive that is no office file")
    return kinds[0]


def _read(archive: zipfile.ZipFile, name: str, most: int) -> str:
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise UnsupportedType("an archive that cannot be read")
    return content.decode("utf-8", "replace")


class _Bounded(io.RawIOBase):
    """A file that may be read from any place, but only so much of it in all."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self._left = file, _MOST_READ

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        self._left -= len(view)
        if self._left < 0:
            raise zipfile.BadZipFile
        data = self._file.read(len(view))
        view[: len(data)] = data
        return len(data)
