"""The forms with which an institution sets things for itself. Nothing here is about a person."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _
from marshmallow import ValidationError as Unacceptable
from marshmallow.validate import Email
from wtforms import BooleanField, DateField, Field, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from admin.forms import ConsoleForm, line, needed, pick, text
from admin.text import spelled_date
from service.domain import code_lists as lists
from service.domain.letters import PLACEHOLDERS

_email = Email()


class SettingsForm(ConsoleForm):
    """A form whose fields are a row's columns."""

    def columns(self) -> dict[str, Any]:
        """Give what was typed as the row's columns."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def lines(self) -> list[tuple[str, str]]:
        """Give every field's label and what it says, to be compared with another's."""
        return [(field.label.text, _shown(field)) for field in self if field.name != "csrf_token"]


class TemplateForm(SettingsForm):
    """Words that are often written to reporters."""

    name = line(_("Name"), needed(_("Give it a name.")), description=_("For your colleagues."))
    language = pick(_("Language"), lists.LANGUAGES, needed(_("Choose a language.")), default="en")
    body = text(
        _("Words"),
        needed(_("Write the words.")),
        description=_(
            "{reference} becomes the reference of the report, and {institution} the name of the "
            "institution. Name no person here."
        ),
    )
    active = BooleanField(_("Offer it to officers"), default=True)


class LetterTemplateForm(SettingsForm):
    """Words of an outcome letter."""

    name = line(_("Name"), needed(_("Give it a name.")), description=_("For your colleagues."))
    language = pick(_("Language"), lists.LANGUAGES, needed(_("Choose a language.")), default="en")
    title = line(_("Title"), needed(_("Give the letter a title.")))
    body = text(
        _("Words"),
        needed(_("Write the words.")),
        render_kw={"rows": 16},
        description=_(
            "A blank line begins a paragraph, “# ” a heading, and “- ” an item of a list. These "
            "are filled in: %(names)s. Say {reasons}: every party is told why. A part with nothing "
            "in it is left out with its heading. Name no person here.",
            names=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
        ),
    )
    active = BooleanField(_("Offer it to officers"), default=True)


class ProviderForm(SettingsForm):
    """Somewhere students learn."""

    name = line(_("Name"), needed(_("Give its name.")))
    email = line(_("E-mail address"), description=_("Of the organisation, not of a person."))
    phone = line(_("Telephone"))
    active = BooleanField(_("It can be chosen for cases"), default=True)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no e-mail address."""
        try:
            if field.data:
                _email(field.data)
        except Unacceptable:
            message = _("Give an e-mail address, such as help@example.ac.uk.")
            raise ValidationError(message) from None

    def columns(self) -> dict[str, Any]:
        """Give what was typed, with the ways to reach it together."""
        columns = super().columns()
        contact = {name: (columns.pop(name) or "").strip() for name in ("email", "phone")}
        return {**columns, "contact": {name: value for name, value in contact.items() if value}}


class PolicyForm(SettingsForm):
    """A version of the policy."""

    label = line(
        _("Version"), needed(_("Name the version.")), description=_("Such as 2026.1. Used once.")
    )
    title = line(_("Title"), needed(_("Give its title.")))
    effective_from = DateField(
        _("In force from"),
        [InputRequired(_("Give the first day on which it holds."))],
        description=_("Cases opened on this day or later come under it."),
    )
    body = text(_("The policy"), needed(_("Write or paste the policy.")))


class TargetForm(SettingsForm):
    """How long a clock runs."""

    days = IntegerField(
        _("Days"),
        [InputRequired(_("Give a number of days.")), NumberRange(1, 365, _("Give 1 to 365 days."))],
    )


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row's columns as a form's fields take them."""
    return {**row, **row.get("contact", {})}


def _shown(field: Field) -> str:
    if isinstance(field.data, bool):
        return _("Yes") if field.data else _("No")
    if isinstance(field, DateField):
        return spelled_date(field.data) if field.data else ""
    chosen = {value: label for value, label, *_more in getattr(field, "iter_choices", list)()}
    return str(chosen.get(field.data, field.data if field.data is not None else ""))
