"""The ways to reach a service, each as a link where a device can follow one."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_admin.babel import gettext as _

from service.domain.contact import WAYS, dialled

_LABELS = {
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "sms": _("Text message"),
    "url": _("Website"),
    "chat_url": _("Chat"),
    "address": _("Address"),
}
_CALLS = {"phone": "tel", "sms": "sms"}


class Way(NamedTuple):
    """A way to reach a service; ``link`` is None where it is only to be read."""

    label: str
    text: str
    link: str | None


def ways_of(contact: Mapping[str, str]) -> list[Way]:
    """Give the ways that a service names."""
    return [Way(_LABELS[way], contact[way], _link(way, contact[way])) for way in WAYS if contact.get(way)]


def _link(way: str, said: str) -> str | None:
    if way in _CALLS:
        digits = dialled(said)
        return f"{_CALLS[way]}:{digits}" if digits else None
    if way == "email":
        return f"mailto:{said}"
    return None if way == "address" else said
