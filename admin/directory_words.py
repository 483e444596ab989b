"""An entry of the directory as labelled lines."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _

from admin import text
from admin.hours_words import week
from service.domain import code_lists as lists
from service.domain import support_lists
from service.domain.contact import WAYS

Lines = list[tuple[str, str]]

WAY_LABELS = {
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "sms": _("Text messages to"),
    "url": _("Web address"),
    "chat_url": _("Chat"),
    "address": _("Where to find it"),
}


def lines_of(values: Mapping[str, Any]) -> Lines:
    """Give an entry's columns, but for those in Welsh, in the order of the form."""
    return [*_what(values), *_whom(values), *_reach(values), *_when(values), *_kept(values)]


def welsh_lines(values: Mapping[str, Any]) -> Lines:
    """Give what an entry says in Welsh."""
    return [
        (_("Name in Welsh"), values["name_cy"] or ""),
        (_("What it offers, in Welsh"), values["description_cy"] or ""),
    ]


def _what(values: Mapping[str, Any]) -> Lines:
    return [
        (_("Name"), values["name"]),
        (_("Kind of service"), lists.SERVICE_TYPES.label(values["service_type"])),
        (_("What it offers"), values["description"]),
        (_("What it helps with"), text.labels(lists.IMPACTS, values["helps_with"])),
        (_("What it costs"), support_lists.COSTS.label(values["cost"])),
        (_("People may turn to it themselves"), _yes(values["self_referral"])),
    ]


def _whom(values: Mapping[str, Any]) -> Lines:
    represents = text.labels(support_lists.RESPONDER_ATTRIBUTES, values["represents"])
    return [
        (_("Meant for people who share"),
         text.labels(lists.CHARACTERISTICS, values["characteristics"])),
        (_("Communities it serves"), ", ".join(values["communities"])),
        (_("Those who work there describe themselves as"), represents),
        (_("Settings it knows"), text.labels(lists.SETTINGS, values["settings"])),
        (_("Sites"), ", ".join(values["sites"])),
        (_("Languages"), text.labels(lists.LANGUAGES, values["languages"])),
    ]  # fmt: skip


def _reach(values: Mapping[str, Any]) -> Lines:
    return [(WAY_LABELS[way], values["contact"].get(way, "")) for way in WAYS]


def _when(values: Mapping[str, Any]) -> Lines:
    free, ways_in, zone = values["next_available_on"], values["accessible"], values["timezone"]
    return [
        (_("Opening hours"), "\n".join(week(values, zone))),
        (_("Time zone"), zone),
        (_("Next free appointment"), text.spelled_date(free) if free else ""),
        (_("Ways in"), text.labels(support_lists.ACCESSIBLE, ways_in)),
        (_("Access in words"), values["accessibility"] or ""),
    ]


def _kept(values: Mapping[str, Any]) -> Lines:
    review = values["review_on"]
    return [
        (_("Helps in a crisis"), _yes(values["urgent"])),
        (_("In the directory"), _yes(values["active"])),
        (_("Check this entry again on"), text.spelled_date(review) if review else ""),
        (_("Its name elsewhere"), values["external_id"] or ""),
    ]


def _yes(value: bool) -> str:
    return _("Yes") if value else _("No")
