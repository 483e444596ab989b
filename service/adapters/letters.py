"""Letters as HTML, and as PDF by WeasyPrint: tagged, to ISO 14289-1 (PDF/UA-1).

Both are made of one template and one stylesheet. WeasyPrint, of the extra ``pdf``, needs the
library Pango; it is looked for when the first PDF is wanted, and may fetch nothing at all.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from service.domain.errors import PrinterAway
from service.domain.letters import Letter

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "letter.css").read_text("utf-8")
_RIGHT_TO_LEFT = frozenset({"ar", "ur"})

LETTER_POLICY = (
    "default-src 'none'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy to serve the HTML with: its one stylesheet and nothing else."""


class WeasyPrinter:
    """Prints letters. May be used by several threads."""

    def __init__(self) -> None:
        self._alone = Lock()  # Pango is not safe between threads

    def html(self, letter: Letter) -> str:
        """Give a letter as a page with its stylesheet inside. See `LETTER_POLICY`."""
        direction = "rtl" if letter.language in _RIGHT_TO_LEFT else "ltr"
        return _template().render(letter=letter, direction=direction, style=_STYLE)

    def pdf(self, letter: Letter) -> bytes:
        """Give a letter as PDF/UA-1. The first takes about a second longer.

        Raises:
            PrinterAway: WeasyPrint or Pango is not installed.
        """
        html = self.html(letter)
        with self._alone:
            return _pdf(html)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("letter.html")


def _pdf(html: str) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # the second is how a missing library is told of
        raise PrinterAway from error
    nothing = URLFetcher(allowed_protocols=(), fail_on_errors=True)
    document: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return document
