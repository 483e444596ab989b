"""The form in which a story is written down."""

from dataclasses import dataclass
from typing import Any

REPORT_FATES = ("submitted", "acknowledged", "triaged", "closed_no_case", "withdrawn")
"""Ends without a case. Any other fate is the state the story's case is in today."""

JOINS = "joins"
"""A second report about the same matter: it goes on the case of the story before it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One report and what becomes of it.

    Lists of codes are words in one string. A ground is ``race`` or, with its basis,
    ``disability:perceived``; a subject is ``party_type/Name``.
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

    @property
    def characteristics(self) -> list[dict[str, Any]]:
        """The grounds, as a report form sends them."""
        pairs = (word.partition(":") for word in self.grounds.split())
        return [{"code": code, "basis": basis or "actual", "ground": True}
                for code, _, basis in pairs]  # fmt: skip

    @property
    def subjects(self) -> list[dict[str, str]]:
        """The responding party, where the reporter speaks of one; not all can be named."""
        party_type, _, name = self.subject.partition("/")
        if not party_type:
            return []
        return [{"type": party_type, "name": name} if name else {"type": party_type}]
