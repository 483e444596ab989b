"""Signed notes, after C2SP signed-note (https://c2sp.org/signed-note).

A note is text that ends in a newline, an empty line, and one line per signature. Anybody may add a
line: the log signs its checkpoint so, and witnesses cosign it so. A reader checks the lines of keys
it knows and passes over all others. Keys of type 01, Ed25519, are the only ones known here.
"""

from collections.abc import Callable, Sequence

from service.tlog.checkpoint import Checkpoint
from service.tlog.encoding import from_base64, to_base64
from service.tlog.keys import (
    KEY_ID_SIZE,
    NoteError,
    VerifierKey,
    key_id,
    require_name,
    require_unicode,
)

__all__ = [
    "Checkpoint",
    "NoteError",
    "VerifierKey",
    "add_signature",
    "key_id",
    "open_note",
    "sign_note",
]

MAX_SIGNATURES = 100
_DASH = "\u2014 "


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
    require_name(name)
    try:
        value = from_base64(encoded)
    except ValueError as error:
        raise NoteError("a signature is not base64") from error
    if len(value) <= KEY_ID_SIZE:
        raise NoteError("a signature is too short")
    return name, value[:KEY_ID_SIZE], value[KEY_ID_SIZE:]


def _require_text(text: str) -> None:
    """Text ends in a newline and has no other ASCII control character."""
    if not text.endswith("\n") or any(char < " " and char != "\n" for char in text):
        raise NoteError("a note ends in a newline and has no other control characters")
    require_unicode(text)
