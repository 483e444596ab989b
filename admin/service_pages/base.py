"""What every page of a visit stands on: who came, to which referral, and how something is done."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from uuid import UUID

from flask import Response, current_app, flash, g, redirect, render_template, url_for
from flask_admin.babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from admin.acting import carry_out
from admin.forms import ConsoleForm
from service.config import Settings
from service.domain.actors import Actor
from service.domain.errors import NotFound, Stale
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

Answer = Response | AnyResponse | str | tuple[str, int]


def runtime() -> Runtime:
    """Give the running instance."""
    found: Runtime = current_app.extensions["redress"]
    return found


def settings() -> Settings:
    """Give the instance's settings."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def visitor() -> Actor:
    """Give whoever came by the link."""
    found: Actor = g.visitor
    return found


def own_referral() -> UUID:
    """Give the one referral that the visit is to: no address names it.

    Raises:
        NotFound: whoever came did not come by a link.
    """
    found = visitor().referral_id
    if found is None:
        raise NotFound
    return found


def page(template: str, status: int = HTTPStatus.OK, **shown: object) -> tuple[str, int]:
    """Render a page of a visit, with the way out."""
    institution = runtime().rules.institution
    known: dict[str, object] = {"institution_name": institution, "may_leave": True, **shown}
    return render_template(template, **known), status


def form_page(form: ConsoleForm, *, title: str, submit: str, **more: object) -> Answer:
    """Show a form on a page of its own: as new, or with what was wrong."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page("service/form.html", status, form=form, title=title, submit=submit, **more)


def carried_out(form: ConsoleForm, act: Callable[[Unit], object]) -> bool:
    """Check a form and do what it asks; False when it is to be shown, with what was wrong."""
    try:
        return carry_out(form, lambda: runtime().unit(visitor()), act)
    except Stale:
        form.form_errors.append(_("Something changed meanwhile. Go back and look at it first."))
        return False


def done(message: str) -> Answer:
    """Say that something was done, on the page of the referral."""
    return _back(message, "success")


def sorry(messages: Iterable[str]) -> Answer:
    """Say why nothing was done, on the page of the referral."""
    return _back(" ".join(messages), "error")


def _back(message: str, kind: str) -> Answer:
    flash(message, kind)
    return redirect(url_for("service_visit.show"), HTTPStatus.SEE_OTHER)
