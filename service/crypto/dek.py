"""A data key and the fields sealed under it: one key per case and per person.

Format of a sealed field, integers big-endian, ``lp`` = u16 length prefix::

    field = 01 | suite 01 | dek_gen u32 | nonce 12 | AES-256-GCM(ct|tag)
    AAD   = "cmf1" | first 6 bytes | lp(table) | lp(column) | record uuid 16
    plain = data | 80 | 00 …                                   see padding

The AAD nails a ciphertext to its row, column and table: moved elsewhere it does not
open. Nonces are random; NIST SP 800-38D allows 2^32 of them per key, and a key here
seals one case.
"""

import os
from typing import NoReturn, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from service.crypto.errors import Undecryptable, UnknownKey
from service.crypto.framing import lp, u32
from service.crypto.padding import pad, unpad

DEK_BYTES = 32
_MAGIC = b"\x01\x01"
_HEADER = 6
_BODY = _HEADER + 12
_TAG = 16


class Dek:
    """A data key: the cipher made once, the generation every sealed field names.

    Making the cipher per call would cost twice as much, so keep a ``Dek`` for as long as
    a request needs it. It cannot be pickled or copied, and prints only its generation.
    """

    __slots__ = ("_aead", "_key", "generation")

    def __init__(self, key: bytes, generation: int) -> None:
        if len(key) != DEK_BYTES:
            raise ValueError("a data key has 32 bytes")
        u32(generation)
        self._key = key
        self._aead = AESGCM(key)
        self.generation = generation

    def __repr__(self) -> str:
        return f"Dek(generation={self.generation})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is never pickled or copied; wrap it with wrap_dek")

    @classmethod
    def new(cls, generation: int = 1) -> Self:
        """Draw a random key."""
        return cls(os.urandom(DEK_BYTES), generation)

    def seal(self, plaintext: bytes, *, table: str, column: str, record: UUID) -> bytes:
        """Pad and seal ``plaintext`` for one field of one record."""
        place = _place(table, column, record)
        return self._seal_with_nonce(os.urandom(12), plaintext, place)

    def open(self, blob: bytes, *, table: str, column: str, record: UUID) -> bytes:
        """Give the plaintext back.

        Raises ``UnknownKey`` when another generation sealed it (fetch that one: see
        ``generation_of``) and ``Undecryptable`` for everything else that does not fit.
        """
        generation = generation_of(blob)
        if generation != self.generation:
            raise UnknownKey(
                f"sealed under key generation {generation}, opened with {self.generation}"
            )
        aad = _aad(blob[:_HEADER], _place(table, column, record))
        try:
            padded = self._aead.decrypt(blob[_HEADER:_BODY], blob[_BODY:], aad)
        except InvalidTag:
            raise Undecryptable from None
        return unpad(padded)

    def commitment(self) -> bytes:
        """Give 32 bytes that only this key has: HKDF-Expand(DEK, "cmk1 commit"), RFC 5869."""
        return HKDFExpand(SHA256(), 32, b"cmk1 commit").derive(self._key)

    def derive(self, info: bytes, salt: bytes) -> bytes:
        """Give a 32-byte key made from this one: HKDF-SHA256, RFC 5869.

        ``info`` begins with the four letters of the format that it is for.
        """
        return HKDF(SHA256(), 32, salt, info).derive(self._key)

    def closed_under(self, kek: AESGCM, aad: bytes) -> bytes:
        """Give ``nonce 12 | GCM(DEK) 48``: how the key leaves this object, and the only way."""
        nonce = os.urandom(12)
        return nonce + kek.encrypt(nonce, self._key, aad)

    def _seal_with_nonce(self, nonce: bytes, plaintext: bytes, place: bytes) -> bytes:
        """Seal with a given nonce, for fixed test vectors. A nonce used twice breaks GCM."""
        header = _MAGIC + u32(self.generation)
        return header + nonce + self._aead.encrypt(nonce, pad(plaintext), _aad(header, place))


def generation_of(blob: bytes) -> int:
    """Tell which generation of the data key sealed ``blob``; ``Undecryptable`` if not a field."""
    if len(blob) < _BODY + _TAG or blob[:2] != _MAGIC:
        raise Undecryptable
    return int.from_bytes(blob[2:_HEADER], "big")


def _place(table: str, column: str, record: UUID) -> bytes:
    return lp(table) + lp(column) + record.bytes


def _aad(header: bytes, place: bytes) -> bytes:
    return b"cmf1" + header + place
