"""PDF files: the pages come through, and nothing that stood behind them."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from service.adapters.cleaning import CannotClean, jpeg, pdf
from tests.adapters import samples

pytestmark = pytest.mark.single_database

NAME = "Zoe Sample"


def note(file: Pdf, subtype: str, **more: object) -> pikepdf.Object:
    box = Array([10, 10, 50, 50])
    return file.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=box, T=NAME, NM=NAME, **more)
    )


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=f"app.alert('{NAME}')")


def telling() -> bytes:
    """A PDF that names somebody in every place there is."""
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page().obj
        page.PieceInfo = Dictionary(App=Dictionary(Private=NAME))
        page.LastModified = String("D:20260102")
        page.AA = Dictionary(O=script())
        page.Contents = Stream(file, b"BT (Kept words) Tj ET")
        photo = samples.picture("JPEG", comment=NAME)
        image = Stream(file, photo, Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode)
        image.Width, image.Height, image.BitsPerComponent = 16, 8, 8
        image.ColorSpace = Name.DeviceRGB
        image.Metadata = Stream(file, NAME.encode(), Type=Name.Metadata, Subtype=Name.XML)
        page.Resources = Dictionary(XObject=Dictionary(Im0=image))
        page.Annots = Array(
            [
                note(file, "Text", Contents="Kept remark", Subj=NAME, CreationDate="D:20260102"),
                note(file, "Link", A=Dictionary(S=Name.URI, URI="https://help.example")),
                note(file, "Link", A=script()),
                note(file, "FileAttachment", Contents=NAME),
            ]
        )
        file.Root.OpenAction = script()
        file.Root.AA = Dictionary(WC=script())
        file.Root.Lang = NAME
        file.attachments["note.txt"] = NAME.encode()
        file.docinfo["/Author"] = NAME
        with file.open_metadata() as about:
            about["dc:creator"] = [NAME]
        file.save(out, compress_streams=False)
    return out.getvalue()


def everything(data: bytes) -> bytes:
    """A PDF with all its streams unpacked, for looking through."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(
            out,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return out.getvalue()


def test_only_the_pages_come_through() -> None:
    data = telling()
    assert everything(data).count(NAME.encode()) > 10
    copy = everything(pdf.clean(data))
    assert NAME.encode() not in copy
    assert b"D:20260102" not in copy
    for kept in (b"(Kept words)", b"(Kept remark)", b"https://help.example"):
        assert kept in copy


@pytest.mark.parametrize("packing", ["/FlateDecode", "/ASCIIHexDecode"])
def test_a_picture_packed_once_more_does_not_keep_what_the_camera_wrote(packing: str) -> None:
    file = pikepdf.open(io.BytesIO(telling()))
    for item in file.objects:
        if isinstance(item, Stream) and item.get("/Filter") == Name.DCTDecode:
            raw = item.read_raw_bytes()
            packed = zlib.compress(raw) if packing == "/FlateDecode" else raw.hex().encode() + b">"
            item.write(packed, filter=Array([Name(packing), Name.DCTDecode]))
    out = io.BytesIO()
    file.save(out)
    if packing != "/FlateDecode":
        with pytest.raises(CannotClean):
            pdf.clean(out.getvalue())
        return
    with pikepdf.open(io.BytesIO(pdf.clean(out.getvalue()))) as copy:
        pictures = [o for o in copy.objects if isinstance(o, Stream) and "/Filter" in o]
        jpegs = [o for o in pictures if o.get("/Filter") == Name.DCTDecode]
        assert len(jpegs) == 1
        assert NAME.encode() not in jpegs[0].read_raw_bytes()


def test_nothing_runs_when_it_is_opened() -> None:
    with pikepdf.open(io.BytesIO(pdf.clean(telling()))) as copy:
        assert set(copy.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in copy.trailer
        notes = list(copy.pages[0].obj.Annots)
        assert [str(item.Subtype) for item in notes] == ["/Text", "/Link", "/Link"]
        assert "/A" not in notes[2]


def test_what_was_typed_into_a_form_stays_to_be_read() -> None:
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page().obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        field = note(file, "Widget", FT=Name.Tx, V="Typed", DA="/Helv 12 Tf 0 g", AA=script())
        page.Annots = Array([field])
        resources = Dictionary(Font=Dictionary(Helv=file.make_indirect(font)))
        file.Root.AcroForm = Dictionary(Fields=Array([field]), DR=resources, NeedAppearances=True)
        file.save(out)
    copy = everything(pdf.clean(out.getvalue()))
    assert b"(Typed) Tj" in copy
    assert b"/Stamp" in copy
    assert b"JavaScript" not in copy
    assert NAME.encode() not in copy


def test_a_hidden_layer_stays_hidden_and_has_no_maker() -> None:
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page().obj
        usage = Dictionary(
            CreatorInfo=Dictionary(Creator=NAME), View=Dictionary(ViewState=Name.OFF)
        )
        layer = file.make_indirect(Dictionary(Type=Name.OCG, Name="Draft", Usage=usage))
        page.Resources = Dictionary(Properties=Dictionary(L0=layer))
        file.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        file.save(out)
    data = pdf.clean(out.getvalue())
    assert NAME.encode() not in everything(data)
    with pikepdf.open(io.BytesIO(data)) as copy:
        hidden = copy.Root.OCProperties.D.OFF[0]
        assert hidden == copy.pages[0].obj.Resources.Properties.L0
        assert hidden.Usage.View.ViewState == Name.OFF


def test_a_pdf_with_a_password_has_no_copy() -> None:
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(pikepdf.PasswordError):
        pdf.clean(out.getvalue())


def test_a_jpeg_is_stripped_without_touching_a_pixel() -> None:
    plain = samples.picture("JPEG")
    telling = samples.picture("JPEG", comment=NAME, xmp=NAME.encode())
    assert NAME.encode() in telling
    assert jpeg.without_metadata(telling) == plain == jpeg.without_metadata(plain)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00\x00", b"\xff\xd8abcdef"])
def test_a_broken_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(CannotClean, match="broken"):
        jpeg.without_metadata(data)
