"""File types by content: each one that is taken is told, and all else is refused."""

import io
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.file_types import HEAD_BYTES, UnsupportedType, detect
from tests.adapters import samples

pytestmark = pytest.mark.single_database

MP3_FRAME = b"\xff\xfb\x90\x64".ljust(417, b"\x00")
EBML = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82"


def brand(name: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + name + b"\x00\x00\x00\x00" + name + b"isom" + bytes(64)


def told(data: bytes) -> str:
    return detect(data[:HEAD_BYTES], io.BytesIO(data))


TAKEN = {
    "jpeg": (samples.picture("JPEG"), "image/jpeg"),
    "png": (samples.picture("PNG"), "image/png"),
    "gif": (samples.picture("GIF"), "image/gif"),
    "webp": (samples.picture("WEBP"), "image/webp"),
    "heic": (brand(b"heic"), "image/heic"),
    "heif": (brand(b"mif1"), "image/heif"),
    "pdf": (samples.pdf(), "application/pdf"),
    "docx": (samples.ooxml("word/document.xml"), samples.DOCX),
    "xlsx": (samples.ooxml("xl/workbook.xml"), samples.XLSX),
    "pptx": (samples.ooxml("ppt/presentation.xml"), samples.PPTX),
    "odt": (samples.odf(samples.ODT), samples.ODT),
    "ods": (samples.odf(samples.ODS), samples.ODS),
    "odp": (samples.odf(samples.ODP, {"Basic/Standard/script-lb.xml": b""}), samples.ODP),
    "text": ("He said “no”.\r\n\tThen—Zoë left.\n".encode(), "text/plain"),
    "text with a mark": (b"\xef\xbb\xbfHello < there", "text/plain"),
    "text like a bitmap": (b"BM is what they call me", "text/plain"),
    "text longer than its head": ("é".encode() * HEAD_BYTES, "text/plain"),
    "text split by its head": (b"x" + "é".encode() * HEAD_BYTES, "text/plain"),
    "mp3 with tags": (b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(60), "audio/mpeg"),
    "mp3": (MP3_FRAME * 2, "audio/mpeg"),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00", "audio/wav"),
    "m4a": (brand(b"M4A "), "audio/mp4"),
    "mp4": (brand(b"isom"), "video/mp4"),
    "mov": (brand(b"qt  "), "video/quicktime"),
    "webm video": (EBML + b"\x84webm....V_VP9...A_OPUS", "video/webm"),
    "webm audio": (EBML + b"\x84webm....A_OPUS", "audio/webm"),
}
REFUSED = {
    "nothing": b"",
    "program": b"MZ\x90\x00\x03" + bytes(60),
    "html": b"<!DOCTYPE html><p>hello",
    "html after space": b"\xef\xbb\xbf \r\n\t<script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "xml": b'<?xml version="1.0"?><svg/>',
    "html comment": b"<!-- --><b>",
    "a control": b"text\x00text",
    "an escape": b"text \x1b[31m",
    "latin-1": "Zoë".encode("latin-1"),
    "broken off inside a letter": "Zoë".encode()[:-1],
    "a control far behind": b"x" * (HEAD_BYTES * 2) + b"\x00",
    "bitmap": b"BM\x46\x00\x00\x00" + bytes(60),
    "matroska": EBML + b"\x88matroska....V_VP9",
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST",
    "avif": brand(b"avif"),
    "one frame of mp3": MP3_FRAME,
    "zip": samples.archive({"a.txt": b"hello"}),
    "two kinds": samples.ooxml("word/document.xml", **{"xl/workbook.xml": b""}),
    "epub": samples.odf("application/epub+zip"),
    "docm": samples.ooxml("word/document.xml", **{"word/vbaProject.bin": b"x"}),
    "docm renamed": samples.archive(
        {
            "[Content_Types].xml": b'<Override PartName="/word/x.bin" ContentType="application/'
            b'vnd.ms-office.vbaProject"/>',
            "word/document.xml": b"",
        }
    ),
    "docm in UTF-16": samples.archive(
        {
            "[Content_Types].xml": "<Types macroEnabled=''/>".encode("utf-16"),
            "word/document.xml": b"",
        }
    ),
    "odt with Basic": samples.odf(samples.ODT, {"Basic/Standard/Module1.xml": b"x"}),
    "odt with Python": samples.odf(samples.ODT, {"Scripts/python/x.py": b"x"}),
    "bomb of types": samples.archive(
        {"[Content_Types].xml": bytes(2 << 20), "word/document.xml": b""}
    ),
    "zip cut short": samples.ooxml("word/document.xml")[:-30],
}


@pytest.mark.parametrize(("data", "expected"), TAKEN.values(), ids=TAKEN.keys())
def test_what_is_taken_is_told_by_its_content(data: bytes, expected: str) -> None:
    assert told(data) == expected


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_all_else_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedType):
        told(data)


def test_without_a_reader_text_may_break_off_and_archives_are_refused() -> None:
    assert detect("Zoë".encode()[:-1]) == "text/plain"
    with pytest.raises(UnsupportedType):
        detect(samples.ooxml("word/document.xml"))


def test_a_huge_list_of_parts_is_not_read() -> None:
    claimed = 50 << 20
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, claimed, 0, 0)
    asked = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(size)
            return super().read(size)

    with pytest.raises(UnsupportedType):
        detect(b"PK\x03\x04", Watched(b"PK\x03\x04" + bytes(claimed) + end))
    assert sum(size or 0 for size in asked) < 8 << 20


@given(st.integers(0, 2**32), st.integers(0, 4000))
def test_a_damaged_office_file_is_told_or_refused(seed: int, at: int) -> None:
    data = bytearray(TAKEN["docx"][0])
    for place, value in enumerate(random.Random(seed).randbytes(3)):
        data[(at * 7 + place * 11) % len(data)] = value
    try:
        told(bytes(data))
    except UnsupportedType:
        return
