"""Three small files that the sample's reporters send, drawn and written here."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw

_BRICK, _INK = (176, 92, 70), (20, 20, 20)
_LETTER = "BT /F1 14 Tf 60 760 Td (Your adjustment is in place for this block: no nights.) Tj ET"


def photo() -> bytes:
    """Draw the list that went round."""
    image = Image.new("RGB", (320, 200), _BRICK)
    sheet = ImageDraw.Draw(image)
    sheet.rectangle((60, 30, 260, 170), fill="white", outline=_INK, width=3)
    for top in range(50, 160, 20):
        sheet.line((80, top, 240, top), fill=_INK, width=2)
    image.save(file := BytesIO(), "PNG")
    return file.getvalue()


def dates() -> bytes:
    """Write the list of dates that a reporter kept."""
    lines = ("Theatre, Monday: sent to the back.", "Theatre, Thursday: sent out.",
             "Theatre, Monday: not on the list.")  # fmt: skip
    return "\n".join(lines).encode()


def letter() -> bytes:
    """Set the placement office's letter, on one page."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(_LETTER.encode())
    pdf.save(file := BytesIO(), static_id=True)
    return file.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "photo": ("the-list.png", photo),
    "list": ("dates.txt", dates),
    "letter": ("placement-office.pdf", letter),
}
"""Name and content of each file, by the word that a story's scenes call it."""
