"""What every public page stands on: its headers, its limit, its language, and how it is kept."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, g, render_template, request, url_for
from flask_admin.babel import gettext as _

from admin.context import STATIC, digest
from admin.guard import ERROR_PAGES, FOR_EVER, HEADERS
from admin.limits import counted
from admin.public.crisis import first_help
from admin.session import stranger
from service.config import Settings
from service.domain.actors import Actor
from service.usecases.runtime import Runtime

KEPT = 300
"""How many seconds anybody may keep a page: as long as the API's answers."""
LIMIT, SCOPE = "1200 per minute", "everything"
"""Counted with what an address reads of the API."""
WELSH = "cy"
_PLACES = ("/support", "/said-and-done", "/static/")
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {**HEADERS, "Content-Security-Policy": _CSP, "Referrer-Policy": "no-referrer"}

pages = Blueprint("public", __name__, static_folder=STATIC, static_url_path="/static")


def install(app: Flask) -> None:
    """Put headers and error pages on the addresses; also on those where there is nothing."""

    @app.after_request
    def stand_after(response: Response) -> Response:
        if request.path.startswith(_PLACES):
            response.headers.update(_HEADERS)
            if settings().secure:
                response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    for place in _PLACES:
        app.extensions[ERROR_PAGES][place] = error_page


@pages.before_request
def count() -> None:
    """Count a page against its reader's address, which is noted nowhere else."""
    if request.endpoint != "public.static":
        with counted(LIMIT, SCOPE):
            return


@pages.after_request
def keep(response: Response) -> Response:
    """Let the files of the pages be kept for ever: their addresses change with them."""
    if request.endpoint == "public.static" and "v" in request.args and response.status_code < 400:
        response.headers["Cache-Control"] = FOR_EVER
    return response


def runtime() -> Runtime:
    """Give the running instance."""
    found: Runtime = current_app.extensions["redress"]
    return found


def settings() -> Settings:
    """Give the instance's settings."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def reader() -> Actor:
    """Give the actor of whoever reads."""
    return stranger(request)


def language() -> str:
    """Give the language in which texts are wanted, where there are any in it."""
    return WELSH if request.args.get("language") == WELSH else "en"


def address(endpoint: str, values: Mapping[str, str], after: UUID | None = None) -> str:
    """Give a page's address, in the language in which this one is shown."""
    kept: dict[str, Any] = {**values, "after": after}
    return url_for(endpoint, language=WELSH if language() == WELSH else None, **kept)


def page(template: str, **shown: Any) -> Response:
    """Answer with a page; what answers words that somebody typed is kept by nobody."""
    response = _rendered(template, HTTPStatus.OK, **shown)
    if not request.args.get("q"):
        response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    response.add_etag()
    response.make_conditional(request)
    return response


def error_page(
    status: int, title: str, detail: str | None = None, request_id: str | None = None
) -> Response:
    """Answer with a page that leads on."""
    said = {
        HTTPStatus.NOT_FOUND: _("This page is not here, or not any more"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Wait a minute, then try again"),
    }
    return _rendered(
        "public/error.html", status, heading=said.get(HTTPStatus(status), title), detail=detail,
        request_id=request_id or g.get("request_id", ""),
    )  # fmt: skip


def _rendered(template: str, status: int, **shown: Any) -> Response:
    text = render_template(
        template, institution=settings().institution, language=language(), first_help=first_help(),
        in_other_language=_in_other_language(), address=address, public_asset=_asset, **shown,
    )  # fmt: skip
    return Response(text, status, content_type="text/html; charset=utf-8")


def _in_other_language() -> str:
    """Give the address of this page in the other language."""
    asked = {name: value for name, value in request.args.items() if name != "language"}
    if language() != WELSH:
        asked["language"] = WELSH
    # Not through `url_for`, to which some names in an address would mean something else.
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _asset(name: str) -> str:
    return url_for("public.static", filename=name, v=digest(name))
