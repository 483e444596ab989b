"""A filter for the XML of office files: names of people out, all else as it was.

Names are compared without their namespace prefix, whatever that is. Any document type
declaration is refused, and with it every entity a bomb could be made of.
"""

import io
import posixpath
from collections.abc import Callable, Mapping
from xml.sax import handler, make_parser, saxutils
from xml.sax.xmlreader import AttributesImpl, InputSource

from service.adapters.cleaning.limits import CannotClean

_EMPTIED_ATTRIBUTES = frozenset("author initials userId providerId userName lastModifiedBy".split())
_EMPTIED_OF = frozenset({("cmAuthor", "name"), ("author", "name"), ("person", "displayName")})
_EMPTIED_TEXT = frozenset(
    "author creator initial-creator creator-initials sender-initials author-name author-initials"
    " printed-by".split()
)
_LEFT_OUT = frozenset("absPath docVars fileSharing rsids".split())
_POINTERS = {"Relationship": "Target", "Override": "PartName", "file-entry": "full-path"}


def filtered(xml: bytes, folder: str, is_left_out: Callable[[str], bool]) -> bytes:
    """Give the XML in UTF-8 without names of people and without pointers to parts left out.

    ``folder``: where relative pointers start from. Raises ``SAXException`` when broken.
    """
    out = io.BytesIO()
    parser = make_parser()  # noqa: S317 - a DTD, and with it any attack, is refused below
    parser.setContentHandler(_Filter(out, folder, is_left_out))
    parser.setProperty(handler.property_lexical_handler, _NoDoctype())
    source = InputSource()
    source.setByteStream(io.BytesIO(xml))
    parser.parse(source)
    return out.getvalue()


class _NoDoctype(handler.LexicalHandler):
    def startDTD(self, *_: object) -> None:  # noqa: N802 - the name is SAX's
        raise CannotClean("XML with a document type declaration")


class _Filter(saxutils.XMLGenerator):
    """Writes what it is told of, less what is to go."""

    def __init__(self, out: io.BytesIO, folder: str, is_left_out: Callable[[str], bool]) -> None:
        super().__init__(out, "utf-8", short_empty_elements=True)
        self._folder, self._is_left_out = folder, is_left_out
        self._open: list[str] = []
        self._skipped = 0

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802 - SAX
        element, given = _local(name), dict(attrs.items())
        if self._skipped or element in _LEFT_OUT or self._points_nowhere(element, given):
            self._skipped += 1
            return
        self._open.append(element)
        super().startElement(name, AttributesImpl(_attributes(element, given)))

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX
        if self._skipped:
            self._skipped -= 1
            return
        self._open.pop()
        super().endElement(name)

    def characters(self, content: str) -> None:
        if not self._skipped and self._open[-1] not in _EMPTIED_TEXT:
            super().characters(content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 - SAX
        """Leave it out."""

    def _points_nowhere(self, element: str, attrs: Mapping[str, str]) -> bool:
        target = _by_local(attrs).get(_POINTERS.get(element, ""), "")
        if not target or _is_external(attrs):
            return False
        path = posixpath.normpath(posixpath.join("/", self._folder, target))
        return self._is_left_out(path.lstrip("/"))


def _attributes(element: str, attrs: Mapping[str, str]) -> dict[str, str]:
    kept = {name: text for name, text in attrs.items() if not _local(name).startswith("rsid")}
    if element == "Relationship" and _is_external(attrs) and not _is_hyperlink(attrs):
        kept["Target"] = "about:blank"  # a template's path, or a picture that calls home
    return {name: "" if _is_emptied(element, _local(name)) else text for name, text in kept.items()}


def _is_emptied(element: str, attribute: str) -> bool:
    return attribute in _EMPTIED_ATTRIBUTES or (element, attribute) in _EMPTIED_OF


def _is_external(attrs: Mapping[str, str]) -> bool:
    return _by_local(attrs).get("TargetMode") == "External"


def _is_hyperlink(attrs: Mapping[str, str]) -> bool:
    return _by_local(attrs).get("Type", "").endswith("/hyperlink")


def _by_local(attrs: Mapping[str, str]) -> dict[str, str]:
    return {_local(name): text for name, text in attrs.items()}


def _local(name: str) -> str:
    return name.rpartition(":")[2]
