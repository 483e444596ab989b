"""Signing in, staying signed in, signing out."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request, session, url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import session as sessions
from admin.forms import SignInForm
from admin.limits import counted
from admin.secure import ConsoleView, see_other
from service.usecases import accounts

_LIMIT = "10 per minute; 60 per hour"


class SessionView(ConsoleView):
    """The only screen that is there for nobody."""

    in_menu = False

    def is_accessible(self) -> bool:
        """Let anybody sign in; the rest needs a session."""
        return request.endpoint == f"{self.endpoint}.index" or self.signed_in is not None

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """Sign in with password and second factor."""
        form = SignInForm()
        if not form.validate_on_submit():
            status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
            return self._page(form), status
        with counted(_LIMIT, "sign-in"):
            token = self._check(form)
        if token is None:
            form.form_errors.append(_("These sign-in details are not right."))
            return self._page(form), HTTPStatus.UNAUTHORIZED
        session.clear()
        answer = see_other(sessions.safe_next(request.args.get("next")))
        return sessions.start(answer, self.settings, token)

    @expose("/extend", methods=("POST",))
    def extend(self) -> Response:
        """Stay signed in: the request itself has noted that the session is in use."""
        if self.signed_in is None:
            return see_other(url_for(".index"))
        idle = self.runtime.rules.session_idle
        ends = sessions.session_ends(self.signed_in, self.runtime.clock(), idle)
        return jsonify(session_ends=ends)

    @expose("/end", methods=("POST",))
    def end(self) -> Response:
        """Sign out."""
        if self.signed_in is not None:
            with self.unit() as unit:
                accounts.sign_out(unit, self.signed_in.session.id)
        session.clear()
        answer = self.done(_("You are signed out."), url_for(".index"))
        return sessions.forget(answer, self.settings)

    def _check(self, form: SignInForm) -> str | None:
        with self.runtime.unit(sessions.stranger(request)) as unit:
            return accounts.sign_in(
                unit,
                username=form.username.data or "",
                password=form.password.data or "",
                code=(form.code.data or "").replace(" ", ""),
                absolute=self.runtime.rules.session_absolute,
                demo=self.runtime.rules.demo,
            )

    def _page(self, form: SignInForm) -> str:
        form.password.data = form.code.data = None
        open_pages = [
            (_("find support"), url_for("public.find")),
            (_("what you said, what we did"), url_for("public.said_and_done")),
        ]
        return self.render("signin.html", form=form, open_pages=open_pages)
