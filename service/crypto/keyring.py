"""Root keys in a file: the default ``KeyProvider``.

Keep the file outside the database's folder and out of its backups: a thief who has both
has everything, and one who has only the database has nothing.

Format of a wrapped key, integers big-endian::

    blob = 01 | root_version u32 | nonce 12 | AES-256-GCM(key)
    AAD  = "cmr1" | lp(key) lp(value) … of the context, sorted by key
"""

import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto import keyring_file
from service.crypto.errors import KeyringRefused, Undecryptable, UnknownKey
from service.crypto.framing import u32
from service.crypto.keyring_data import KeyringData, parse
from service.crypto.provider import MAC_NAMES, SIGNING_NAMES, KeyProvider, canonical_context

__all__ = ["MAC_NAMES", "SIGNING_NAMES", "FileKeyring"]

_FORMAT = b"\x01"
_LABEL = b"cmr1"
_HEADER = 5
_NONCE = 12
_TAG = 16


class FileKeyring(KeyProvider):
    """A keyring file, opened. Make one with ``create`` or ``open``, never by the constructor.

    ``demo`` tells that the file was made for trying the product out; start-up uses it
    to refuse a real instance. Safe to share between threads.
    """

    def __init__(self, path: Path, data: KeyringData) -> None:
        self.path = path
        self._data = data

    def __repr__(self) -> str:
        return f"FileKeyring({str(self.path)!r}, root_version={self.root_version})"

    @classmethod
    def create(cls, path: Path, *, demo: bool = False) -> Self:
        """Make a keyring of new keys; ``KeyringRefused`` when something is there already."""
        data = KeyringData.fresh(demo=demo)
        keyring_file.create(path, data.to_json())
        return cls(path, data)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing keyring; ``KeyringRefused`` says what to repair."""
        return cls(path, _load(path))

    @property
    def demo(self) -> bool:
        """Whether this keyring was made for a demonstration."""
        return self._data.demo

    @property
    def made_at(self) -> str:
        """When the keyring was made: ISO 8601, UTC."""
        return self._data.made_at

    @property
    def root_version(self) -> int:
        """The root key that ``wrap`` uses now."""
        return max(self._data.roots)

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        """Close ``key`` under the newest root key. See ``KeyProvider.wrap``."""
        version, root = max(self._data.roots.items())
        nonce = os.urandom(_NONCE)
        closed = AESGCM(root).encrypt(nonce, key, _LABEL + canonical_context(context))
        return _FORMAT + u32(version) + nonce + closed

    def unwrap(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        """Open what ``wrap`` closed. See ``KeyProvider.unwrap``."""
        if len(blob) < _HEADER + _NONCE + _TAG or blob[:1] != _FORMAT:
            raise Undecryptable
        root = self._root(int.from_bytes(blob[1:_HEADER], "big"))
        nonce, closed = blob[_HEADER : _HEADER + _NONCE], blob[_HEADER + _NONCE :]
        try:
            return AESGCM(root).decrypt(nonce, closed, _LABEL + canonical_context(context))
        except InvalidTag:
            raise Undecryptable from None

    def rewrap(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        """Move a wrapped key to the newest root key. See ``KeyProvider.rewrap``."""
        return self.wrap(self.unwrap(blob, context), context)

    def mac(self, name: str, data: bytes) -> bytes:
        """Give HMAC-SHA256 (RFC 2104) under the key ``name``. See ``KeyProvider.mac``."""
        if name not in self._data.macs:
            raise UnknownKey(f"the keyring has no MAC key named {name!r}")
        return hmac.digest(self._data.macs[name], data, "sha256")

    def sign(self, name: str, message: bytes) -> bytes:
        """Sign with Ed25519 (RFC 8032). See ``KeyProvider.sign``."""
        return self._signers(name)[0].sign(message)

    def public_key(self, name: str) -> bytes:
        """Give the current public key, raw. See ``KeyProvider.public_key``."""
        return self._signers(name)[0].public_key().public_bytes_raw()

    def previous_public_keys(self, name: str) -> list[bytes]:
        """Give retired public keys, newest first. See ``KeyProvider.previous_public_keys``."""
        return [key.public_key().public_bytes_raw() for key in self._signers(name)[1:]]

    def rotate_root(self) -> int:
        """Add a root key and give its number; older ones stay, to open what they closed.

        Other processes learn of it when they meet the first blob under it. Rewrap the
        key-encryption keys afterwards. The key is used only once it is safely on disk.
        """
        with keyring_file.locked(self.path):
            self._save(_load(self.path).with_new_root())
        return self.root_version

    def rotate_signing(self, name: str) -> int:
        """Add a signing key ``name`` and give its number; ``UnknownKey`` for a name not held.

        The old public key stays in ``previous_public_keys``. Other processes go on signing
        with the old key until they open the keyring again.
        """
        self._signers(name)
        with keyring_file.locked(self.path):
            self._save(_load(self.path).with_new_signer(name))
        return max(self._data.signers[name])

    def _save(self, data: KeyringData) -> None:
        keyring_file.replace(self.path, data.to_json())
        self._data = data

    def _root(self, version: int) -> bytes:
        """Find a root key, reading the file again once if another process may have added it."""
        if version not in self._data.roots:
            self._data = _load(self.path)
        if version not in self._data.roots:
            raise UnknownKey(f"root key {version} is not in the keyring")
        return self._data.roots[version]

    def _signers(self, name: str) -> list[Ed25519PrivateKey]:
        """Give the signing keys of ``name``, newest first."""
        if name not in self._data.signers:
            raise UnknownKey(f"the keyring has no signing key named {name!r}")
        seeds = sorted(self._data.signers[name].items(), reverse=True)
        return [Ed25519PrivateKey.from_private_bytes(seed) for _, seed in seeds]


def _load(path: Path) -> KeyringData:
    data = parse(keyring_file.read(path))
    if data is None:
        raise KeyringRefused(
            f"{path} is not a keyring of format 1, or it is damaged. Restore it from its "
            "backup; a new keyring cannot open what the old one sealed."
        )
    return data
