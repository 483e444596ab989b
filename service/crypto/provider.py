"""Who holds the root keys: a Protocol with one file-backed and several remote answers.

A provider is asked rarely (once per key-encryption key and cache period, once per
checkpoint or token), so a call may cost milliseconds. Data keys never travel to it.

*Context* says what a key is for, such as ``{"purpose": "dek", "kek": "7"}``. It is
authenticated and not secret: the same pairs, in any order, must be given to open what
they closed. AWS KMS writes it to its own log, so nothing personal belongs in it.
"""

from collections.abc import Mapping
from typing import Protocol

from service.crypto.framing import lp

MAC_NAMES = ("receipt", "idempotency", "cursor", "session", "authority")
"""Every name ``mac`` must answer to."""

SIGNING_NAMES = ("audit", "token")
"""Every name ``sign`` and the public keys must answer to."""


class KeyProvider(Protocol):
    """What every holder of root keys can do. All raise ``ProviderAway`` when out of reach."""

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        """Close ``key`` (at most 4,096 bytes, the limit of AWS KMS) under the newest root key."""
        ...

    def unwrap(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        """Open what ``wrap`` closed.

        Raises ``Undecryptable`` for another context or an altered blob and ``UnknownKey``
        when the blob names a root key that is not held.
        """
        ...

    def rewrap(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        """Close the same key under the newest root key; raises what ``unwrap`` raises."""
        ...

    def mac(self, name: str, data: bytes) -> bytes:
        """Give HMAC-SHA256 (32 bytes) under the key ``name``, or raise ``UnknownKey``."""
        ...

    def sign(self, name: str, message: bytes) -> bytes:
        """Give the Ed25519 signature (64 bytes) of the newest key ``name``, or ``UnknownKey``."""
        ...

    def public_key(self, name: str) -> bytes:
        """Give the raw 32 bytes that check what ``sign(name, …)`` makes now."""
        ...

    def previous_public_keys(self, name: str) -> list[bytes]:
        """Give retired public keys, newest first, for signatures made before a rotation."""
        ...


def canonical_context(context: Mapping[str, str]) -> bytes:
    """Give a context as bytes: ``lp(key) lp(value)`` of each pair, sorted by key."""
    return b"".join(lp(key) + lp(context[key]) for key in sorted(context))
