"""How a verification can end: a report of what was proven, a refusal, or nothing to judge."""

from dataclasses import dataclass


class Refused(Exception):
    """The export is not what it claims to be; the message says in which respect."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreadable(Exception):
    """A file or folder is missing or cannot be read, so nothing was judged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Report:
    """What a verified export proves, and what it cannot prove, in sentences for people."""

    origin: str
    size: int
    root: bytes
    key_id: bytes
    proven: list[str]
    not_proven: list[str]
