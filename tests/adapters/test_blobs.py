"""Blobs in a folder: whole or not at all, private, and found again when nobody knows them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.adapters.blobs import BlobMissing, FolderBlobs

pytestmark = pytest.mark.single_database

NAME = "0198c0de-0000-7000-8000-00000000beef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "blobs"


@pytest.fixture
def blobs(folder: Path) -> FolderBlobs:
    return FolderBlobs(folder)


def read(blobs: FolderBlobs, name: str) -> bytes:
    with blobs.open(name) as file:
        return file.read()


def test_what_was_written_is_read_from_any_place(blobs: FolderBlobs) -> None:
    assert blobs.write(NAME, iter([b"one", b"", b"two"])) == 6
    with blobs.open(NAME) as file:
        assert file.read() == b"onetwo"
        file.seek(3)
        assert file.read() == b"two"


def test_nobody_else_may_look(blobs: FolderBlobs, folder: Path) -> None:
    blobs.write(NAME, [b"x"])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600


def test_writing_again_takes_the_place_of_the_first(blobs: FolderBlobs) -> None:
    blobs.write(NAME, [b"first"])
    blobs.write(NAME, [b"2"])
    assert read(blobs, NAME) == b"2"


def test_a_failed_writing_changes_nothing(blobs: FolderBlobs, folder: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("away")

    blobs.write(NAME, [b"kept"])
    for name in (NAME, f"{NAME}.cleaned"):
        with pytest.raises(RuntimeError, match="away"):
            blobs.write(name, breaks_off())
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert read(blobs, NAME) == b"kept"


def test_deleting_is_final_and_may_be_repeated(blobs: FolderBlobs) -> None:
    blobs.write(NAME, [b"x"])
    for _ in range(2):
        blobs.delete(NAME)
        with pytest.raises(BlobMissing):
            blobs.open(NAME)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", ".hidden", "a.B", "a.b.c", "a\n", "a."])
def test_other_names_are_a_mistake_of_the_caller(blobs: FolderBlobs, name: str) -> None:
    for use in (lambda: blobs.write(name, [b""]), lambda: blobs.open(name)):
        with pytest.raises(ValueError, match="not the name of a blob"):
            use()
    with pytest.raises(ValueError, match="not the name of a blob"):
        blobs.delete(name)


def test_sweeping_finds_what_is_old_and_what_was_left_unfinished(
    blobs: FolderBlobs, folder: Path
) -> None:
    now = datetime.now(UTC)
    assert list(blobs.names_older_than(now)) == []  # there is no folder yet
    for name in (NAME, f"{NAME}.cleaned", "00ff.partial"):
        blobs.write(name, [b"x"])
        os.utime(folder / name, times=(0, 0))
    blobs.write("abc", [b"new"])
    (folder / "lost+found").mkdir()
    found = blobs.names_older_than(now - timedelta(hours=1))
    assert sorted(found) == sorted((NAME, f"{NAME}.cleaned", "00ff.partial"))
