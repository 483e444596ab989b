"""Verifier keys: who a signed note may be believed to come from.

The form ``name+hexkeyid+base64`` is that of C2SP signed-note and of Go's ``sumdb/note``, so a key
published by this product works in any of their tools.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.tlog.encoding import from_base64, to_base64

ED25519 = b"\x01"
KEY_ID_SIZE = 4
PUBLIC_KEY_SIZE = 32


class NoteError(ValueError):
    """A note or key is not well formed, or a signature that must be good is not."""


def key_id(name: str, public_key: bytes) -> bytes:
    """Return the four bytes that, with the name, tell signatures of different keys apart.

    They are an identifier and no proof: anybody can find a key with the same four bytes, and would
    only earn a signature that fails.
    """
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_SIZE]


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a signer: what a reader must know beforehand to believe a note."""

    name: str
    key_id: bytes
    public_key: bytes

    def __post_init__(self) -> None:
        require_name(self.name)
        if len(self.public_key) != PUBLIC_KEY_SIZE:
            raise NoteError("an Ed25519 public key is 32 bytes long")
        if self.key_id != key_id(self.name, self.public_key):
            raise NoteError("the key ID does not belong to this name and key")

    @classmethod
    def of(cls, name: str, public_key: bytes) -> "VerifierKey":
        """Make the verifier key of a name and an Ed25519 public key."""
        require_name(name)
        return cls(name, key_id(name, public_key), public_key)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read ``name+hexkeyid+base64(01 || public key)``, with no newline behind it."""
        name, _, rest = text.partition("+")
        number, _, encoded = rest.partition("+")
        try:
            identifier, typed = bytes.fromhex(number), from_base64(encoded)
        except ValueError as error:
            raise NoteError("not a verifier key") from error
        if identifier.hex() != number or typed[:1] != ED25519:
            raise NoteError("not an Ed25519 verifier key")
        return cls(name, identifier, typed[1:])

    def encode(self) -> str:
        """Write the key as the one line that auditors are given."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public_key)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Tell whether this key signed this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def require_name(name: str) -> None:
    """A key's name has no Unicode space, no plus, no control character, and is not empty."""
    if not name or "+" in name or any(char.isspace() or char < " " for char in name):
        raise NoteError("a key name is not empty and has no spaces, plus signs or controls")
    require_unicode(name)


def require_unicode(text: str) -> None:
    """Refuse a lone surrogate, which Python's strings may hold and UTF-8 may not."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoteError("a note is valid UTF-8") from error
