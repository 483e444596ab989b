"""Keeping bytes for a short while under a key the keeper can make again.

An idempotent request that is repeated must get its first answer again, and that answer
may hold personal data. It is sealed under a key made from what only the client repeats::

    blob = 01 | nonce 12 | AES-256-GCM(ct|tag)
    key  = HKDF-SHA256(key, salt = nonce, info = "cmo1 response")     RFC 5869
    AAD  = "cmo1" | 01 | aad

The nonce salts the key, so every blob has a one-off key of its own and one secret may
seal any number of them. Nothing is padded: the length of a response shows.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.crypto.errors import Undecryptable

_FORMAT = b"\x01"
_LABEL = b"cmo1"
_BODY = 13
_TAG = 16


def seal_bytes(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Seal ``plaintext``, bound to ``aad``. ``ValueError`` for a key under 32 bytes."""
    nonce = os.urandom(12)
    sealed = _one_off(key, nonce).encrypt(nonce, plaintext, _LABEL + _FORMAT + aad)
    return _FORMAT + nonce + sealed


def open_bytes(key: bytes, blob: bytes, aad: bytes) -> bytes:
    """Open what ``seal_bytes`` sealed; ``Undecryptable`` when anything differs."""
    if len(blob) < _BODY + _TAG or blob[:1] != _FORMAT:
        raise Undecryptable
    nonce = blob[1:_BODY]
    try:
        return _one_off(key, nonce).decrypt(nonce, blob[_BODY:], _LABEL + _FORMAT + aad)
    except InvalidTag:
        raise Undecryptable from None


def _one_off(key: bytes, nonce: bytes) -> AESGCM:
    if len(key) < 32:
        raise ValueError("a sealing key has at least 32 bytes")
    return AESGCM(HKDF(SHA256(), 32, salt=nonce, info=b"cmo1 response").derive(key))
