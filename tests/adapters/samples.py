"""Files made for tests, as small as they can be."""

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{OOXML}wordprocessingml.document"
XLSX = f"{OOXML}spreadsheetml.sheet"
PPTX = f"{OOXML}presentationml.presentation"
ODT, ODS, ODP = (
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def picture(kind: str, size: tuple[int, int] = (16, 8), **options: Any) -> bytes:
    """A picture, red on its left half and blue on its right."""
    out = io.BytesIO()
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(out, kind, **options)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip of ``parts``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """What is in a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def ooxml(main: str, **more: bytes) -> bytes:
    """An OOXML file of this main part."""
    return archive({"[Content_Types].xml": TYPES, main: b"<x/>", **more})


def odf(kind: str, more: dict[str, bytes] | None = None) -> bytes:
    """An ODF file of this media type."""
    return archive({"mimetype": kind.encode(), "content.xml": b"<x/>", **(more or {})})


def pdf() -> bytes:
    """A PDF of one empty page."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)
    return out.getvalue()
