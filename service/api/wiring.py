"""Putting the API on the application: tokens, limits, headers, errors, the contract."""

import re
import secrets
import time

import structlog
from flask import Flask, Response, current_app, g, request
from flask_limiter import RateLimitExceeded

from service.api import problems
from service.api.contract import install_contract
from service.api.docs_page import install_docs
from service.api.limits import limiter
from service.config import Settings
from service.usecases.runtime import Runtime
from service.usecases.tokens import Tokens

log = structlog.get_logger()
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
ERROR_PAGES = "redress.error_pages"
"""The extension under which pages for people keep what answers errors with a page."""


def register(app: Flask, runtime: Runtime, settings: Settings) -> None:
    """Put the API on the application."""
    app.extensions["redress.tokens"] = Tokens(
        runtime.provider, settings.base_url, settings.token_seconds
    )
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.config["RATELIMIT_STORAGE_URI"] = settings.rate_limit_storage
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    limiter.init_app(app)
    app.before_request(_begin)
    app.after_request(_finish)
    app.register_error_handler(Exception, _failed)
    app.url_map.merge_slashes = False  # `//v1` is not there, rather than somewhere else
    install_contract(app)
    install_docs(app)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.started = time.monotonic()


def _finish(response: Response) -> Response:
    """Give every answer its headers, and log it without its address: addresses may hold ids."""
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    _tell_limits(response)
    log.info(
        "request",
        request_id=g.get("request_id"),
        method=request.method,
        endpoint=request.endpoint,
        status=response.status_code,
        milliseconds=round((time.monotonic() - g.get("started", time.monotonic())) * 1000),
    )
    return response


def _tell_limits(response: Response) -> None:
    limit = limiter.current_limit
    if limit is None:
        return
    seconds = max(1, round(limit.reset_at - time.time()))
    window, amount = limit.limit.get_expiry(), limit.limit.amount
    response.headers["RateLimit-Policy"] = f'"default";q={amount};w={window}'
    response.headers["RateLimit"] = f'"default";r={limit.remaining};t={seconds}'
    if response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)


def _failed(error: Exception) -> Response:
    """Answer any error: a problem for callers of the API, a page for people."""
    if isinstance(error, RateLimitExceeded):
        error = problems.Problem("too_many_requests")
    problem = problems.from_error(error)
    pages = current_app.extensions.get(ERROR_PAGES, {})
    page = next((pages[part] for part in pages if request.path.startswith(part)), None)
    if page is None:
        return problems.answer(problem)
    status, title = problems.PROBLEMS[problem.code]
    response: Response = page(status, title, problem.detail, g.get("request_id", ""))
    response.headers.update(problem.headers)
    return response
