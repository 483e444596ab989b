"""Letters in their final form: HTML that lets nothing in, and a PDF that can be read aloud."""

import io
import re
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.machinery import ModuleSpec
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from service.adapters import letters
from service.adapters.letters import LETTER_POLICY, WeasyPrinter
from service.domain.errors import PrinterAway, Unavailable
from service.domain.letters import Block, Letter
from tests.optional import require

pytestmark = pytest.mark.single_database

ODD = "</title></style><script src='//x.example'>&amp; \"b\" {{ 7 * 7 }} {% raw %}"
LETTER = Letter(
    "cy", "Canlyniad eich adroddiad", "Prifysgol Enghraifft", "1 Mai 2026", "RD-2026-1",
    (
        Block("paragraph", ("Annwyl gydweithiwr,", "diolch.")),
        Block("heading", ("Casgliadau",)),
        Block("list", ("Un", "Dau")),
    ),
)  # fmt: skip
LONG = replace(LETTER, blocks=LETTER.blocks + (Block("paragraph", ("Geiriau " * 200,)),) * 4)
PRINTER = WeasyPrinter()


class Outline(HTMLParser):
    """What a page consists of: its tags in their order, and all it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.said: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {f"{tag} {name}": value for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.said += [data.strip()] if data.strip() else []


def test_a_page_says_what_the_letter_says() -> None:
    page = Outline(PRINTER.html(LETTER))
    assert page.tags == (
        "html head meta meta meta title style body main p p p h1 p br h2 ul li li".split()
    )
    assert page.attributes["html lang"] == "cy"
    assert page.said[0] == LETTER.title
    assert page.said[2:] == [
        "Prifysgol Enghraifft", "1 Mai 2026", "RD-2026-1", "Canlyniad eich adroddiad",
        "Annwyl gydweithiwr,", "diolch.", "Casgliadau", "Un", "Dau",
    ]  # fmt: skip


def test_no_word_of_a_letter_becomes_markup() -> None:
    blocks = tuple(Block(block.kind, (ODD,) * len(block.lines)) for block in LETTER.blocks)
    page = Outline(PRINTER.html(Letter(ODD, ODD, ODD, ODD, ODD, blocks)))
    assert page.tags == Outline(PRINTER.html(LETTER)).tags
    assert page.attributes["html lang"] == page.attributes["meta content"] == ODD
    assert page.said[0] == ODD
    assert set(page.said[2:]) == {ODD}


def test_what_is_not_known_leaves_no_gap() -> None:
    page = Outline(PRINTER.html(replace(LETTER, sender="", dated="", reference="", blocks=())))
    assert page.tags[-2:] == ["main", "h1"]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ur", "rtl")])
def test_a_language_runs_its_own_way(language: str, direction: str) -> None:
    page = Outline(PRINTER.html(replace(LETTER, language=language)))
    assert page.attributes["html dir"] == direction


def test_the_policy_allows_the_stylesheet_and_nothing_else() -> None:
    found = re.search("<style>(.*)</style>", PRINTER.html(LETTER), re.DOTALL)
    assert found is not None
    assert "url(" not in found[1]
    digest = b64encode(sha256(found[1].encode()).digest()).decode()
    assert re.findall(r"[\w-]+-src [^;]+", LETTER_POLICY) == [
        "default-src 'none'", f"style-src 'sha256-{digest}'",
    ]  # fmt: skip


def printed(letter: Letter) -> bytes:
    try:
        return PRINTER.pdf(letter)
    except PrinterAway:
        require(condition=False, what="WeasyPrint with Pango (libpangoft2-1.0-0)")
        raise


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(printed(LONG))) as document:
        yield document


def test_a_pdf_says_what_it_is(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked is True
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    assert str(pdf.Root.Lang) == "cy"
    assert str(pdf.docinfo.Title) == LETTER.title
    assert str(pdf.docinfo.Author) == LETTER.sender
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == LETTER.title
    with pdf.open_outline() as outline:
        assert [heading.title for heading in outline.root] == [LETTER.title]
        assert [part.title for part in outline.root[0].children] == ["Casgliadau"]


def test_every_part_of_a_pdf_is_tagged() -> None:
    with pikepdf.open(io.BytesIO(printed(LETTER))) as document:
        tags = [str(element.S) for element, _ in elements(document.Root.StructTreeRoot.K)]
    meaning = [tag[1:] for tag in tags if tag not in {"/Span", "/NonStruct"}]
    assert meaning == "Document Part P P P H1 P H2 L LI Lbl LBody LI Lbl LBody".split()


def test_all_that_a_pdf_shows_is_read_aloud(pdf: pikepdf.Pdf) -> None:
    """What is on a page but not in the tree would have to be marked as an artifact."""
    read = {(page, mcid) for element, page in elements(pdf.Root.StructTreeRoot.K)
            for mcid in mcids(element)}  # fmt: skip
    shown = {
        (page.objgen, int(step.operands[1].MCID))
        for page in pdf.pages
        for step in pikepdf.parse_content_stream(page)
        if str(step.operator) == "BDC"
    }
    assert len(pdf.pages) == 3
    assert len(shown) > 50
    assert read == shown
    for page in pdf.pages:
        assert page.obj.Tabs == Name.S
        for font in page.Resources.Font.values():
            assert "/ToUnicode" in font
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def elements(
    found: Any, page: tuple[int, int] | None = None
) -> Iterator[tuple[Any, tuple[int, int] | None]]:
    """Walk a tree of structure, each element with the page that it is on."""
    if isinstance(found, pikepdf.Array):
        for child in found:
            yield from elements(child, page)
    elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
        page = found.Pg.objgen if "/Pg" in found else page
        yield found, page
        yield from elements(found.get("/K"), page)


def mcids(element: Any) -> list[int]:
    kids = element.get("/K")
    return [int(k) for k in (kids if isinstance(kids, pikepdf.Array) else [kids]) if type(k) is int]


def test_three_pages_take_less_than_two_seconds() -> None:
    printed(LETTER)  # what is fetched once
    before = time.process_time()  # however busy the machine is with something else
    document = printed(LONG)
    taken = time.process_time() - before
    assert taken < 2
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert len(opened.pages) == 3


@pytest.mark.parametrize("address", ["file:///dev/null", "http://127.0.0.1:1/", "data:,x"])
def test_a_pdf_takes_nothing_from_anywhere(address: str) -> None:
    printed(LETTER)
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError) as refused:
        letters._pdf(f'<html lang="en"><title>t</title><img src="{address}" alt="x">')
    assert "disallowed protocol" in str(refused.value.__cause__)


class _NoPango:
    @staticmethod
    def find_spec(name: str, *_: Any) -> ModuleSpec | None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return None


@pytest.mark.parametrize("missing", ["WeasyPrint", "Pango"])
def test_without_its_means_no_pdf_is_made(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if missing == "WeasyPrint":
        monkeypatch.setitem(sys.modules, "weasyprint", None)
    else:
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        monkeypatch.setattr(sys, "meta_path", [_NoPango, *sys.meta_path])
    with pytest.raises(PrinterAway, match="Take the letter as HTML") as away:
        PRINTER.pdf(LETTER)
    assert isinstance(away.value, Unavailable)
    assert LETTER.title in PRINTER.html(LETTER)
