"""Makes an export folder, as the product would, for the verifier's tests to spoil."""

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.tlog.encoding import to_base64
from service.tlog.manifest import FileDigest, build_manifest, encode_manifest, sign_manifest
from service.tlog.note import Checkpoint, VerifierKey, sign_note
from service.tlog.proof import consistency_proof
from service.tlog.tiles import root
from service.tlog.tree import leaf_hash
from tests.tlog.store import grown

ORIGIN = "redress.example/log"


class Signer:
    def __init__(self, seed: int = 1, name: str = ORIGIN) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes_raw()
        self.name = name
        self.vkey = VerifierKey.of(name, self.public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def note(self, body: str) -> str:
        return sign_note(body, self.name, self.public, self.sign)

    def checkpoint(self, entries: Sequence[bytes], origin: str = ORIGIN) -> str:
        tiles = grown([leaf_hash(entry) for entry in entries])
        return self.note(Checkpoint(origin, tiles.size, root(tiles, tiles.size)).body())


def entries(count: int) -> list[bytes]:
    return [b'{"id":"%d","what":"read"}' % number for number in range(count)]


def write_export(
    folder: Path, lines: Sequence[bytes], *, old: int | None = None, signer: Signer | None = None
) -> Path:
    signer = signer or Signer()
    contents = {
        "entries.jsonl": b"".join(line + b"\n" for line in lines),
        "checkpoint": signer.checkpoint(lines).encode(),
        "vkey": signer.vkey.encode().encode() + b"\n",
    }
    if old is not None:
        tiles = grown([leaf_hash(line) for line in lines])
        proof = consistency_proof(tiles, old, len(lines))
        contents["checkpoint.old"] = signer.checkpoint(lines[:old]).encode()
        contents["consistency"] = "".join(f"{to_base64(h)}\n" for h in proof).encode()
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    resign_manifest(folder, lines, signer)
    return folder


def resign_manifest(
    folder: Path, lines: Sequence[bytes], signer: Signer, **changes: object
) -> None:
    """Write a manifest that fits the folder, as only somebody with the log's key can."""
    names = ("entries.jsonl", "checkpoint", "vkey", "checkpoint.old", "consistency")
    tiles = grown([leaf_hash(line) for line in lines])
    manifest = build_manifest(
        origin=ORIGIN,
        size=len(lines),
        root=root(tiles, tiles.size),
        first=0,
        count=len(lines),
        files={
            name: FileDigest.of((folder / name).read_bytes())
            for name in names
            if (folder / name).exists()
        },
        made_at="2026-07-01T12:00:00Z",
        filter=None,
    )
    signed = sign_manifest({**manifest, **changes}, signer.sign)
    (folder / "manifest.json").write_bytes(encode_manifest(signed))
