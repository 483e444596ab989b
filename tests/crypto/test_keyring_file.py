"""The keyring file's guards: who may read it, how it appears, what it refuses to be."""

import json
import os
import stat
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest

from service.crypto import keyring_file
from service.crypto.errors import KeyringRefused
from service.crypto.keyring import FileKeyring


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_created_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "keys" / "keyring.json"
    before = os.umask(umask)
    try:
        keyring = FileKeyring.create(path)
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
        keyring.rotate_root()
    finally:
        os.umask(before)
    assert mode(path) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keyring.json"]


def test_never_replaces_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    FileKeyring.create(path)
    before = path.read_bytes()
    with pytest.raises(KeyringRefused, match="already exists and is never replaced"):
        FileKeyring.create(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_does_not_create_through_a_dangling_link(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(KeyringRefused):
        FileKeyring.create(path)
    assert not (tmp_path / "elsewhere.json").exists()


def test_of_many_creators_at_once_one_wins(tmp_path: Path) -> None:
    made: list[FileKeyring] = []

    def create() -> None:
        try:
            made.append(FileKeyring.create(tmp_path / "keyring.json"))
        except KeyringRefused:
            assert FileKeyring.open(tmp_path / "keyring.json").root_version == 1

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyringRefused, match="cannot be used"):
        FileKeyring.create(tmp_path / "file" / "keyring.json")


@pytest.mark.parametrize("bits", [0o640, 0o644, 0o660, 0o604, 0o620, 0o602, 0o610, 0o777])
def test_refuses_a_file_open_to_others(known_path: Path, bits: int) -> None:
    known_path.chmod(bits)
    with pytest.raises(KeyringRefused, match=f"mode {bits:04o}.*chmod 600"):
        FileKeyring.open(known_path)


@pytest.mark.parametrize("bits", [0o600, 0o400])
def test_accepts_a_private_file(known_path: Path, bits: int) -> None:
    known_path.chmod(bits)
    assert FileKeyring.open(known_path).root_version == 3


def test_refuses_when_missing(tmp_path: Path) -> None:
    with pytest.raises(KeyringRefused, match="There is no keyring at"):
        FileKeyring.open(tmp_path / "keyring.json")
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_folder_and_a_pipe_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(KeyringRefused, match="not a regular file"):
            FileKeyring.open(path)


def test_rules_hold_for_what_a_link_leads_to(known_path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(known_path)
    keyring = FileKeyring.open(link)
    keyring.rotate_root()
    assert link.is_symlink()
    assert FileKeyring.open(known_path).root_version == 4
    known_path.chmod(0o644)
    with pytest.raises(KeyringRefused):
        FileKeyring.open(link)


@pytest.mark.parametrize(("owner", "fine"), [(1000, True), (0, True), (1001, False)])
def test_owner_is_the_user_or_root(tmp_path: Path, owner: int, fine: bool) -> None:
    info = os.stat_result((stat.S_IFREG | 0o600, 1, 1, 1, owner, 0, 10, 0, 0, 0))
    if fine:
        keyring_file.check(tmp_path, info, user=1000)
    else:
        with pytest.raises(KeyringRefused, match=r"belongs to user 1001.*runs as 1000"):
            keyring_file.check(tmp_path, info, user=1000)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_strangers_file_is_refused(known_path: Path) -> None:
    os.chown(known_path, 54321, 54321)
    with pytest.raises(KeyringRefused, match="belongs to user 54321"):
        FileKeyring.open(known_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_rotation_keeps_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring_file.create(path, b"old")
    os.chown(path, 54321, 54322)
    keyring_file.replace(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (54321, 54322, 0o600)


def set_at(document: dict[str, Any], where: str, value: object) -> None:
    *folders, last = where.split(".")
    for folder in folders:
        document = document[folder]
    document[last] = value


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("format", 2),
        ("format", "1"),
        ("demo", 0),
        ("demo", "no"),
        ("made_at", "yesterday"),
        ("made_at", 7),
        ("roots", {}),
        ("roots", []),
        ("roots.2", "c2hvcnQ="),
        ("roots.2", "not base64!"),
        ("roots.2", None),
        ("roots.0", "A" * 43 + "="),
        ("roots.03", "A" * 43 + "="),
        ("roots.4294967296", "A" * 43 + "="),
        ("roots.two", "A" * 43 + "="),
        ("macs", None),
        ("macs.receipt", 5),
        ("signers", {"audit": {}}),
        ("signers", {"audit": "A" * 43 + "="}),
    ],
)
def test_refuses_a_damaged_keyring(known_path: Path, where: str, value: object) -> None:
    document = json.loads(known_path.read_text())
    set_at(document, where, value)
    known_path.write_text(json.dumps(document))
    with pytest.raises(KeyringRefused, match="Restore it from its backup"):
        FileKeyring.open(known_path)


@pytest.mark.parametrize("field", ["format", "demo", "made_at", "roots", "macs", "signers"])
def test_refuses_a_keyring_that_lacks_a_field(known_path: Path, field: str) -> None:
    document = json.loads(known_path.read_text())
    del document[field]
    known_path.write_text(json.dumps(document))
    with pytest.raises(KeyringRefused):
        FileKeyring.open(known_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_refuses_what_is_no_keyring(known_path: Path, content: bytes) -> None:
    known_path.write_bytes(content)
    with pytest.raises(KeyringRefused):
        FileKeyring.open(known_path)


def test_the_refusal_carries_no_part_of_the_file(known_path: Path) -> None:
    """A JSONDecodeError holds the whole document; error reporters send such things away."""
    known_path.write_text(known_path.read_text()[:-2])
    with pytest.raises(KeyringRefused) as caught:
        FileKeyring.open(known_path)
    assert caught.value.__context__ is None
    assert "MDEy" not in "".join(traceback.format_exception(caught.value))
