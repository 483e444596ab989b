"""Sealed bytes kept as files in one folder: the blob store of a single machine.

A blob appears whole or not at all: it is written beside, flushed and then renamed. What
a crash leaves half-written has a name of its own, which sweeping finds like any other
blob that no record knows.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r"[0-9a-f-]+(\.[a-z]+)?")


class BlobMissing(Exception):
    """There is no blob of this name."""


class FolderBlobs:
    """Blobs in ``folder`` (made 0700 when missing), one file of mode 0600 each.

    A name is an id that we made, with an ending if need be: ``0198c0de-….cleaned``; any
    other is a mistake of the caller, ``ValueError``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write a blob, in place of one that may be there; give its size in bytes.

        When ``chunks`` or the disk fails, nothing is left and nothing has changed.
        """
        target = self._path(name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path(f"{secrets.token_hex(16)}.partial")
        try:
            size = _written(fresh, chunks)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
        self._flush_folder()
        return size

    def open(self, name: str) -> BinaryIO:
        """Open a blob for reading, from any place in it; raises ``BlobMissing``."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise BlobMissing(name) from None

    def delete(self, name: str) -> None:
        """Delete a blob; nothing happens when there is none."""
        self._path(name).unlink(missing_ok=True)

    def names_older_than(self, moment: datetime) -> Iterator[str]:
        """Give the names last written before ``moment``, for sweeping what no record knows.

        Unfinished writings are among them: choose a moment that none outlasts.
        """
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name) and _written_before(path, moment):
                yield path.name

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a blob")
        return self._folder / name

    def _flush_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _written(path: Path, chunks: Iterable[bytes]) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        size = sum(file.write(chunk) for chunk in chunks)
        file.flush()
        os.fsync(descriptor)
    return size


def _written_before(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:  # deleted meanwhile
        return False
