"""The base of every screen: denied unless the policy gives it."""

from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

from flask import Response, abort, current_app, flash, g, redirect, request
from flask_admin.base import BaseView

from admin.context import asset_url, layout_context
from admin.guard import sign_in_url
from service.config import Settings
from service.domain.actors import Actor
from service.domain.errors import NotFound
from service.domain.policy import relations
from service.usecases.accounts import SignedIn
from service.usecases.reading import Reading
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

__all__ = ["ConsoleView", "asset_url", "seen_version"]


class ConsoleView(BaseView):
    """A screen for officers who hold ``permission`` in some relation; for nobody by default.

    What they may do to one thing is asked again where it is done, with their standing to it.
    """

    permission: str | None = None
    in_menu = True

    @property
    def signed_in(self) -> SignedIn | None:
        """The live session, if there is one."""
        found: SignedIn | None = g.get("signed_in")
        return found

    @property
    def actor(self) -> Actor:
        """The officer who acts; only to be asked of a page that let somebody in."""
        if self.signed_in is None:
            abort(HTTPStatus.FORBIDDEN)
        return self.signed_in.actor

    @property
    def runtime(self) -> Runtime:
        """The running instance."""
        found: Runtime = current_app.extensions["redress"]
        return found

    @property
    def settings(self) -> Settings:
        """The instance's settings."""
        found: Settings = current_app.config["SETTINGS"]
        return found

    def unit(self) -> AbstractContextManager[Unit]:
        """Do something in one transaction. See `service.usecases.unit.Unit`."""
        return self.runtime.unit(self.actor)

    def reading(self) -> AbstractContextManager[Reading]:
        """Read something. See `service.usecases.reading.Reading`."""
        return self.runtime.reading(self.actor)

    def is_accessible(self) -> bool:
        """Whether the policy gives the officer this screen at all."""
        if self.signed_in is None or self.permission is None:
            return False
        return bool(relations(self.signed_in.actor, self.permission))

    def is_visible(self) -> bool:
        """Whether the menu names this screen."""
        return self.in_menu

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:  # noqa: ARG002
        """Send nobody to the sign-in page; to everybody else the screen does not exist.

        Raises:
            NotFound: on record, as every refusal is.
        """
        if self.signed_in is None:
            return see_other(sign_in_url())
        with self.reading():
            raise NotFound(permission=self.permission)

    def render(self, template: str, **kwargs: Any) -> str:
        """Render a page within the layout."""
        page: str = super().render(template, **layout_context(), **kwargs)
        return page

    def done(self, message: str, url: str) -> Response:
        """Say that something was done, on the page it leads to."""
        flash(message, "success")
        return see_other(url)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin calls a view again when it raises TypeError: an act would be done twice.
        return fn(self, *args, **kwargs)


def see_other(url: str) -> Response:
    """Send the browser to another page after a form, with GET."""
    response: Any = redirect(url, HTTPStatus.SEE_OTHER)
    return response  # type: ignore[no-any-return]


def seen_version() -> int | None:
    """Give the version of the thing that the form was shown with."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
