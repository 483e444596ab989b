"""The ways to reach a service, each as a link where a device can follow one."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from flask_admin.babel import gettext as _

from service.domain.contact import dialled

_LABELS = {
    "phone": _("Telephone"),
    "sms": _("Text message"),
    "chat_url": _("Chat"),
    "email": _("E-mail"),
    "url": _("Website"),
    "address": _("Address"),
}
"""What each way is called, the quickest first."""
_CALLS = {"phone": "tel", "sms": "sms"}


class Way(NamedTuple):
    """A way to reach a service; ``link`` is None where it is only to be read."""

    label: str
    text: str
    link: str | None


def ways_of(contact: Mapping[str, str]) -> list[Way]:
    """Give the ways that a service names."""
    given = [(way, contact[way]) for way in _LABELS if contact.get(way)]
    return [Way(_LABELS[way], said, _link(way, said)) for way, said in given]


def _link(way: str, said: str) -> str | None:
    if way in _CALLS:
        digits = dialled(said)
        return f"{_CALLS[way]}:{digits}" if digits else None
    if way == "email":
        return f"mailto:{quote(said, safe='@')}"
    return None if way == "address" else said
