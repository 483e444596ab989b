"""The form for an entry of the directory, and how it reads and writes the entry's columns."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_admin.babel import gettext as _
from wtforms import BooleanField, DateField, Field, StringField
from wtforms.validators import Length, Optional

from admin.directory_fields import (
    SHORT,
    is_email,
    is_zone,
    lines,
    one_a_line,
    prose,
    short,
    squeeze,
    web_address,
)
from admin.forms import ConsoleForm, needed, no_nul, pick, several
from admin.hours_field import HoursField
from admin.work_forms import on_calendar
from service.domain import code_lists as lists
from service.domain import support_lists
from service.domain.contact import WAYS
from service.store.queries.rows import AnyRow, as_dict
from service.usecases.directory import KEPT_BY_TEAM

_LINES = ("communities", "sites")
_NOTHING = ("name_cy", "description_cy", "opening_hours", "accessibility", "external_id")
"""Texts that are absent, rather than empty."""


class Section(NamedTuple):
    """Fields that belong together, under a heading."""

    id: str
    title: str
    fields: Sequence[Field]


class ServiceForm(ConsoleForm):
    """Somewhere a person can turn to. Everything here is public."""

    name = StringField(
        _("Name"), [needed(_("Give its name.")), Length(max=SHORT), no_nul], filters=[squeeze]
    )
    service_type = pick(
        _("Kind of service"), lists.SERVICE_TYPES, needed(_("Choose what kind of service it is.")),
        blank=_("Choose one"),
    )  # fmt: skip
    description = prose(
        _("What it offers"), 5000,
        description=_("Plain words, two or three lines. Anybody can read this."),
    )  # fmt: skip
    helps_with = several(_("What it helps with"), lists.IMPACTS)
    cost = pick(_("What it costs"), support_lists.COSTS)
    self_referral = BooleanField(_("People may turn to it themselves"))

    characteristics = several(
        _("Meant for people who share"), lists.CHARACTERISTICS,
        description=_("Tick none if it is for everybody."),
    )  # fmt: skip
    communities = one_a_line(
        _("Communities it serves"), description=_("In its own words, one on each line.")
    )
    represents = several(
        _("Those who work there describe themselves as"), support_lists.RESPONDER_ATTRIBUTES,
        description=_("Only what they say of themselves. Never guess."),
    )  # fmt: skip
    settings = several(
        _("Settings it knows"), lists.SETTINGS, description=_("Tick none if it is for all.")
    )
    sites = one_a_line(
        _("Sites"), description=_("One on each line. Leave it empty if it is for all.")
    )
    languages = several(_("Languages"), lists.LANGUAGES)

    email = short(_("E-mail address"), is_email, description=_("Of the service, not of a person."))
    phone = short(_("Telephone"), most=50)
    sms = short(_("Text messages to"), most=50)
    url = web_address(_("Web address"), description=_("Beginning with https:// or http://."))
    chat_url = web_address(_("Web address of its chat"))
    address = prose(_("Where to find it"), SHORT, render_kw={"rows": 3})

    hours = HoursField(
        _("Opening hours"),
        description=_("Times like 09:00. The end of a day is 24:00; a night is two openings."),
    )
    always_open = BooleanField(_("It is open at all hours, every day"))
    closed_on_holidays = BooleanField(_("It is closed on public holidays"))
    timezone = StringField(
        _("Time zone"), [needed(_("Give its time zone.")), is_zone], filters=[squeeze],
        description=_("By its IANA name, such as Europe/London."),
    )  # fmt: skip
    opening_hours = prose(
        _("What the hours do not say"), SHORT, render_kw={"rows": 3},
        description=_("Such as: in term only, or by appointment."),
    )  # fmt: skip
    next_available_on = DateField(_("Next free appointment"), [Optional(), on_calendar])

    accessible = several(_("Ways in"), support_lists.ACCESSIBLE)
    accessibility = prose(
        _("In words"), 1000,
        description=_("Steps, lifts, interpreters, quiet rooms, how to ask for an adjustment."),
    )  # fmt: skip

    name_cy = short(_("Name in Welsh"), render_kw={"lang": "cy"})
    description_cy = prose(_("What it offers, in Welsh"), 5000, render_kw={"lang": "cy"})

    urgent = BooleanField(_("It helps in a crisis, the same day"))
    active = BooleanField(_("Show it in the directory"))
    review_on = DateField(_("Check this entry again on"), [Optional(), on_calendar])
    external_id = short(
        _("Its name elsewhere"), most=100,
        description=_("In the system it was imported from. The next import finds it by this."),
    )  # fmt: skip

    def sections(self) -> list[Section]:
        """Give the fields in groups, so that the long form can be read."""
        return [
            Section(f"part-{number}", title, [self[name] for name in names if name in self])
            for number, (title, names) in enumerate(_SECTIONS)
        ]

    def leave_to_team(self) -> None:
        """Take out what a service does not decide about its own entry."""
        for name in KEPT_BY_TEAM:
            del self[name]

    def columns(self) -> dict[str, Any]:
        """Give what was typed as columns of `SupportService`."""
        typed = {name: value for name, value in self.data.items() if name != "csrf_token"}
        contact = {way: typed.pop(way) for way in WAYS}
        return {
            **typed,
            **{name: lines(typed[name]) for name in _LINES},
            **{name: typed[name] or None for name in _NOTHING if name in typed},
            "description": typed["description"] or "",
            "contact": {way: value for way, value in contact.items() if value},
        }


_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("What it is"), ("name", "service_type", "description", "helps_with", "cost",
                       "self_referral")),
    (_("Whom it is for"), ("characteristics", "communities", "represents", "settings", "sites",
                           "languages")),
    (_("How to reach it"), WAYS),
    (_("When it is open"), ("hours", "always_open", "closed_on_holidays", "timezone",
                            "opening_hours", "next_available_on")),
    (_("Access"), ("accessible", "accessibility")),
    (_("In Welsh"), ("name_cy", "description_cy")),
    (_("Keeping this entry"), ("urgent", "active", "review_on", "external_id")),
)  # fmt: skip


def form_values(row: AnyRow | None, zone: str) -> Mapping[str, Any]:
    """Give what the form starts with: an entry's columns, or what a new one most often is."""
    if row is None:
        return {
            "languages": ["en"], "self_referral": True, "active": True, "hours": [],
            "closed_on_holidays": True, "timezone": zone, "cost": "free",
        }  # fmt: skip
    listed = {name: "\n".join(getattr(row, name)) for name in _LINES}
    return {**as_dict(row), **{way: row.contact.get(way) for way in WAYS}, **listed}
