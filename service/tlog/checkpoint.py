"""Checkpoints, after C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).

A checkpoint is the text of a signed note that names a log, its size and its root. Signing it
commits the log to every entry below that size, in that order, for ever.
"""

import re
from dataclasses import dataclass

from service.tlog.encoding import from_base64, to_base64
from service.tlog.keys import NoteError
from service.tlog.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """A log's state. ``extensions`` keeps lines this product never writes but others may."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != HASH_SIZE:
            raise NoteError("a checkpoint has a size and a root of 32 bytes")
        if any(not line or "\n" in line for line in (self.origin, *self.extensions)):
            raise NoteError("the origin and the extensions are non-empty lines")

    def body(self) -> str:
        """Return the text to be signed, which ends in a newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, body: str) -> "Checkpoint":
        """Read a text, accepting only what ``body`` would have written."""
        lines = body.split("\n")
        if len(lines) < 4 or lines.pop():
            raise NoteError("not a checkpoint: it has fewer than three lines")
        origin, size, root, *extensions = lines
        if _SIZE.fullmatch(size) is None:
            raise NoteError("not a checkpoint: the second line is not a tree size")
        try:
            return cls(origin, int(size), from_base64(root), tuple(extensions))
        except ValueError as error:
            raise NoteError(
                "not a checkpoint: the origin, root or an extension is wrong"
            ) from error
