"""The forms of referrals: what is needed, by whom, and what they agreed to."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import Optional

from admin import forms
from service.domain import code_lists as lists
from service.domain.code_lists import ConsentScope, ConsentState

WORDING = "console-1"
"""The version of the words with which officers ask for consent."""
_AGREED = (
    (ConsentScope.REFERRAL, _("To be referred to this service")),
    (ConsentScope.SHARE_IDENTITY, _("To say who they are and how to reach them")),
    (ConsentScope.SHARE_NARRATIVE, _("To pass on what they told us")),
    (ConsentScope.INTRODUCE_TO_PEERS, _("To meet a peer network, which learns only who they are")),
)


class NeedForm(forms.ConsoleForm):
    """What somebody needs of a service, and what they agreed to when asked about it."""

    service_id = RadioField(_("Service"), [forms.needed(_("Choose a service."))])
    need = forms.text(
        _("What they need"),
        forms.needed(_("Say what they need.")),
        description=_(
            "The service reads exactly this, unless it is a peer network. Leave out what it does "
            "not have to know."
        ),
    )
    agreed = SelectMultipleField(
        _("What they agreed to, for this service"),
        [Optional()],
        choices=forms.choices(_AGREED),
        description=_("Only if you asked them. You can also ask them later."),
    )

    def consents(self) -> list[Mapping[str, str]]:
        """Give what they agreed to, as it is recorded."""
        return [answer(scope, ConsentState.GRANTED) for scope in self.agreed.data or ()]


class WalkInForm(NeedForm):
    """The same, with who they are: no report says it."""

    name = forms.line(_("Their name"), description=_("Kept sealed, and shared only if they agree."))
    email = forms.line(_("Their e-mail address"))
    phone = forms.line(_("Their telephone"))
    safe_to_contact = forms.pick(
        _("Safe to contact"), lists.CONTACT_PREFERENCES, Optional(), blank=_("Not said")
    )

    def person(self) -> Mapping[str, Any] | None:
        """Give who they are; None where nothing was said."""
        names = ("name", "email", "phone", "safe_to_contact")
        given = {name: self[name].data for name in names if self[name].data}
        return given or None


class AnswerForm(forms.ConsoleForm):
    """What the person answered about one service."""

    scope = forms.chosen_later(
        _("What they were asked"), forms.needed(_("Choose what they were asked."))
    )
    state = forms.pick(
        _("What they answered"),
        lists.CONSENT_STATES,
        forms.needed(_("Choose what they answered.")),
        blank=_("Choose one"),
    )


def answer(scope: str, state: str) -> Mapping[str, str]:
    """Give an answer that was given to an officer."""
    return {"scope": scope, "state": state, "wording_version": WORDING}
