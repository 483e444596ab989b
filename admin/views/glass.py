"""Breaking the glass: getting into a case one is not on, at once, on record and reviewed."""

from typing import Any

from flask import url_for
from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import access_words as words
from admin.access_forms import GlassForm
from admin.acting import ActingView, Answer
from admin.secure import see_other
from service.domain.errors import NotFound
from service.store.models import AccessRequest
from service.usecases.access_requests import break_glass
from service.usecases.unit import Unit


class GlassView(ActingView):
    """One form; the answer does not say whether there is a case that is kept from the officer."""

    permission = "access.break_glass"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Answer:
        """Say what follows, and break the glass."""
        form, made = GlassForm(), list[AccessRequest]()
        if self._broken(form, made):
            return see_other(url_for("console_cases.page", case_id=made[0].subject_id))
        return self.ask_page(
            form, title=_("Break the glass"), confirm=_("Break the glass"),
            consequences=words.breaking(self.runtime.rules.break_glass_for),
            back=url_for("console.index"),
        )  # fmt: skip

    def _broken(self, form: Any, made: list[AccessRequest]) -> bool:
        try:
            return self.carried_out(form, lambda unit: made.append(_break(unit, form)))
        except NotFound:
            form.reference.errors = [_("There is no case of this reference that you can get into.")]
            return False


def _break(unit: Unit, form: Any) -> AccessRequest:
    return break_glass(
        unit, form.reference.data, purpose=form.purpose.data, reason=form.reason.data
    )
