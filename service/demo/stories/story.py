"""The form in which a story is written down."""

from dataclasses import dataclass
from typing import Any

REPORT_FATES = (
    "submitted", "acknowledged", "triaged", "closed_no_case", "withdrawn", "duplicate",
)  # fmt: skip
"""Ends without a case. Any other fate is the state the story's case is in today."""

PAST = "past"
"""Closed in the last academic year: what the figures are made of."""

JOINS = "joins"
"""A second report about the same matter: it goes on the case of the story before it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One report and what becomes of it.

    Lists of codes are words in one string. A ground is ``race`` or, with its basis,
    ``disability:perceived``; a subject is ``party_type/Name``, or ``party_type/Name <e-mail>``
    where the reporter knows the address.
    """

    fate: str
    mode: str
    title: str
    types: str
    setting: str
    grounds: str
    impacts: str
    narrative: str
    wish: str = ""
    subject: str = ""
    place: str = ""
    assesses: bool = False
    relationship: str = "affected_person"
    affected: str = ""
    """The name of the person it is about, where that is somebody else."""
    after: str = ""
    """The title of the earlier story that it refers to: told again, or retaliated for."""
    agrees: str = ""
    """Scopes that the reporter surely agrees to; the other answers are drawn."""
    scenes: str = ""
    """What else happens: words of `service.demo.asides` and `service.demo.scenes`."""
    below_threshold: bool = False
    wants: str = ""
    """By whom the reporter would like to be met: codes, as ``woman`` or ``languages:cy``."""

    @property
    def characteristics(self) -> list[dict[str, Any]]:
        """The grounds, as a report form sends them."""
        pairs = (word.partition(":") for word in self.grounds.split())
        return [{"code": code, "basis": basis or "actual", "ground": True}
                for code, _, basis in pairs]  # fmt: skip

    @property
    def preference(self) -> dict[str, list[str]] | None:
        """Whom the reporter would like to be met by, as a report form sends it."""
        wish: dict[str, list[str]] = {}
        for word in self.wants.split():
            about, _, code = word.rpartition(":")
            wish.setdefault(about or "attributes", []).append(code)
        return wish or None

    @property
    def subjects(self) -> list[dict[str, Any]]:
        """The responding party, where the reporter speaks of one; not all can be named."""
        party_type, _, named = self.subject.partition("/")
        name, _, address = named.removesuffix(">").partition(" <")
        subject: dict[str, Any] = {"type": party_type, "name": name}
        if address:
            subject["identifier"] = {"type": "email", "value": address}
        return [{key: value for key, value in subject.items() if value}] if party_type else []

    def sets(self, scene: str) -> bool:
        """Whether a scene is part of the story."""
        return scene in self.scenes.split()
