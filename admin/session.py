"""Signing in and out of the console: a cookie whose token the database knows by a keyed hash."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface

from service.config import Settings
from service.domain.actors import Actor, ActorKind
from service.domain.service_links import SERVICE_PAGES
from service.usecases import accounts
from service.usecases.accounts import SignedIn
from service.usecases.origin import coarse_origin
from service.usecases.runtime import Runtime

HOME = "/console/"
_NAME = "redress_session"
_TOUCHED = timedelta(seconds=30)
"""How long ago the session may have been noted as in use; see `accounts.resume_session`."""


class FormSession(SecureCookieSessionInterface):
    """Keeps what guards forms in the part of the site that they are in; the API has none."""

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002 - Flask's signature
        """Give the part of the site."""
        return SERVICE_PAGES if request.path.startswith(SERVICE_PAGES) else HOME


def cookie_name(settings: Settings) -> str:
    """Give the cookie's name; over TLS its prefix keeps other hosts from setting it."""
    return f"__Host-{_NAME}" if settings.secure else _NAME


def _cookie(settings: Settings) -> Mapping[str, Any]:
    # A __Host- cookie must be for the whole host.
    path = "/" if settings.secure else HOME
    return {"path": path, "secure": settings.secure, "httponly": True, "samesite": "Strict"}


def start(response: Response, settings: Settings, token: str) -> Response:
    """Put a session's token into an answer. It ends with the browser, if not before."""
    response.set_cookie(cookie_name(settings), token, **_cookie(settings))
    return response


def forget(response: Response, settings: Settings) -> Response:
    """Take the token back."""
    response.delete_cookie(cookie_name(settings), **_cookie(settings))
    return response


def find(runtime: Runtime, settings: Settings, request: Request) -> SignedIn | None:
    """Find the live session of a request; None when there is none."""
    token = request.cookies.get(cookie_name(settings))
    if not token:
        return None
    origin = coarse_origin(request.remote_addr)
    with runtime.reading(stranger(request)) as reading:
        return accounts.resume_session(runtime, reading, token, origin)


def stranger(request: Request) -> Actor:
    """Give the actor of somebody who has not signed in."""
    return Actor(ActorKind.NOBODY, origin=coarse_origin(request.remote_addr))


def session_ends(signed_in: SignedIn, now: datetime, idle: timedelta) -> int:
    """Give the moment the session ends unless it is used again, in seconds since 1970."""
    return int(min(now + idle - _TOUCHED, signed_in.session.expires_at).timestamp())


def safe_next(target: str | None) -> str:
    """Give the page to go to after signing in: one of the console's, whatever was asked for."""
    if not target or not target.startswith(HOME) or not (target.isascii() and target.isprintable()):
        return HOME
    return HOME if any(part in target for part in ("\\", "//", "..")) else target
