"""What stands before and after every page of the console."""

import hashlib
import hmac
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request, session, url_for
from flask_admin.babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect

from admin import session as sessions
from admin.context import layout_context
from admin.uploads import StreamingRequest, expect_file
from service.config import Settings
from service.usecases.accounts import SignedIn
from service.usecases.runtime import Runtime

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Same-origin, not none: over TLS a form's origin is checked against its referrer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STATIC_ENDPOINT = "console.static"
ERROR_PAGES = "redress.error_pages"
"""The extension that answers errors with a page, by how the address begins."""
FOR_EVER = "public, max-age=31536000, immutable"
"""How long an address that names its own version is kept."""


def install(app: Flask, runtime: Runtime, settings: Settings) -> None:
    """Put session, CSRF protection, headers and error pages on the console's addresses.

    No form's file is put on this machine's disk, wherever it is sent: see `admin.uploads`.
    """
    secret = runtime.provider.mac("session", b"csrf").hex()
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="redress_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_CHECK_DEFAULT=False,  # the API has no cookies to protect
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a long note must not be lost
    )
    app.session_interface = sessions.FormSession()
    app.request_class = StreamingRequest
    csrf = CSRFProtect(app)

    @app.before_request
    def stand_before() -> Response | None:
        if not _is_console() or request.endpoint == STATIC_ENDPOINT:
            return None
        g.signed_in = sessions.find(runtime, settings, request)
        _bind(secret, g.signed_in)
        if g.signed_in is not None:
            expect_file()
        try:
            csrf.protect()
        except CSRFError:
            return error_page(HTTPStatus.BAD_REQUEST, _("This form cannot be accepted"))
        return None

    @app.after_request
    def stand_after(response: Response) -> Response:
        return _with_headers(response, settings) if _is_console() else response

    app.extensions[ERROR_PAGES] = {sessions.HOME: error_page}


def error_page(
    status: int, title: str, detail: str | None = None, request_id: str | None = None
) -> Response:
    """Answer with a page that says what to do."""
    page = render_template(
        "error.html",
        title=title,
        what_to_do=detail or _what_to_do(status),
        request_id=request_id or g.get("request_id", ""),
        **layout_context(),
    )
    return Response(page, status, content_type="text/html; charset=utf-8")


def _what_to_do(status: int) -> list[str]:
    if status == HTTPStatus.NOT_FOUND:
        return [
            _("Check the address, or look for it in your worklist."),
            _("If you should be working on it, ask an officer of the case to add you."),
        ]
    if status == HTTPStatus.BAD_REQUEST:
        return [_("Go back, copy anything you have typed, load the page again and send it.")]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return [_("Wait a few minutes, then try again.")]
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return [_("Go back, load the page again and try once more.")]
    return [_("Try again in a moment. If it happens again, tell whoever runs this service.")]


def _is_console() -> bool:
    return request.path.startswith(sessions.HOME)


def _bind(secret: str, signed_in: SignedIn | None) -> None:
    """Make the form token follow from the session, whichever tab or cookie it comes back with."""
    if signed_in is not None:
        message = f"form {signed_in.session.id}".encode()
        session["csrf_token"] = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _with_headers(response: Response, settings: Settings) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a letter has a stricter policy of its own
    is_version = request.endpoint == STATIC_ENDPOINT and "v" in request.args
    kept = is_version and response.status_code < HTTPStatus.BAD_REQUEST
    response.headers["Cache-Control"] = FOR_EVER if kept else "no-store"
    if settings.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def sign_in_url() -> str:
    """Give the sign-in page, with the way back to the page that was wanted."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else sessions.HOME
    return url_for("session.index", next=None if wanted == sessions.HOME else wanted)
