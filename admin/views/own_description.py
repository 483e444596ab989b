"""How the officer who is signed in describes themselves, if they wish to."""

from typing import Any

from flask import request
from flask_admin.babel import gettext as _
from flask_admin.base import expose
from wtforms.validators import Length

from admin.acting import ActingView, Answer
from admin.forms import ConsoleForm, several, text
from service.domain.code_lists import CHARACTERISTICS, LANGUAGES
from service.domain.support_lists import RESPONDER_ATTRIBUTES
from service.usecases.descriptions import (
    MOST_WORDS,
    describe_self,
    own_description,
    withdraw_description,
)
from service.usecases.unit import Unit


class DescriptionForm(ConsoleForm):
    """What an officer says of themselves; nothing has to be said."""

    attributes = several(
        _("I am"),
        RESPONDER_ATTRIBUTES,
        description=_("“Not from my department” is for those who belong to none that teaches."),
    )
    languages = several(_("I can work in"), LANGUAGES)
    characteristics = several(_("I have lived experience around"), CHARACTERISTICS)
    words = text(
        _("In my own words"),
        Length(max=MOST_WORDS),
        description=_("A line or two, if the lists do not say it."),
    )


class DescriptionView(ActingView):
    """One's own page: nobody else's description is to be had here."""

    permission = "officer.describe_self"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Answer:
        """Show what one said, opened on record, and keep what one says now."""
        posted = request.method == "POST"
        said = {} if posted else self._said()
        form = DescriptionForm(data=said)
        if self.carried_out(form, lambda unit: _describe(unit, form)):
            return self.done(_("Your description is kept."), self.get_url(".index"))
        return self.form_page(
            form, title=_("How I describe myself"), submit=_("Keep this description"),
            back=self.get_url("console.index"), template="console/own_description.html",
            withdraw_url=self.get_url(".withdraw") if said or posted else "",
        )  # fmt: skip

    @expose("/withdraw", methods=("GET", "POST"))
    def withdraw(self) -> Answer:
        """Take everything back."""
        form, back = ConsoleForm(), self.get_url(".index")
        if self.carried_out(form, withdraw_description):
            return self.done(_("Your description is withdrawn."), back)
        return self.ask_page(
            form, title=_("Withdraw my description"), confirm=_("Withdraw it"), back=back,
            consequences=[
                _("What you said of yourself is gone at once, and is not compared any more."),
                _("You stay on the cases you are on. You can describe yourself anew at any time."),
            ],
        )  # fmt: skip

    def _said(self) -> dict[str, Any]:
        with self.reading() as reading:
            return own_description(reading)


def _describe(unit: Unit, form: Any) -> None:
    describe_self(
        unit, attributes=form.attributes.data or (), languages=form.languages.data or (),
        characteristics=form.characteristics.data or (), words=(form.words.data or "").strip(),
    )  # fmt: skip
