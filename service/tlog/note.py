"""Signed notes, after C2SP signed-note (https://c2sp.org/signed-note).

A note is text that ends in a newline, an empty line, and one line per signature. Anybody may add a
line: the log signs its checkpoint so, and witnesses cosign it so. A reader checks the lines of keys
it knows and passes over all others. Keys of type 01, Ed25519, are the only ones known here.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.tlog.encoding import from_base64, to_base64

ED25519 = b"\x01"
KEY_ID_SIZE = 4
PUBLIC_KEY_SIZE = 32
MAX_SIGNATURES = 100
_DASH = "\u2014 "


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
        _require_name(self.name)
        if len(self.public_key) != PUBLIC_KEY_SIZE:
            raise NoteError("an Ed25519 public key is 32 bytes long")
        if self.key_id != key_id(self.name, self.public_key):
            raise NoteError("the key ID does not belong to this name and key")

    @classmethod
    def of(cls, name: str, public_key: bytes) -> "VerifierKey":
        """Make the verifier key of a name and an Ed25519 public key."""
        _require_name(name)
        return cls(name, key_id(name, public_key), public_key)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read ``name+hexkeyid+base64(01 || public key)``; a newline at the end is no part of it."""
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


def sign_note(body: str, name: str, public_key: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Return the note with its first signature; ``sign`` may well live in a key provider."""
    _require_text(body)
    return f"{body}\n{_signature_line(body, name, public_key, sign)}"


def add_signature(note: str, name: str, public_key: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Return the note with one more signature over the same text."""
    body, _ = _split(note)
    return note + _signature_line(body, name, public_key, sign)


def open_note(note: str, verifiers: Sequence[VerifierKey]) -> tuple[str, list[VerifierKey]]:
    """Return the text and the known keys that signed it, in the order of their signatures.

    Raises ``NoteError`` if the note is malformed, if any signature of a known key is bad, or if no
    known key signed. A signature of an unknown key is passed over: it may be a witness's, or that
    of the key which will follow this one.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    body, signatures = _split(note)
    good: list[VerifierKey] = []
    for name, identifier, signature in signatures:
        verifier = known.get((name, identifier))
        if verifier is None:
            continue
        if not verifier.accepts(body.encode(), signature):
            raise NoteError(f"the signature of {name} is bad")
        if verifier not in good:
            good.append(verifier)
    if not good:
        raise NoteError("no known key signed the note")
    return body, good


def _signature_line(body: str, name: str, public_key: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Sign the text, and check the result: a key that does not match must not publish anything."""
    key = VerifierKey.of(name, public_key)
    signature = sign(body.encode())
    if not key.accepts(body.encode(), signature):
        raise NoteError("the signer does not hold the private half of the given key")
    return f"{_DASH}{name} {to_base64(key.key_id + signature)}\n"


def _split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Divide a note at its last empty line into its text and (name, key ID, signature)."""
    _require_text(note)
    text, separator, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")[:-1]
    if not separator or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteError("a note is text, an empty line and up to 100 signatures")
    return text + "\n", [_parse_signature(line) for line in lines]


def _parse_signature(line: str) -> tuple[str, bytes, bytes]:
    """Read an em dash, a space, the key's name, a space, base64 of key ID and signature."""
    name, separator, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not separator:
        raise NoteError("not a signature line")
    _require_name(name)
    try:
        value = from_base64(encoded)
    except ValueError as error:
        raise NoteError("a signature is not base64") from error
    if len(value) <= KEY_ID_SIZE:
        raise NoteError("a signature is too short")
    return name, value[:KEY_ID_SIZE], value[KEY_ID_SIZE:]


def _require_name(name: str) -> None:
    """A key's name has no Unicode space, no plus, no control character, and is not empty."""
    if not name or "+" in name or any(char.isspace() or char < " " for char in name):
        raise NoteError("a key name is not empty and has no spaces, plus signs or controls")
    _require_unicode(name)


def _require_text(text: str) -> None:
    """Text ends in a newline and has no other ASCII control character."""
    if not text.endswith("\n") or any(char < " " and char != "\n" for char in text):
        raise NoteError("a note ends in a newline and has no other control characters")
    _require_unicode(text)


def _require_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoteError("a note is valid UTF-8") from error
