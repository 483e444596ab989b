"""Office files: nobody's name comes through, and what is to be read does."""

from xml.sax import SAXException

import pytest

from service.adapters.cleaning import CannotClean, limits, office
from tests.adapters import samples

pytestmark = pytest.mark.single_database

NAME = "Zoe Sample"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!-- {NAME} --><?who {NAME}?>
<w:document xmlns:w="urn:w" xmlns:mc="urn:mc" mc:Ignorable="w14" w:rsidR="00AA11BB">
<w:ins w:id="1" w:author="{NAME}" w:initials="ZS" w:date="2026-01-02T03:04:05Z"><w:r>
<w:t xml:space="preserve"> She said &lt;no&gt; &amp; left </w:t></w:r></w:ins></w:document>"""
DOCX = {
    "[Content_Types].xml": f"""<Types xmlns="urn:t"><Default Extension="xml" ContentType="a/b"/>
<Override PartName="/docProps/core.xml" ContentType="{NAME}"/>
<Override PartName="/word/document.xml" ContentType="main"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="urn:r">
<Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="core" Target="docProps/core.xml"/></Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="urn:r">
<Relationship Id="r1" Type="{REL}/customXml" Target="../customXml/item1.xml"/>
<Relationship Id="r2" Type="{REL}/comments" Target="comments.xml"/>
<Relationship Id="r3" Type="{REL}/hyperlink" Target="https://help.example" TargetMode="External"/>
<Relationship Id="r4" Type="{REL}/image" Target="https://spy.example" TargetMode="External"/>
</Relationships>""",
    "word/document.xml": WORD,
    "word/comments.xml": f'<w:c xmlns:w="u"><w:comment w:author="{NAME}">Why?</w:comment></w:c>',
    "word/people.xml": f'<p><w15:person xmlns:w15="u" w15:author="{NAME}">'
    f'<w15:presenceInfo w15:providerId="AD" w15:userId="{NAME}"/></w15:person></p>',
    "word/settings.xml": f'<w:s xmlns:w="u"><w:rsids><w:rsid w:val="1"/></w:rsids><w:docVars>'
    f'<w:docVar w:name="a" w:val="{NAME}"/></w:docVars><w:kept/></w:s>',
    "docProps/core.xml": f"<x>{NAME}</x>",
    "docProps/app.xml": f"<x>{NAME}</x>",
    "docProps/custom.xml": f"<x>{NAME}</x>",
    "docProps/thumbnail.jpeg": NAME,
    "customXml/item1.xml": f"<x>{NAME}</x>",
    "xl/comments1.xml": f"<c><authors><author>{NAME}</author></authors><text>Because</text></c>",
    "xl/persons/person.xml": f'<l><person displayName="{NAME}" userId="{NAME}"/></l>',
    "xl/workbook.xml": f'<w><a:absPath xmlns:a="u" url="C:\\{NAME}"/><sheet name="Kept"/></w>',
    "ppt/commentAuthors.xml": f'<l><p:cmAuthor xmlns:p="u" id="0" name="{NAME}"/></l>',
    "ppt/authors.xml": f'<l><p:author xmlns:p="u" id="0" name="{NAME}"/></l>',
    "xl/printerSettings/printerSettings1.bin": NAME,
    "word/unheard.of": NAME,
}
ODT = {
    "mimetype": samples.ODT,
    "META-INF/manifest.xml": '<m:manifest xmlns:m="u"><m:file-entry m:full-path="meta.xml"/>'
    '<m:file-entry m:full-path="content.xml"/></m:manifest>',
    "META-INF/documentsignatures.xml": f"<x>{NAME}</x>",
    "content.xml": f"""<o:c xmlns:o="u" xmlns:dc="d" xmlns:t="t"><o:annotation>
<dc:creator>{NAME}</dc:creator><t:p>Why?</t:p></o:annotation>
<t:author-name>{NAME}</t:author-name></o:c>""",
    "meta.xml": f"<x>{NAME}</x>",
    "Object 1/meta.xml": f"<x>{NAME}</x>",
    "settings.xml": f"<x>{NAME}</x>",
    "Thumbnails/thumbnail.png": NAME,
    "Configurations2/x.xml": f"<x>{NAME}</x>",
}


def made(parts: dict[str, str], **more: bytes) -> bytes:
    return samples.archive({**{name: text.encode() for name, text in parts.items()}, **more})


def test_ooxml_keeps_its_words_and_no_names() -> None:
    copy = samples.parts(office.clean(made(DOCX)))
    assert [name for name, part in copy.items() if NAME.encode() in part] == []
    assert not [name for name in copy if name.startswith(("docProps/", "customXml/"))]
    text = copy["word/document.xml"].decode()
    assert '<w:t xml:space="preserve"> She said &lt;no&gt; &amp; left </w:t>' in text
    assert '<w:ins w:id="1" w:author="" w:initials="" w:date="2026-01-02T03:04:05Z">' in text
    assert 'mc:Ignorable="w14"' in text
    assert "rsid" not in text + copy["word/settings.xml"].decode()
    assert b"<w:kept/>" in copy["word/settings.xml"]
    assert b"Why?" in copy["word/comments.xml"]
    assert b"Because" in copy["xl/comments1.xml"]
    assert b'<sheet name="Kept"/>' in copy["xl/workbook.xml"]
    assert copy["xl/printerSettings/printerSettings1.bin"] == copy["word/unheard.of"] == b""


def test_ooxml_points_at_nothing_that_is_left_out() -> None:
    copy = samples.parts(office.clean(made(DOCX)))
    assert b"core.xml" not in copy["[Content_Types].xml"] + copy["_rels/.rels"]
    assert b"word/document.xml" in copy["[Content_Types].xml"]
    assert b"word/document.xml" in copy["_rels/.rels"]
    pointers = copy["word/_rels/document.xml.rels"]
    assert b"customXml/item1.xml" not in pointers
    assert b'Target="comments.xml"' in pointers
    assert b"https://help.example" in pointers
    assert b"https://spy.example" not in pointers


def test_odf_keeps_its_words_and_no_names() -> None:
    data = office.clean(made(ODT))
    copy = samples.parts(data)
    assert [name for name, part in copy.items() if NAME.encode() in part] == []
    assert list(copy) == ["mimetype", "META-INF/manifest.xml", "content.xml"]
    assert data[30:38] == b"mimetype"
    assert data[38:].startswith(samples.ODT.encode())
    assert b"Why?" in copy["content.xml"]
    assert b"meta.xml" not in copy["META-INF/manifest.xml"]
    assert b"content.xml" in copy["META-INF/manifest.xml"]


def test_what_is_inside_is_cleaned_as_well() -> None:
    photo = samples.picture("JPEG", comment=NAME)
    inner = made(DOCX, **{"word/embeddings/inner.docx": made(DOCX)})
    more = {"word/media/image1.jpeg": photo, "word/embeddings/a.xlsx": inner}
    copy = samples.parts(office.clean(made(DOCX, **more)))
    assert copy["word/media/image1.jpeg"].startswith(b"\xff\xd8\xff")
    assert NAME.encode() not in copy["word/media/image1.jpeg"]
    inside = samples.parts(copy["word/embeddings/a.xlsx"])
    assert [name for name, part in inside.items() if NAME.encode() in part] == []
    assert inside["word/embeddings/inner.docx"] == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(CannotClean, match="document type"):
        office.clean(samples.archive({"word/document.xml": bomb.encode(encoding)}))


def test_broken_xml_is_refused() -> None:
    with pytest.raises(SAXException):
        office.clean(samples.archive({"word/document.xml": b"<x>"}))


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_UNPACKED", 1000)
    with pytest.raises(CannotClean, match="too large"):
        office.clean(samples.archive({"a.bin": bytes(600), "b.bin": bytes(600)}))
    assert limits.MOST_UNPACKED <= limits.LARGEST_COPY


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_PARTS", 2)
    with pytest.raises(CannotClean, match="too many"):
        office.clean(samples.archive({"a": b"", "b": b"", "c": b""}))
