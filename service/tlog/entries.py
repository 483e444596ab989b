"""One pass over an export's entries, in memory that does not grow with them."""

import hashlib
import json
from collections.abc import Collection

from service.tlog.checkpoint import Checkpoint
from service.tlog.manifest import FileDigest
from service.tlog.tree import Frontier, leaf_hash
from service.tlog.verdict import Refused

MAX_ENTRY = 65_535  # C2SP tlog-tiles prefixes each entry with its length in 16 bits


class EntryScan:
    """Follows the entries as they stream by, and answers for them afterwards.

    ``sizes`` are those of earlier checkpoints: the root at each is kept when it is passed.
    """

    def __init__(self, sizes: Collection[int]) -> None:
        self._frontier = Frontier()
        self._content = hashlib.sha256()
        self._length = 0
        self._wanted = frozenset(sizes)
        self._roots = {0: self._frontier.root()}

    def add(self, line: bytes) -> None:
        """Take the next line of ``entries.jsonl`` as it stands, newline included.

        The bytes before the newline are the leaf. They are looked at but never written anew: what
        was signed is these bytes, not some other spelling of the same JSON.
        """
        entry, number = line.removesuffix(b"\n"), self._frontier.size + 1
        if len(entry) > MAX_ENTRY:
            raise Refused(f"line {number} of entries.jsonl is longer than an entry can be")
        if entry == line:
            raise Refused(
                f"line {number} of entries.jsonl does not end in a newline: the file was cut off"
            )
        _require_object(entry, number)
        self._content.update(line)
        self._length += len(line)
        self._frontier.append(leaf_hash(entry))
        if number in self._wanted:
            self._roots[number] = self._frontier.root()

    def require_head(self, head: Checkpoint) -> None:
        """Compare with the signed size and root, the size first because it says more."""
        count = self._frontier.size
        if count != head.size:
            change = "cut off or removed" if count < head.size else "added"
            raise Refused(
                f"the export has {count} entries, the checkpoint signs {head.size}: "
                f"entries were {change}"
            )
        if self._frontier.root() != head.root:
            raise Refused(
                "the entries do not give the signed root: an entry was changed or replaced, "
                "or entries were reordered"
            )

    def require_beginning(self, earlier: Checkpoint, label: str) -> None:
        """Compare the first entries with an earlier checkpoint, which they must still give."""
        if self._roots[earlier.size] != earlier.root:
            raise Refused(
                f"the first {earlier.size} entries do not give the root of {label}: "
                "what was logged by then has been rewritten"
            )

    def require_digest(self, listed: FileDigest) -> None:
        """Compare the file's bytes with the manifest."""
        if FileDigest(self._content.hexdigest(), self._length) != listed:
            raise Refused("entries.jsonl is not the file the signed manifest lists")


def _require_object(entry: bytes, number: int) -> None:
    try:
        parsed = json.loads(entry.decode())
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise Refused(
            f"line {number} of entries.jsonl is not a JSON object: an entry was damaged or changed"
        )
