"""The keyring's bytes on disk: the only module of this package that does I/O.

Three promises. A file that others could read or plant is refused. A keyring appears or
changes whole or not at all (written beside, flushed, then linked or renamed). No
keyring is ever overwritten by a new one: what the old keys sealed would be lost.
"""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.crypto.errors import KeyringRefused

_MAX_BYTES = 1 << 20


def read(path: Path) -> bytes:
    """Give the file's bytes, having checked the very file that was opened.

    A symbolic link is followed, as mounted Kubernetes secrets need, and the rules hold
    for what it leads to. Raises ``KeyringRefused`` as ``check`` does, or when missing.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise KeyringRefused(
            f"There is no keyring at {path}. Restore it from its backup, or make one for a "
            "new installation."
        ) from None
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        check(path, os.fstat(descriptor), os.geteuid())
        return os.read(descriptor, _MAX_BYTES)
    except OSError as error:
        raise _unusable(path, error) from None
    finally:
        os.close(descriptor)


def check(path: Path, info: os.stat_result, user: int) -> None:
    """Refuse what is not a regular file, private to ``user`` or root (0600 or 0400)."""
    if not stat.S_ISREG(info.st_mode):
        raise KeyringRefused(f"{path} is not a regular file. Name the keyring file itself.")
    if info.st_mode & 0o077:
        raise KeyringRefused(
            f"Keyring {path} is open to other users (mode {stat.S_IMODE(info.st_mode):04o}). "
            f"Run: chmod 600 {path}. If others may have read it, rotate its keys."
        )
    if info.st_uid not in (user, 0):
        raise KeyringRefused(
            f"Keyring {path} belongs to user {info.st_uid}; this process runs as {user}. "
            f"Check where it came from, then run: chown {user} {path}"
        )


def create(path: Path, content: bytes) -> None:
    """Make a new keyring file (0600; a missing folder 0700); refuse if anything is there."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _written_beside(path, content) as fresh:
            _link(fresh, path)
        _flush_folder(path)
    except OSError as error:
        raise _unusable(path, error) from None


def replace(path: Path, content: bytes) -> None:
    """Put new bytes in place of an existing keyring, keeping its owner. Hold ``locked``."""
    target = path.resolve()
    try:
        with _written_beside(target, content, like=target.stat()) as fresh:
            fresh.replace(target)
        _flush_folder(target)
    except OSError as error:
        raise _unusable(path, error) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other rotations out, of any thread or process, between reading and replacing.

    The folder is locked, not the file: a rename would leave waiters locking the old file.
    """
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _written_beside(
    path: Path, content: bytes, like: os.stat_result | None = None
) -> Iterator[Path]:
    """Flush ``content`` to a private file next to ``path``; take it away at the end."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            if like is not None and os.geteuid() == 0:
                os.fchown(descriptor, like.st_uid, like.st_gid)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _link(fresh: Path, path: Path) -> None:
    """Give the finished file its name, which unlike a rename fails where one exists."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise KeyringRefused(
            f"{path} already exists and is never replaced by a new keyring. Use it as it is, "
            "or name another file."
        ) from None


def _flush_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable(path: Path, error: OSError) -> KeyringRefused:
    return KeyringRefused(
        f"Keyring {path} cannot be used: {error.strerror}. Check the path and that user "
        f"{os.geteuid()} may use it and its folder."
    )
