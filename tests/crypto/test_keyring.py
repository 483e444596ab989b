"""The keyring as a file: its format, what it prints, how it rotates."""

import base64
import hmac
import json
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto.errors import KeyringRefused, Undecryptable, UnknownKey
from service.crypto.keyring import MAC_NAMES, SIGNING_NAMES, FileKeyring

NONCE = bytes(range(0xA0, 0xAC))
KEK = bytes(range(0x20, 0x40))
OTHER = bytes(range(0x60, 0x80))
CONTEXT = {"purpose": "dek", "kek": "258"}
AAD = b"cmr1\x00\x03kek\x00\x03258\x00\x07purpose\x00\x03dek"
WRAPPED = bytes.fromhex(
    "01" "00000003" "a0a1a2a3a4a5a6a7a8a9aaab"
    "f7ae241cc6ceba0a51466bd5a5911ed9df26c7f4d85ab31adae5d4a1d5ff40c7"
    "0ea6d530995b9988ca39c167d210e364"
)  # fmt: skip


def test_fixed_vector_follows_from_the_written_format() -> None:
    root = bytes(range(0x40, 0x60))
    assert b"\x01\x00\x00\x00\x03" + NONCE + AESGCM(root).encrypt(NONCE, KEK, AAD) == WRAPPED


def test_fixed_vector_opens(known_path: Path) -> None:
    assert FileKeyring.open(known_path).unwrap(WRAPPED, CONTEXT) == KEK


def test_wraps_under_the_newest_root_in_the_written_format(known_path: Path) -> None:
    blob = FileKeyring.open(known_path).wrap(KEK, CONTEXT)
    assert blob[:5] == WRAPPED[:5]
    assert AESGCM(bytes(range(0x40, 0x60))).decrypt(blob[5:17], blob[17:], AAD) == KEK


def test_opens_and_rewraps_what_an_older_root_closed(known_path: Path) -> None:
    older = AESGCM(bytes(range(0x30, 0x50))).encrypt(NONCE, KEK, AAD)
    blob = b"\x01\x00\x00\x00\x02" + NONCE + older
    keyring = FileKeyring.open(known_path)
    assert keyring.unwrap(blob, CONTEXT) == KEK
    assert keyring.rewrap(blob, CONTEXT)[:5] == b"\x01\x00\x00\x00\x03"


def test_macs_and_signatures_are_the_standard_ones(known_path: Path) -> None:
    keyring = FileKeyring.open(known_path)
    signer = Ed25519PrivateKey.from_private_bytes(OTHER)
    assert keyring.mac("receipt", b"data") == hmac.digest(OTHER, b"data", "sha256")
    assert keyring.sign("audit", b"data") == signer.sign(b"data")
    assert keyring.public_key("audit") == signer.public_key().public_bytes_raw()


def test_errors_tell_causes_apart(known_path: Path) -> None:
    keyring = FileKeyring.open(known_path)
    with pytest.raises(UnknownKey, match="root key 9 is not in the keyring"):
        keyring.unwrap(b"\x01\x00\x00\x00\x09" + WRAPPED[5:], CONTEXT)
    with pytest.raises(Undecryptable):
        keyring.unwrap(b"\x01\x00\x00\x00\x02" + WRAPPED[5:], CONTEXT)
    with pytest.raises(Undecryptable):
        keyring.unwrap(b"\x02" + WRAPPED[1:], CONTEXT)


@pytest.mark.parametrize("demo", [False, True])
def test_what_was_created_opens(tmp_path: Path, demo: bool) -> None:
    made = FileKeyring.create(tmp_path / "keyring.json", demo=demo)
    again = FileKeyring.open(tmp_path / "keyring.json")
    assert again.demo is demo
    assert again.made_at == made.made_at
    assert again.unwrap(made.wrap(KEK, CONTEXT), CONTEXT) == KEK
    assert again.mac("cursor", b"x") == made.mac("cursor", b"x")
    assert again.public_key("token") == made.public_key("token")


def test_every_key_of_a_new_keyring_differs(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    FileKeyring.create(path)
    document = json.loads(path.read_text())
    keys = [*document["roots"].values(), *document["macs"].values()]
    keys += [key for versions in document["signers"].values() for key in versions.values()]
    assert len(set(keys)) == len(keys) == 1 + len(MAC_NAMES) + len(SIGNING_NAMES)


def test_never_prints_keys(known_path: Path) -> None:
    keyring = FileKeyring.open(known_path)
    printed = f"{keyring} {keyring!r} {vars(keyring)}"
    document = json.loads(known_path.read_text())
    for text in (*document["roots"].values(), document["macs"]["receipt"]):
        assert text not in printed
        assert repr(base64.b64decode(text))[2:-1] not in printed
    assert "root_version=3" in printed


def test_rotating_the_root_keeps_the_older_ones(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring = FileKeyring.create(path)
    old = keyring.wrap(KEK, CONTEXT)
    assert keyring.rotate_root() == 2
    assert keyring.wrap(KEK, CONTEXT)[1:5] == b"\x00\x00\x00\x02"
    assert keyring.unwrap(old, CONTEXT) == FileKeyring.open(path).unwrap(old, CONTEXT) == KEK


def test_another_process_learns_of_a_new_root_when_it_meets_it(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    rotating, running = FileKeyring.create(path), FileKeyring.open(path)
    rotating.rotate_root()
    assert running.root_version == 1
    assert running.unwrap(rotating.wrap(KEK, CONTEXT), CONTEXT) == KEK
    assert running.root_version == 2


def test_rotating_a_signing_key_retires_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring = FileKeyring.create(path)
    first = keyring.public_key("audit")
    assert keyring.rotate_signing("audit") == 2
    second = keyring.public_key("audit")
    assert keyring.rotate_signing("audit") == 3
    assert FileKeyring.open(path).previous_public_keys("audit") == [second, first]
    assert keyring.previous_public_keys("token") == []
    with pytest.raises(UnknownKey):
        keyring.rotate_signing("nobody")


def test_rotations_at_the_same_time_lose_no_key(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    FileKeyring.create(path)
    rings = [FileKeyring.open(path) for _ in range(8)]
    threads = [threading.Thread(target=ring.rotate_root) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blobs = [ring.wrap(KEK, CONTEXT) for ring in rings]
    last = FileKeyring.open(path)
    assert last.root_version == 9
    assert [last.unwrap(blob, CONTEXT) for blob in blobs] == [KEK] * 8


def test_a_key_is_used_only_once_it_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring = FileKeyring.create(path)
    path.unlink()
    with pytest.raises(KeyringRefused):
        keyring.rotate_root()
    assert keyring.root_version == 1
