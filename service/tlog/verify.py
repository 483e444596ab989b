"""The checks an export must pass, as pure functions over the contents of its files.

Each raises ``Refused`` with one precise sentence. Whatever can be read can be judged, so a file
that makes no sense is a disproof like any other: an export leaves the product well formed.
"""

from collections.abc import Collection, Mapping

from service.tlog.encoding import from_base64, to_base64
from service.tlog.manifest import (
    COMPLETE,
    FileDigest,
    Manifest,
    ManifestError,
    decode_manifest,
    listed_files,
    verify_manifest,
)
from service.tlog.note import Checkpoint, NoteError, VerifierKey, open_note
from service.tlog.proof import ProofError, verify_consistency
from service.tlog.verdict import Refused, Report, Unreadable

__all__ = [
    "Refused",
    "Report",
    "Unreadable",
    "check_consistency",
    "check_files",
    "check_growth",
    "check_key",
    "check_manifest",
    "check_names",
    "open_checkpoint",
    "parse_key",
    "write_report",
]


def parse_key(content: bytes, label: str) -> VerifierKey:
    """Read a verifier key from one line."""
    try:
        return VerifierKey.parse(content.decode().removesuffix("\n"))
    except ValueError as error:
        raise Refused(f"{label} is not a well-formed verifier key") from error


def check_key(key: VerifierKey, pinned: VerifierKey | None) -> None:
    """The folder's key must be the one the auditor was given by another way, if any."""
    if pinned is not None and key != pinned:
        raise Refused(
            f"the export's key {_name(key)} is not the key you gave, {_name(pinned)}: "
            "it was signed by somebody else"
        )


def open_checkpoint(content: bytes, key: VerifierKey, label: str) -> Checkpoint:
    """Read a checkpoint and check the log's signature on it."""
    try:
        body, _ = open_note(content.decode(), [key])
        return Checkpoint.parse(body)
    except NoteError as error:
        raise Refused(f"{label} is not a checkpoint signed by {_name(key)}: {error}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{label} is not a well-formed signed note") from error


def check_manifest(content: bytes, key: VerifierKey, head: Checkpoint) -> dict[str, FileDigest]:
    """Check the manifest's signature and what it says of the log; return the files it lists."""
    try:
        manifest = decode_manifest(content)
        verify_manifest(manifest, key.public_key)
        files = listed_files(manifest)
    except ManifestError as error:
        raise Refused(str(error)) from error
    _check_kind(manifest, head)
    claims = {"origin": head.origin, "size": head.size, "root": to_base64(head.root)}
    for field, signed in claims.items():
        if manifest.get(field) != signed:
            raise Refused(
                f"the manifest and the checkpoint disagree about the {field}: "
                "they are not of the same export"
            )
    return files


def check_names(found: Collection[str], files: Mapping[str, FileDigest]) -> None:
    """The folder must hold the files that were signed, and none may have been slipped in."""
    for name in sorted(set(found) - set(files)):
        raise Refused(f"{name} lies in the folder, but the signed manifest does not list it")
    for name in sorted(set(files) - set(found)):
        raise Refused(f"the signed manifest lists {name}, but the folder does not hold it")


def check_files(contents: Mapping[str, bytes], files: Mapping[str, FileDigest]) -> None:
    """Check the small files byte for byte against the manifest."""
    for name, content in contents.items():
        if FileDigest.of(content) != files[name]:
            raise Refused(f"{name} is not the file the signed manifest lists")


def check_growth(earlier: Checkpoint, head: Checkpoint, label: str, holder: str) -> None:
    """An earlier checkpoint must be of the same log, and a log never shrinks."""
    if earlier.origin != head.origin:
        raise Refused(f"{label} is of another log: {earlier.origin}, not {head.origin}")
    if earlier.size > head.size:
        raise Refused(
            f"the log has shrunk: {holder} a checkpoint of {earlier.size} entries, "
            f"this export has {head.size}"
        )


def check_consistency(content: bytes, earlier: Checkpoint, head: Checkpoint) -> None:
    """Check the RFC 6962 proof that the log of ``checkpoint.old`` begins the log of now."""
    try:
        lines = content.decode("ascii").split("\n")
        if lines.pop():
            raise ValueError("the last line has no newline")
        proof = [from_base64(line) for line in lines]
    except ValueError as error:
        raise Refused("consistency is not a list of base64 hashes, one per line") from error
    try:
        verify_consistency(earlier.size, head.size, earlier.root, head.root, proof)
    except ProofError as error:
        raise Refused(f"the log was rewritten since checkpoint.old: {error}") from error


def write_report(
    head: Checkpoint, key: VerifierKey, earlier: Mapping[str, Checkpoint], *, pinned: bool
) -> Report:
    """Say what all the checks together have proven, and what no check of an export can."""
    proven = [
        f"The checkpoint of {head.origin} over {head.size} entries is signed by {_name(key)}.",
        (
            f"The export holds exactly these {head.size} entries in their order: "
            "none was changed, removed, added or moved."
        ),
        "Every file of the export is byte for byte the one its signed manifest lists.",
        *(
            f"The first {old.size} entries are those {label} signed: "
            f"since then the log has only grown, by {head.size - old.size}."
            for label, old in earlier.items()
        ),
    ]
    not_proven = [
        (
            f"That nothing was logged after entry {head.size}: only a later export can show that. "
            "Keep this checkpoint and compare it then with --since."
        ),
        (
            "That others were shown the same log: compare checkpoints with them, or have them "
            "cosigned by witnesses."
        ),
        (
            "That entries are true, or that the details behind their commitments are: this shows "
            "what was logged, not what happened."
        ),
    ]
    if not pinned:
        not_proven.insert(
            0,
            "That the key is the right one: it was taken from the folder itself, so all this holds "
            "only against those who do not have that key. Give the key you were told another way.",
        )
    return Report(head.origin, head.size, head.root, key.key_id, proven, not_proven)


def _check_kind(manifest: Manifest, head: Checkpoint) -> None:
    """Only a complete export can be checked here: leaving entries out of it would show."""
    complete = {"kind": COMPLETE, "first": 0, "count": manifest.get("size"), "filter": None}
    if any(manifest.get(field) != value for field, value in complete.items()):
        raise Refused(
            "the manifest says that this is an extract: without all "
            f"{head.size} entries the signed root cannot be recomputed"
        )


def _name(key: VerifierKey) -> str:
    return f"{key.name}+{key.key_id.hex()}"
