"""The signed list of an export's files.

A checkpoint vouches for the entries; the manifest vouches for the folder they travel in: which
files belong to it, their exact bytes, and that the export is complete. It is signed with the log's
key over a line of its own and its RFC 8785 canonical form. No note can be mistaken for that
message, nor the message for a note: its second line is JSON and never a tree size.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.tlog.encoding import from_base64, to_base64

Manifest = dict[str, object]

CONTEXT = b"redress export manifest v1\n"
COMPLETE, EXTRACT = "complete", "extract"
REQUIRED = frozenset({"entries.jsonl", "checkpoint", "vkey"})
EARLIER = frozenset({"checkpoint.old", "consistency"})


class ManifestError(ValueError):
    """A manifest is not well formed, or not signed by the key it must be signed by."""


@dataclass(frozen=True)
class FileDigest:
    """A file's SHA-256, in lower-case hexadecimal, and its length in bytes."""

    sha256: str
    length: int

    @classmethod
    def of(cls, content: bytes) -> "FileDigest":
        """Digest a file that is small enough to be held."""
        return cls(hashlib.sha256(content).hexdigest(), len(content))


def build_manifest(
    *,
    origin: str,
    size: int,
    root: bytes,
    first: int,
    count: int,
    files: Mapping[str, FileDigest],
    made_at: str,
    filter: str | None,  # noqa: A002 - the settled name; the field is called so in the file
) -> Manifest:
    """Describe an export of ``count`` entries from index ``first`` on.

    It is called complete only if it holds every entry the checkpoint signs; any other is an
    extract, which proves that its entries are in the log but not that none was left out.
    """
    _require_files(files)
    complete = filter is None and (first, count) == (0, size)
    return {
        "kind": COMPLETE if complete else EXTRACT,
        "origin": origin,
        "size": size,
        "root": to_base64(root),
        "first": first,
        "count": count,
        "filter": filter,
        "made_at": made_at,
        "files": {name: asdict(digest) for name, digest in files.items()},
    }


def sign_manifest(manifest: Manifest, sign: Callable[[bytes], bytes]) -> Manifest:
    """Return the manifest with an Ed25519 signature under ``signature``."""
    return {**manifest, "signature": to_base64(sign(_signed_bytes(manifest)))}


def verify_manifest(manifest: Manifest, public_key: bytes) -> None:
    """Raise ``ManifestError`` unless this key signed this manifest."""
    signature = manifest.get("signature")
    if not isinstance(signature, str):
        raise ManifestError("the manifest carries no signature")
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(from_base64(signature), _signed_bytes(manifest))
    except (InvalidSignature, ValueError) as error:
        raise ManifestError("the manifest is not signed by the log's key") from error


def encode_manifest(manifest: Manifest) -> bytes:
    """Write ``manifest.json``: the canonical form and a newline, so that it has one spelling."""
    try:
        return rfc8785.dumps(manifest) + b"\n"  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise ManifestError("the manifest holds what RFC 8785 cannot write") from error


def decode_manifest(content: bytes) -> Manifest:
    """Read ``manifest.json``, refusing any byte ``encode_manifest`` would have written otherwise.

    Besides stray white space, that rules out a name given twice, which parsers read differently.
    """
    try:
        manifest = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise ManifestError("the manifest is not JSON") from error
    if not isinstance(manifest, dict) or encode_manifest(manifest) != content:
        raise ManifestError("the manifest is not a JSON object in canonical form")
    return manifest


def listed_files(manifest: Manifest) -> dict[str, FileDigest]:
    """Return the files a manifest lists."""
    files = manifest.get("files")
    if not isinstance(files, dict):
        raise ManifestError("the manifest lists no files")
    _require_files(files)
    return {name: _parse_digest(entry) for name, entry in files.items()}


def _parse_digest(entry: object) -> FileDigest:
    match entry:
        case {"sha256": str(sha256), "length": int(length), **rest} if not rest:
            return FileDigest(sha256, length)
    raise ManifestError("a file's digest in the manifest is not well formed")


def _require_files(files: Mapping[str, object]) -> None:
    """Every export has the same three files, and two more if it says what it grew from."""
    if set(files) not in (REQUIRED, REQUIRED | EARLIER):
        raise ManifestError("the manifest does not list the files an export is made of")


def _signed_bytes(manifest: Manifest) -> bytes:
    unsigned = {name: value for name, value in manifest.items() if name != "signature"}
    return CONTEXT + encode_manifest(unsigned).removesuffix(b"\n")
