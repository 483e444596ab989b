"""Key-encryption keys: the floor between the provider and the data keys.

A KEK has a purpose (``dek``, ``index`` or ``match``) and a number. Its wrapped form is
stored in the database; the provider opens it once and it is kept for a few minutes.
Shorter means more provider calls; longer means that withdrawing a key takes effect later.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from service.crypto.errors import Undecryptable
from service.crypto.provider import KeyProvider

KEK_BYTES = 32


def new_kek(provider: KeyProvider, purpose: str, kek_id: int) -> bytes:
    """Draw a KEK and give it wrapped by the provider, ready to be stored."""
    return provider.wrap(os.urandom(KEK_BYTES), kek_context(purpose, kek_id))


def kek_context(purpose: str, kek_id: int) -> dict[str, str]:
    """Give the context a KEK is wrapped under, also needed to rewrap it."""
    return {"purpose": purpose, "kek": str(kek_id)}


@dataclass(frozen=True, slots=True)
class _Held:
    key: bytes = field(repr=False)
    aead: AESGCM = field(repr=False)
    until: float


class KekCache:
    """KEKs in use, each unwrapped once per ``ttl_seconds``. Safe to share between threads.

    ``load`` gives ``(purpose, wrapped)`` for a number and should raise ``UnknownKey`` when
    there is none. A key past its time is never used because the provider is away: the
    provider's ``ProviderAway`` reaches the caller. Failures are not remembered.
    """

    def __init__(
        self,
        provider: KeyProvider,
        load: Callable[[int], tuple[str, bytes]],
        ttl_seconds: float = 600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._load = load
        self._ttl = ttl_seconds
        self._clock = clock
        self._held: dict[int, _Held] = {}
        self._opening: dict[int, threading.Lock] = {}
        self._guard = threading.Lock()

    def aead(self, kek_id: int) -> AESGCM:
        """Give the cipher of KEK ``kek_id``, for ``wrap_dek`` and ``unwrap_dek``.

        Raises what ``load`` and ``KeyProvider.unwrap`` raise.
        """
        return self._get(kek_id).aead

    def derive(self, kek_id: int, info: bytes) -> bytes:
        """Give a 32-byte key of its own for ``info``, by HKDF-Expand (RFC 5869).

        For ``index`` and ``match`` KEKs, whose users need HMAC keys and not a cipher.
        """
        return HKDFExpand(SHA256(), 32, info).derive(self._get(kek_id).key)

    def _get(self, kek_id: int) -> _Held:
        return self._fresh(kek_id) or self._open_once(kek_id)

    def _fresh(self, kek_id: int) -> _Held | None:
        held = self._held.get(kek_id)
        return held if held is not None and self._clock() < held.until else None

    def _open_once(self, kek_id: int) -> _Held:
        """Unwrap behind a lock per key: one slow key does not hold up the others."""
        with self._guard:
            opening = self._opening.setdefault(kek_id, threading.Lock())
        with opening:
            return self._fresh(kek_id) or self._open(kek_id)

    def _open(self, kek_id: int) -> _Held:
        self._forget_stale()
        purpose, wrapped = self._load(kek_id)
        key = self._provider.unwrap(wrapped, kek_context(purpose, kek_id))
        if len(key) != KEK_BYTES:
            raise Undecryptable
        held = _Held(key, AESGCM(key), self._clock() + self._ttl)
        with self._guard:
            self._held[kek_id] = held
        return held

    def _forget_stale(self) -> None:
        now = self._clock()
        with self._guard:
            self._held = {number: held for number, held in self._held.items() if now < held.until}
