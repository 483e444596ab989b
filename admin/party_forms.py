"""Forms about the parties of a case: who looks after each, and what each is told."""

from typing import Any

from flask_admin.babel import gettext as _
from wtforms.validators import Optional

from admin.forms import ConsoleForm, chosen_later, line, needed, pick, text
from service.domain import code_lists as lists
from service.domain.errors import invalid


class CareForm(ConsoleForm):
    """Who looks after a party, and the support that was offered to it."""

    contact_officer_id = chosen_later(
        _("Contact officer"),
        Optional(),
        description=_("A reporting and a responding party need different ones."),
    )
    support_service_id = chosen_later(
        _("Support that was offered"),
        Optional(),
        description=_("This keeps that it was offered, and when. Nothing is sent."),
    )
    party_type = pick(_("Who they are at the institution"), lists.PARTY_TYPES)


class UnnamedCareForm(CareForm):
    """The same for a party that has no name yet."""

    name = line(_("Name"), description=_("Kept sealed."))
    identifier_type = pick(
        _("What they are known by"), lists.IDENTIFIER_TYPES, Optional(), blank=_("Nothing exact")
    )
    identifier = line(
        _("That address or number"),
        description=_("Kept sealed. An officer known by it is shut out of the case at once."),
    )


class NotifyForm(ConsoleForm):
    """Something to tell a party."""

    text = text(
        _("What they are told"),
        needed(_("Write what they are told.")),
        description=_("The words are kept with the case."),
    )


def identity_in(form: ConsoleForm) -> dict[str, Any] | None:
    """Give what a form says of who a party is; None when it says nothing."""
    said: dict[str, Any] = {}
    if name := (form.name.data or "").strip():
        said["name"] = name
    if value := (form.identifier.data or "").strip():
        if not form.identifier_type.data:
            raise invalid("/identifier_type", "required", _("Choose what it is."))
        said["identifier"] = {"type": form.identifier_type.data, "value": value}
    return said or None
