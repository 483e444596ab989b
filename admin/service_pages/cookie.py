"""The cookie of a visit: its token is known to the database by a keyed hash only."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import Request
from werkzeug.wrappers import Response

from admin.service_pages.base import settings
from service.config import Settings
from service.domain.service_links import SERVICE_PAGES

_NAME = "redress_visit"
R = TypeVar("R", bound=Response)


def name(instance: Settings) -> str:
    """Give the cookie's name; over TLS its prefix keeps it from being set in the clear."""
    return f"__Secure-{_NAME}" if instance.secure else _NAME


def start(response: R, token: str) -> R:
    """Put a visit's token into an answer. It ends with the browser, if not before."""
    response.set_cookie(name(settings()), token, **_options())
    return response


def forget(response: R) -> R:
    """Take the token back."""
    response.delete_cookie(name(settings()), **_options())
    return response


def given(request: Request) -> str | None:
    """Give the token that came with a request."""
    return request.cookies.get(name(settings()))


def _options() -> Mapping[str, Any]:
    secure = settings().secure
    return {"path": SERVICE_PAGES, "secure": secure, "httponly": True, "samesite": "Strict"}
