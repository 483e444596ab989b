"""What a keyring file says, as values: reading and writing its JSON, nothing else.

::

    {"format": 1, "demo": false, "made_at": "2026-01-31T09:00:00+00:00",
     "roots":   {"1": "<base64, 32 bytes>"},
     "macs":    {"receipt": "<base64, 32 bytes>", …},
     "signers": {"audit": {"1": "<base64 Ed25519 seed>"}, …}}

Root and signing keys are numbered from 1; the highest number is in use and the others
are kept to open and to check what they made.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from service.crypto.provider import MAC_NAMES, SIGNING_NAMES

FORMAT = 1
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyringData:
    """The contents of one keyring. Its ``repr`` leaves every key out."""

    demo: bool
    made_at: str
    roots: dict[int, bytes] = field(repr=False)
    macs: dict[str, bytes] = field(repr=False)
    signers: dict[str, dict[int, bytes]] = field(repr=False)

    @classmethod
    def fresh(cls, *, demo: bool) -> Self:
        """Draw new random keys for every published name."""
        return cls(
            demo=demo,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            roots={1: os.urandom(KEY_BYTES)},
            macs={name: os.urandom(KEY_BYTES) for name in MAC_NAMES},
            signers={name: {1: os.urandom(KEY_BYTES)} for name in SIGNING_NAMES},
        )

    def with_new_root(self) -> Self:
        """Give a copy whose newest root key is a fresh one."""
        return replace(self, roots=_grown(self.roots))

    def with_new_signer(self, name: str) -> Self:
        """Give a copy whose newest signing key ``name`` is a fresh one."""
        return replace(self, signers={**self.signers, name: _grown(self.signers[name])})

    def to_json(self) -> bytes:
        """Give the file's bytes."""
        document = {
            "format": FORMAT,
            "demo": self.demo,
            "made_at": self.made_at,
            "roots": _encoded(self.roots),
            "macs": _encoded(self.macs),
            "signers": {name: _encoded(keys) for name, keys in self.signers.items()},
        }
        return json.dumps(document, indent=2).encode() + b"\n"


def parse(content: bytes) -> KeyringData | None:
    """Read a keyring file's bytes; ``None`` when they are not a keyring of this format.

    Answers instead of raising on purpose: a ``JSONDecodeError`` carries the whole
    document, keys included, and an error reporter would store it along.
    """
    try:
        return _built(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _built(document: Any) -> KeyringData:
    if document["format"] != FORMAT or not isinstance(document["demo"], bool):
        raise ValueError
    return KeyringData(
        demo=document["demo"],
        made_at=datetime.fromisoformat(document["made_at"]).isoformat(),
        roots=_versions(document["roots"]),
        macs={name: _key(text) for name, text in document["macs"].items()},
        signers={name: _versions(keys) for name, keys in document["signers"].items()},
    )


def _versions(keys: Any) -> dict[int, bytes]:
    versions = {int(number): _key(text) for number, text in keys.items()}
    canonical = {str(number) for number in versions if 1 <= number <= 0xFFFF_FFFF}
    if not versions or canonical != set(keys):
        raise ValueError
    return versions


def _key(text: Any) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError
    return key


def _grown(keys: dict[int, bytes]) -> dict[int, bytes]:
    return {**keys, max(keys) + 1: os.urandom(KEY_BYTES)}


def _encoded(keys: Mapping[Any, bytes]) -> dict[str, str]:
    return {str(name): base64.b64encode(key).decode() for name, key in keys.items()}
