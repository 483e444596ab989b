"""Envelopes: a data key closed under a key-encryption key, to be stored beside the data.

Format, integers big-endian, ``lp`` = u16 length prefix, 97 bytes in all::

    wrapped = 01 | kek_id u32 | nonce 12 | GCM(DEK) 48 | commit 32
    AAD     = "cmk1" | lp(table) | owner uuid 16 | dek_gen u32
    commit  = HKDF-Expand(DEK, "cmk1 commit")

GCM alone does not commit to its key: one ciphertext can be made to open under two keys
(Len, Grubbs and Ristenpart, *Partitioning Oracle Attacks*, USENIX Security 2021). The
commit field pins the data key. ``kek_id`` is outside the AAD: it only chooses the KEK,
so always find the KEK by ``kek_id_of`` and a changed number finds one that does not fit.

Usual order: ``dek = unwrap_dek(blob, kek=cache.aead(kek_id_of(blob)), …)``, then
``dek.open(field, …)``.
"""

import hmac
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto.dek import DEK_BYTES, Dek, generation_of
from service.crypto.errors import Undecryptable
from service.crypto.framing import lp, u32

__all__ = ["DEK_BYTES", "Dek", "generation_of", "kek_id_of", "unwrap_dek", "wrap_dek"]

_FORMAT = b"\x01"
_HEADER = 5
_NONCE_END = _HEADER + 12
_KEY_END = _NONCE_END + DEK_BYTES + 16
_LENGTH = _KEY_END + 32


def wrap_dek(dek: Dek, *, kek_id: int, kek: AESGCM, table: str, owner: UUID) -> bytes:
    """Close ``dek`` for the record that owns it. ``kek`` must be the cipher of ``kek_id``."""
    closed = dek.closed_under(kek, _aad(table, owner, dek.generation))
    return _FORMAT + u32(kek_id) + closed + dek.commitment()


def unwrap_dek(blob: bytes, *, kek: AESGCM, table: str, owner: UUID, generation: int) -> Dek:
    """Open a data key; ``Undecryptable`` unless key, owner, generation and commitment fit."""
    _check_shape(blob)
    try:
        key = kek.decrypt(
            blob[_HEADER:_NONCE_END], blob[_NONCE_END:_KEY_END], _aad(table, owner, generation)
        )
    except InvalidTag:
        raise Undecryptable from None
    dek = Dek(key, generation)
    if not hmac.compare_digest(dek.commitment(), blob[_KEY_END:]):
        raise Undecryptable
    return dek


def kek_id_of(blob: bytes) -> int:
    """Tell which KEK closed ``blob``; ``Undecryptable`` if it is no wrapped key."""
    _check_shape(blob)
    return int.from_bytes(blob[1:_HEADER], "big")


def _check_shape(blob: bytes) -> None:
    if len(blob) != _LENGTH or blob[:1] != _FORMAT:
        raise Undecryptable


def _aad(table: str, owner: UUID, generation: int) -> bytes:
    return b"cmk1" + lp(table) + owner.bytes + u32(generation)
