"""Reading an export from a folder and judging it: the only module here that touches a disk.

Entries stream through once, line by line; every other file is small and read whole, once, so that
the bytes that were checked are the bytes that are believed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from service.tlog import verify
from service.tlog.entries import MAX_ENTRY, EntryScan
from service.tlog.keys import VerifierKey
from service.tlog.manifest import EARLIER
from service.tlog.note import Checkpoint
from service.tlog.verdict import Refused, Report, Unreadable

__all__ = ["Refused", "Report", "Unreadable", "verify_folder"]

MAX_SMALL_FILE = 1 << 20


def verify_folder(
    folder: Path, *, since: Path | None = None, vkey: Path | str | None = None
) -> Report:
    """Prove that an export is complete and unaltered, or raise ``Refused`` or ``Unreadable``.

    ``since`` is a checkpoint kept from before: the export must continue the very log it signed.
    ``vkey`` is the log's key as the auditor was given it, a file or the key's own text. Without it
    the key is taken from the folder, which its forger would have filled too; the report says so.
    """
    pinned = _pinned_key(vkey)
    contents = _read_small_files(folder)
    key = verify.parse_key(contents["vkey"], "vkey")
    verify.check_key(key, pinned)
    head = verify.open_checkpoint(contents["checkpoint"], key, "the checkpoint")
    files = verify.check_manifest(contents.pop("manifest.json"), key, head)
    verify.check_names({*contents, "entries.jsonl"}, files)
    earlier = _earlier_checkpoints(contents, head, key, since)
    scan = EntryScan([old.size for old in earlier.values()])
    for line in _lines(folder / "entries.jsonl"):
        scan.add(line)
    scan.require_head(head)
    for label, old in earlier.items():
        scan.require_beginning(old, label)
    if "consistency" in contents:
        verify.check_consistency(contents["consistency"], earlier["checkpoint.old"], head)
    verify.check_files(contents, files)
    scan.require_digest(files["entries.jsonl"])
    return verify.write_report(head, key, earlier, pinned=pinned is not None)


def _pinned_key(vkey: Path | str | None) -> VerifierKey | None:
    if vkey is None:
        return None
    content = _read(vkey) if isinstance(vkey, Path) else vkey.encode(errors="replace")
    return verify.parse_key(content, "the key you gave")


def _read_small_files(folder: Path) -> dict[str, bytes]:
    """Read all but the entries; the two files on what the export grew from need not be there."""
    with _reading(folder):
        if not folder.is_dir():
            raise Unreadable(f"there is no folder {folder}")
        earlier = [name for name in sorted(EARLIER) if (folder / name).exists()]
    return {
        name: _read(folder / name) for name in ("vkey", "checkpoint", "manifest.json", *earlier)
    }


def _earlier_checkpoints(
    contents: dict[str, bytes], head: Checkpoint, key: VerifierKey, since: Path | None
) -> dict[str, Checkpoint]:
    """Open the auditor's own checkpoint and the folder's old one, by what to call them."""
    earlier = {}
    if since is not None:
        label = "the checkpoint you hold"
        earlier[label] = verify.open_checkpoint(_read(since), key, label)
        verify.check_growth(earlier[label], head, label, "you hold")
    if (label := "checkpoint.old") in contents:
        earlier[label] = verify.open_checkpoint(contents[label], key, label)
        verify.check_growth(earlier[label], head, label, "checkpoint.old is")
    return earlier


def _read(path: Path) -> bytes:
    with _reading(path), _open(path) as file:
        content = file.read(MAX_SMALL_FILE + 1)
    if len(content) > MAX_SMALL_FILE:
        raise Refused(f"{path.name} is far larger than such a file can be")
    return content


def _lines(path: Path) -> Iterator[bytes]:
    """Yield lines with their newlines, never reading more of one than an entry may hold."""
    with _reading(path), _open(path) as file:
        while line := file.readline(MAX_ENTRY + 2):
            yield line


def _open(path: Path) -> BinaryIO:
    """Open a regular file: a pipe would keep the reader waiting, and a device never ends."""
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path} is not a file")
    return path.open("rb")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one."""
    try:
        yield
    except FileNotFoundError as error:
        raise Unreadable(f"there is no file {path}") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
