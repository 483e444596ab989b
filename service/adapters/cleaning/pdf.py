"""PDF pages moved into an empty document: what is not a page's appearance stays behind.

So go, without being looked for, the information dictionary, XMP, embedded files, scripts,
forms, bookmarks, signatures and structure (ISO 32000-2). Of a page and of an annotation
only listed entries are kept. Pictures inside lose what a camera wrote into them.
"""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Stream

from service.adapters.cleaning.jpeg import without_metadata
from service.adapters.cleaning.limits import CannotClean

_OF_A_PAGE = frozenset(
    "/Type /Parent /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Contents /Rotate"
    " /Group /Annots /UserUnit /Tabs".split()
)
_OF_AN_ANNOTATION = frozenset(
    "/Type /Subtype /Rect /Contents /P /F /AP /AS /Border /C /A /Dest /H /QuadPoints /InkList /L"
    " /LE /Vertices /BS /BE /IC /DA /DS /Q /CL /RD /Open /Name /Popup /IRT /RT /CA /OC".split()
)
_OF_A_FIELD = frozenset("/Type /Rect /P /F /AP /AS /OC".split())
_OF_A_STREAM = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI")
_NOT_SHOWN = frozenset("/FileAttachment /Sound /Movie /Screen /RichMedia /3D /PrinterMark".split())
_LINKS = {"/URI": "/URI", "/GoTo": "/D"}


def clean(data: bytes) -> bytes:
    """Give the pages alone. A file that needs a password raises ``pikepdf.PasswordError``."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as copy:
        source.generate_appearance_streams()  # what was typed into a form is on the page then
        for page in source.pages:
            copy.pages.append(page)
        if "/OCProperties" in source.Root:  # which layers are hidden
            copy.Root.OCProperties = copy.copy_foreign(
                source.make_indirect(source.Root.OCProperties)
            )
        for page in copy.pages:
            _clean_page(page)
        for item in copy.objects:
            _clean_object(item)
        copy.save(out)
    return out.getvalue()


def _clean_page(page: Page) -> None:
    _keep(page.obj, _OF_A_PAGE)
    if "/Annots" not in page.obj:
        return
    shown = [note for note in page.obj.Annots if _is_shown(note)]
    for note in shown:
        _clean_annotation(note)
    page.obj.Annots = Array(shown)


def _clean_annotation(note: Object) -> None:
    if note.get("/Subtype") == Name.Widget:  # a field becomes the picture of what is in it
        _keep(note, _OF_A_FIELD)
        note.Subtype = Name.Stamp
        return
    _keep(note, _OF_AN_ANNOTATION)
    if "/A" in note:
        _keep_link(note)


def _is_shown(note: Object) -> bool:
    return isinstance(note, Dictionary) and str(note.get("/Subtype")) not in _NOT_SHOWN


def _keep_link(note: Object) -> None:
    """Keep where a link leads, and nothing else that it may do."""
    kind = str(note.A.get("/S"))
    target = note.A.get(_LINKS.get(kind, "/None"))
    del note["/A"]
    if target is not None:
        note.A = Dictionary({"/S": Name(kind), _LINKS[kind]: target})


def _keep(item: Object, kept: frozenset[str]) -> None:
    for key in set(item.keys()) - kept:
        del item[key]


def _clean_object(item: Object) -> None:
    if isinstance(item, Stream):
        for key in _OF_A_STREAM:
            if key in item:
                del item[key]
        jpeg = _jpeg_in(item)
        if jpeg is not None:
            item.write(without_metadata(jpeg), filter=Name.DCTDecode)
    elif isinstance(item, Dictionary):
        _clean_dictionary(item)


def _jpeg_in(item: Stream) -> bytes | None:
    """Give the JPEG that a stream holds, unpacked if it was packed once more; None for others.

    Raises ``CannotClean`` when it is packed in a way that is not undone here.
    """
    named = item.get("/Filter")
    filters = list(named) if isinstance(named, Array) else [named]
    if filters[-1:] != [Name.DCTDecode]:
        return None
    data = item.read_raw_bytes()
    for packing in filters[:-1]:
        if packing != Name.FlateDecode or "/DecodeParms" in item:
            raise CannotClean("a picture in it is packed in an unusual way")
        data = zlib.decompress(data)
    return data


def _clean_dictionary(item: Object) -> None:
    """Drop what describes a part of the document: XMP, and who made a layer."""
    about = item.get("/Metadata")
    if isinstance(about, Stream):
        del item["/Metadata"]
    if item.get("/Type") == Name.OCG and "/Usage" in item:
        _keep(item.Usage, frozenset(item.Usage.keys()) - {"/CreatorInfo"})
