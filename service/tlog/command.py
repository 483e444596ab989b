"""What ``redress audit verify`` does: verify an export and say the outcome in plain words.

Exit codes: 0 proven, 1 refused, 2 could not be read. The text is plain ASCII whatever the export
holds, so that a name in it cannot steer the reader's terminal.
"""

from pathlib import Path
from typing import TextIO

from service.tlog.encoding import to_base64
from service.tlog.keys import NoteError, VerifierKey
from service.tlog.verify_folder import Refused, Report, Unreadable, verify_folder

PROVEN, REFUSED, UNREADABLE = 0, 1, 2


def verify_command(folder: str, since: str | None, vkey: str | None, out: TextIO) -> int:
    """Verify ``folder``, print the verdict and return the exit code.

    ``since`` is the path of a checkpoint kept from before. ``vkey`` is the log's key, or the path
    of a file that holds it.
    """
    try:
        report = verify_folder(
            Path(folder), since=None if since is None else Path(since), vkey=_key_or_path(vkey)
        )
    except Refused as refusal:
        _say(out, "REFUSED", refusal.reason)
        return REFUSED
    except Unreadable as failure:
        _say(out, "COULD NOT BE READ", failure.reason)
        return UNREADABLE
    _say_report(out, report)
    return PROVEN


def _key_or_path(vkey: str | None) -> Path | str | None:
    """Take what reads as a key for a key, and anything else for a path."""
    if vkey is None:
        return None
    try:
        return VerifierKey.parse(vkey).encode()
    except NoteError:
        return Path(vkey)


def _say_report(out: TextIO, report: Report) -> None:
    _say(
        out,
        "OK",
        f"log {report.origin}",
        f"entries {report.size}",
        f"root {to_base64(report.root)}",
        f"key {report.key_id.hex()}",
    )
    _say(out, "\nProven:", *(f"- {sentence}" for sentence in report.proven))
    _say(out, "\nNot proven:", *(f"- {sentence}" for sentence in report.not_proven))


def _say(out: TextIO, heading: str, *lines: str) -> None:
    out.write(heading + "\n")
    out.writelines(f"  {_plain(line)}\n" for line in lines)


def _plain(text: str) -> str:
    """Write every character outside printable ASCII as its escape."""
    return "".join(char if " " <= char <= "~" else ascii(char)[1:-1] for char in text)
