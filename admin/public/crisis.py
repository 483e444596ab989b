"""Where to turn to at once: it stands first on every public page."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup, escape

from service.domain.contact import dialled
from service.domain.notices import URGENT_HELP
from service.store.queries.support import urgent_services
from service.usecases.reading import Reading

_NUMBER = re.compile(r"\b\d{3}(?: \d{3})*\b")


class Urgent(NamedTuple):
    """A service for people in a crisis."""

    id: UUID
    name: str
    phone: str
    dialled: str | None


def first_help() -> Markup:
    """Give the words said with everything, with their numbers to be pressed."""
    words = str(escape(URGENT_HELP))
    return Markup(_NUMBER.sub(lambda found: _link(found[0]), words))  # noqa: S704 - it was escaped


def urgent(reading: Reading) -> Sequence[Urgent]:
    """Give the directory's services for people in a crisis."""
    rows = urgent_services(reading.connection)
    return [
        Urgent(row.id, row.name, phone, dialled(phone))
        for row, phone in ((row, row.contact.get("phone", "")) for row in rows)
    ]


def _link(number: str) -> Markup:
    return Markup('<a href="tel:{}">{}</a>').format(dialled(number), number)
