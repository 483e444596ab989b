"""The form for an entry of the directory, and how it reads and writes the entry's columns."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _
from marshmallow import ValidationError as Unacceptable
from marshmallow.validate import URL, Email
from wtforms import BooleanField, DateField, Field, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from admin.forms import ConsoleForm, needed, no_nul, pick, several
from service.domain import code_lists as lists
from service.store.queries.rows import AnyRow

_SITE, _SITES = 100, 50
_SHORT, _LONG, _DESCRIPTION = 300, 1000, 5000
_CONTACT = ("email", "phone", "url")
_email, _url = Email(), URL(schemes={"http", "https"})


def _squeeze(value: str | None) -> str | None:
    return value.strip() if value else value


def _checks(most: int) -> list[Any]:
    return [Optional(), Length(max=most), no_nul]


def _short(label: str, most: int = _SHORT, **more: Any) -> StringField:
    return StringField(label, _checks(most), filters=[_squeeze], **more)


def _lines(text: str | None) -> list[str]:
    found = (line.strip() for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in found if line))


class ServiceForm(ConsoleForm):
    """Somewhere a person can turn to. Everything here is public."""

    name = StringField(
        _("Name"),
        [needed(_("Give its name.")), Length(max=_SHORT), no_nul],
        filters=[_squeeze],
    )
    service_type = pick(
        _("Kind of service"), lists.SERVICE_TYPES, needed(_("Choose what kind of service it is.")),
        blank=_("Choose one"),
    )  # fmt: skip
    description = TextAreaField(
        _("What it offers"), _checks(_DESCRIPTION), filters=[_squeeze],
        description=_("Plain words, two or three lines. Anybody can read this."),
    )  # fmt: skip
    urgent = BooleanField(_("It helps in a crisis, the same day"))
    self_referral = BooleanField(_("People may turn to it themselves"))
    characteristics = several(
        _("Meant for people who share"), lists.CHARACTERISTICS,
        description=_("Tick none if it is for everybody."),
    )  # fmt: skip
    settings = several(
        _("Settings it knows"), lists.SETTINGS, description=_("Tick none if it is for all.")
    )
    languages = several(_("Languages"), lists.LANGUAGES)
    sites = TextAreaField(_("Sites"), [Optional(), no_nul], description=_("One on each line."))
    email = _short(_("E-mail address"), description=_("Of the service, not of a person."))
    phone = _short(_("Telephone"), 50)
    url = _short(_("Web address"), description=_("Beginning with https:// or http://."))
    opening_hours = _short(_("Opening hours"))
    accessibility = TextAreaField(
        _("Access"), _checks(_LONG), filters=[_squeeze],
        description=_("Steps, lifts, interpreters, quiet rooms, how to ask for an adjustment."),
    )  # fmt: skip
    review_on = DateField(_("Check this entry again on"), [Optional()])
    active = BooleanField(_("Show it in the directory"))

    def validate_sites(self, field: Field) -> None:
        """Refuse too many sites, and names no site has."""
        sites = _lines(field.data)
        if len(sites) > _SITES:
            raise ValidationError(_("Give at most %(most)s sites.", most=str(_SITES)))
        if any(len(site) > _SITE for site in sites):
            raise ValidationError(_("A site has at most %(most)s characters.", most=str(_SITE)))

    def validate_email(self, field: Field) -> None:
        """Refuse what is no e-mail address, by the same rule as the API."""
        if field.data:
            _accept(_email, field.data, _("Give an e-mail address, such as help@example.ac.uk."))

    def validate_url(self, field: Field) -> None:
        """Refuse what is no web address, by the same rule as the API."""
        if field.data:
            _accept(_url, field.data, _("Give a web address that begins with https:// or http://."))

    def columns(self) -> dict[str, Any]:
        """Give what was typed as columns of `SupportService`."""
        typed = {name: value for name, value in self.data.items() if name != "csrf_token"}
        contact = {name: typed.pop(name) for name in _CONTACT}
        return {
            **typed,
            "description": typed["description"] or "",
            "sites": _lines(typed["sites"]),
            "contact": {name: value for name, value in contact.items() if value},
            "opening_hours": typed["opening_hours"] or None,
            "accessibility": typed["accessibility"] or None,
        }

    def typed(self) -> list[tuple[str, str]]:
        """Give what was typed as the pairs a form sends, to carry it to another page."""
        pairs: list[tuple[str, str]] = []
        for field in self:
            if field.name == "csrf_token" or field.data is False:
                continue
            values = field.data if isinstance(field.data, list) else [field.data]
            pairs += [(field.name, _as_sent(value)) for value in values]
        return pairs


def _as_sent(value: object) -> str:
    """Write a field's value as a form sends it; an emptied field is sent empty, not left out."""
    return "y" if value is True else str(value or "")


def _accept(validator: Any, value: str, message: str) -> None:
    try:
        validator(value)
    except (Unacceptable, ValueError):
        raise ValidationError(message) from None


def form_values(row: AnyRow | None) -> Mapping[str, Any]:
    """Give what the form starts with: an entry's columns, or what a new one most often is."""
    if row is None:
        return {"languages": ["en"], "self_referral": True, "active": True}
    contact = {name: row.contact.get(name) for name in _CONTACT}
    return {**columns_of(row), **contact, "sites": "\n".join(row.sites)}


def columns_of(row: AnyRow) -> Mapping[str, Any]:
    """Give an entry's columns by name."""
    return {name: getattr(row, name) for name in row._fields}


def lines_of(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give an entry's columns as labelled lines, in the order of the form."""
    yes = {True: _("Yes"), False: _("No")}
    contact = values["contact"]

    def codes(codelist: Any, column: str) -> str:
        return ", ".join(codelist.label(code) for code in values[column])

    review = values["review_on"]
    return [
        (_("Name"), values["name"]),
        (_("Kind of service"), lists.SERVICE_TYPES.label(values["service_type"])),
        (_("What it offers"), values["description"]),
        (_("Helps in a crisis"), yes[values["urgent"]]),
        (_("People may turn to it themselves"), yes[values["self_referral"]]),
        (_("Meant for people who share"), codes(lists.CHARACTERISTICS, "characteristics")),
        (_("Settings it knows"), codes(lists.SETTINGS, "settings")),
        (_("Languages"), codes(lists.LANGUAGES, "languages")),
        (_("Sites"), ", ".join(values["sites"])),
        (_("E-mail address"), contact.get("email", "")),
        (_("Telephone"), contact.get("phone", "")),
        (_("Web address"), contact.get("url", "")),
        (_("Opening hours"), values["opening_hours"] or ""),
        (_("Access"), values["accessibility"] or ""),
        (_("Check this entry again on"), f"{review.day} {review:%B %Y}" if review else ""),
        (_("In the directory"), yes[values["active"]]),
    ]
