"""From the link in a mail to a visit: the link alone says who it is for, and sends them a code."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_admin.babel import gettext as _

from admin.forms import ConsoleForm, line, needed
from admin.limits import counted
from admin.service_pages import cookie
from admin.service_pages.base import Answer, runtime
from admin.session import stranger
from service.usecases import service_visits

coming = Blueprint("service_link", __name__)

_TRIES = "10 per minute; 60 per hour"
_SCOPE = "service-codes"


class CodeForm(ConsoleForm):
    """The code from the mailbox."""

    code = line(
        _("Six-digit code"),
        needed(_("Enter the code from the e-mail.")),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "10"},
    )


@coming.get("/<token>")
def come(token: str) -> Answer:
    """Say whose link it is, and no more: programs that look into mails follow links, too."""
    return _page(token, "service/come.html")


@coming.get("/<token>/code")
def code(token: str) -> Answer:
    """Ask for the code."""
    return _page(token, "service/code.html", form=CodeForm())


@coming.post("/<token>/code")
def ask(token: str) -> Answer:
    """Send a code to the service's mailbox."""
    with counted(_TRIES, _SCOPE), runtime().unit(stranger(request)) as unit:
        known = service_visits.ask_code(unit, token)
    return redirect(url_for(".code", token=token), HTTPStatus.SEE_OTHER) if known else _nowhere()


@coming.post("/<token>/open")
def enter(token: str) -> Answer:
    """Let in whoever has read the code."""
    form, visit = CodeForm(), None
    if form.validate():
        with counted(_TRIES, _SCOPE), runtime().unit(stranger(request)) as unit:
            visit = service_visits.open_link(unit, token, form.code.data or "")
        if visit is not None:
            there = redirect(url_for("service_visit.show"), HTTPStatus.SEE_OTHER)
            return cookie.start(there, visit)
        form.form_errors.append(_("This code is not right, or it is too old. Ask for another."))
    return _page(token, "service/code.html", HTTPStatus.UNPROCESSABLE_ENTITY, form=form)


def _page(token: str, template: str, status: int = HTTPStatus.OK, **more: object) -> Answer:
    with runtime().reading(stranger(request)) as reading:
        service = service_visits.service_of(reading, token)
    if service is None:
        return _nowhere()
    return render_template(template, service_name=service, token=token, **more), status


def _nowhere() -> Answer:
    """Answer in one way whatever is wrong: there never was such a link, or it has ended."""
    page = render_template(
        "service/message.html", title=_("This link leads nowhere"),
        says=[
            _("It has ended, or it was not copied whole."),
            _("If you still need it, ask whoever sent it for another."),
        ],
    )  # fmt: skip
    return page, HTTPStatus.NOT_FOUND
