"""The forms with which an institution sets things for itself. Nothing here is about a person."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _
from marshmallow import ValidationError as Unacceptable
from marshmallow.validate import Email
from wtforms import BooleanField, DateField, Field, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from admin.forms import line, needed, pick, text
from admin.row_form import RowForm
from service.domain import code_lists as lists
from service.domain.letters import PLACEHOLDERS

_email = Email()


class TemplateForm(RowForm):
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


class LetterTemplateForm(RowForm):
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


class ProviderForm(RowForm):
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

    @classmethod
    def values(cls, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the columns, with each way to reach it by itself."""
        return {**row, **row["contact"]}

    def columns(self) -> dict[str, Any]:
        """Give what was typed, with the ways to reach it together."""
        columns = super().columns()
        contact = {name: (columns.pop(name) or "").strip() for name in ("email", "phone")}
        return {**columns, "contact": {name: value for name, value in contact.items() if value}}


class PolicyForm(RowForm):
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


class TargetForm(RowForm):
    """How long a clock runs."""

    days = IntegerField(
        _("Days"),
        [InputRequired(_("Give a number of days.")), NumberRange(1, 365, _("Give 1 to 365 days."))],
    )
