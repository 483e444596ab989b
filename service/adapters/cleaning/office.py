"""Office files rebuilt part by part (OOXML: ECMA-376; ODF: OASIS OpenDocument 1.3).

XML is filtered, pictures are made anew, and a part of a kind that is not known here is
left empty, so that whatever it says of anybody stays behind. Parts about the document
are left out, and so is every pointer to them.
"""

import io
import posixpath
import re
import zipfile

from service.adapters.cleaning import images
from service.adapters.cleaning.limits import MOST_PARTS, MOST_UNPACKED, CannotClean
from service.adapters.cleaning.markup import filtered

_LEFT_OUT = re.compile(
    r"(docProps|customXml|_xmlsignatures|xl/revisions|Thumbnails|Configurations2|Basic|Scripts)/.*"
    r"|META-INF/(?!manifest\.xml).*"
    r"|(.*/)?(meta|settings)\.xml(?<!word/settings\.xml)"
    r"|manifest\.rdf|layout-cache"
)
_XML = (".xml", ".rels", ".vml")
_PICTURES = (".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp")
_AS_THEY_ARE = (".emf", ".wmf", ".bmp", ".ttf", ".otf", ".odttf", ".fntdata")
_INSIDE = (".docx", ".xlsx", ".pptx")


def clean(data: bytes, *, inside: bool = False) -> bytes:
    """Give the office file without what it says about its makers.

    ``inside``: the file is itself a part of one; office files in it are left empty.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        left = MOST_UNPACKED
        for name in _parts(source):
            part = _read(source, name, left)
            left -= len(part)
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            copy.writestr(zipfile.ZipInfo(name), _cleaned(name, part, inside), packing)
    return out.getvalue()


def _parts(source: zipfile.ZipFile) -> list[str]:
    names = source.namelist()
    if len(names) > MOST_PARTS or len(set(names)) < len(names):
        raise CannotClean("an office file with too many parts")
    return [name for name in names if not name.endswith("/") and not is_left_out(name)]


def is_left_out(name: str) -> bool:
    """Tell whether the part ``name`` has no place in the copy."""
    return _LEFT_OUT.fullmatch(name) is not None


def _read(source: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Unpack a part, whatever size it claims to have."""
    with source.open(name) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise CannotClean("an office file that is too large unpacked")
    return content


def _cleaned(name: str, part: bytes, inside: bool) -> bytes:
    kind = name.lower()
    if kind.endswith(_XML):
        return filtered(part, _folder(name), is_left_out)
    if kind.endswith(_PICTURES) and part:
        return images.clean(part)
    if kind.endswith(_INSIDE) and not inside:
        return clean(part, inside=True)
    return part if kind.endswith(_AS_THEY_ARE) or name == "mimetype" else b""


def _folder(name: str) -> str:
    """Give the folder that a part's pointers start from: its owner's, for ``_rels/x.rels``."""
    return posixpath.dirname(posixpath.dirname(name)) if name.endswith(".rels") else ""
