"""Errors as RFC 9457 problems: stable types, a pointer to what is wrong, nothing echoed back."""

from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from flask import Response, g
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from service.crypto.errors import ProviderAway
from service.domain.errors import (
    DomainError,
    Fault,
    Invalid,
    NotAllowed,
    NotFound,
    SignInFailed,
    Stale,
    TooLarge,
    Unavailable,
    UnsupportedFile,
    WrongState,
)
from service.store.sealed import Damaged

log = structlog.get_logger()

TYPE_BASE = "https://redress.invalid/problems/"
CONTENT_TYPE = "application/problem+json"

PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read."),
    "unauthenticated": (401, "A valid access token is needed."),
    "sign_in_failed": (401, "These credentials are not right."),
    "not_allowed": (403, "This is not allowed."),
    "insufficient_scope": (403, "The token does not carry the scope this needs."),
    "not_found": (404, "There is nothing here, or nothing you may see."),
    "method_not_allowed": (405, "This address does not support that method."),
    "not_acceptable": (406, "The answer cannot be given in the form asked for."),
    "wrong_state": (409, "This cannot be done in the present state."),
    "conflict": (409, "This conflicts with what is there."),
    "in_flight": (409, "The first request with this Idempotency-Key is still at work."),
    "length_required": (411, "Say how long the content is in Content-Length."),
    "stale": (412, "It has changed since the version you named."),
    "too_large": (413, "The request is too large."),
    "unsupported_media_type": (415, "The content is of a type that is not taken here."),
    "invalid": (422, "Some of what was sent cannot be accepted."),
    "idempotency_mismatch": (422, "This Idempotency-Key was used for another request."),
    "precondition_required": (428, "Name the version you have seen in If-Match."),
    "too_many_requests": (429, "Too many requests. Try again later."),
    "internal": (500, "Something went wrong. It has been noted."),
    "sealed_data_damaged": (500, "Sealed data could not be opened, and nothing is shown."),
    "printer_away": (503, "No PDF can be made here. Take the letter as HTML."),
    "unavailable": (503, "The service cannot do this right now. Try again later."),
}
"""Every problem's code, status and title."""

_BY_STATUS = {400: "malformed", 401: "unauthenticated", 403: "not_allowed", 404: "not_found",
              405: "method_not_allowed", 406: "not_acceptable", 409: "conflict",
              411: "length_required", 412: "stale", 413: "too_large", 414: "too_large",
              415: "unsupported_media_type", 422: "invalid", 428: "precondition_required",
              429: "too_many_requests", 431: "too_large", 503: "unavailable"}  # fmt: skip


class Problem(Exception):
    """Raised by the API's own floor; rules raise `DomainError` instead."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        oauth_error: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.faults, self.headers = code, detail, faults, headers or {}
        self.oauth_error = oauth_error


def answer(problem: Problem) -> Response:
    """Render a problem."""
    status, title = PROBLEMS[problem.code]
    body: dict[str, Any] = {
        "type": TYPE_BASE + problem.code.replace("_", "-"),
        "title": title,
        "status": status,
        "code": problem.code,
        "request_id": getattr(g, "request_id", None),
    }
    if problem.oauth_error:
        body["error"] = problem.oauth_error
    if problem.detail:
        body["detail"] = problem.detail
    if problem.faults:
        body["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail}
            for fault in problem.faults
        ]
    response = Response(orjson.dumps(body), status, content_type=CONTENT_TYPE)
    response.headers.update(problem.headers)
    return response


def from_error(error: Exception) -> Problem:
    """Turn any exception into a problem; what is unforeseen is logged and says nothing."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DomainError):
        return _from_rule(error)
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, Damaged):
        log.error("sealed data damaged", table=error.table, id=str(error.record), group=error.group)
        return Problem("sealed_data_damaged")
    if isinstance(error, OperationalError | ProviderAway):
        log.error("unavailable", error=type(error).__name__)
        return Problem("unavailable", headers={"Retry-After": "5"})
    if isinstance(error, IntegrityError):
        return Problem("conflict")
    if isinstance(error, DataError):
        return Problem("invalid")
    log.error("unforeseen error", error=type(error).__name__, where=_where(error))
    return Problem("internal")


def _from_rule(error: DomainError) -> Problem:
    match error:
        case Invalid():
            return Problem("invalid", faults=error.faults)
        case NotFound():
            return Problem("not_found")
        case NotAllowed():
            return Problem("not_allowed")
        case Stale():
            return Problem("stale")
        case SignInFailed():
            return Problem("sign_in_failed")
        case WrongState() | TooLarge() | UnsupportedFile() | Unavailable():
            return Problem(error.code, error.message)
        case _:
            return Problem("conflict", error.message)


def _from_http(error: HTTPException) -> Problem:
    code = _BY_STATUS.get(
        error.code or 500, "malformed" if (error.code or 500) < 500 else "internal"
    )
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return Problem(code, headers=headers)


def _where(error: Exception) -> str:
    """Say where an error arose. Its message is left out: it could carry personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
