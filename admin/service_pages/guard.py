"""What stands before and after every page that a service comes to by its link."""

from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from flask_admin.babel import gettext as _
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from admin.guard import ERROR_PAGES, HEADERS
from admin.limits import counted
from service.config import Settings
from service.domain.service_links import SERVICE_PAGES

_PAGES = "120 per minute"
# The address holds the link's token: it goes to nobody, not even to ourselves.
_HEADERS = {**HEADERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def install(app: Flask, settings: Settings) -> None:
    """Put limits, protection against forged forms, headers and error pages on the addresses."""

    @app.before_request
    def stand_before() -> Response | None:
        if not _is_ours():
            return None
        with counted(_PAGES, "service-pages"):
            return _refuse_forgery()

    @app.after_request
    def stand_after(response: Response) -> Response:
        if _is_ours():
            response.headers.update(_HEADERS)
            if settings.secure:
                response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    app.extensions[ERROR_PAGES][SERVICE_PAGES] = error_page


def error_page(
    status: int, title: str, detail: str | None = None, request_id: str | None = None
) -> Response:
    """Answer with a page that says what to do."""
    tries = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    hint = _("Wait a few minutes, then try again.") if tries else _("Go back and try once more.")
    page = render_template(
        "service/message.html", title=title, says=[detail or hint],
        request_id=request_id or g.get("request_id", ""),
    )  # fmt: skip
    return Response(page, status, content_type="text/html; charset=utf-8")


def _is_ours() -> bool:
    return request.path.startswith(SERVICE_PAGES)


def _refuse_forgery() -> Response | None:
    """Refuse a form without its token.

    Only the token is asked for: without a referrer there is none to compare.
    """
    if request.method == "POST":
        try:
            validate_csrf(request.form.get("csrf_token"))
        except ValidationError:
            return error_page(HTTPStatus.BAD_REQUEST, _("This form cannot be accepted"))
    return None
