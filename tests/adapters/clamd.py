"""A private clamd for tests: Debian's own, unprivileged, that knows one file only.

The database holds the EICAR test file's digest and nothing else, so that nothing is
fetched and the daemon is there in an instant. The file itself is put together at run
time, or scanners would trip over this repository.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
HOW_TO_GET_IT = "clamd (apt-get install clamav-daemon)"
STREAM_MAX_LENGTH = 1 << 20
_PIECES = ("X5O!P%@AP[4\\PZX54(P^)", "7CC)7}$", "EICAR", "-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*")
EICAR = "".join(_PIECES).encode()
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar\n"


class Addresses(NamedTuple):
    """Where the daemon listens."""

    unix: str
    tcp: str


@contextmanager
def running() -> Iterator[Addresses]:
    """Run the daemon in a folder of its own, until the end of the block."""
    assert PROGRAM
    with tempfile.TemporaryDirectory(prefix="redress-clamd-", dir="/tmp") as name:
        folder, port = Path(name), _free_port()
        config = _configured(folder, port)
        with subprocess.Popen(
            [PROGRAM, "--config-file", config], stdout=subprocess.PIPE, text=True, **_nobody()
        ) as daemon:
            try:
                _wait_until_ready(daemon)
                yield Addresses(str(folder / "socket"), f"127.0.0.1:{port}")
            finally:
                daemon.kill()


def _configured(folder: Path, port: int) -> Path:
    config, database = folder / "clamd.conf", folder / "database"
    database.mkdir()
    (database / "test.hdb").write_text(SIGNATURE)
    config.write_text(
        f"Foreground yes\nLocalSocket {folder}/socket\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
        f"DatabaseDirectory {database}\nTemporaryDirectory {folder}\n"
        f"StreamMaxLength {STREAM_MAX_LENGTH}\nAlertExceedsMax yes\n"
    )
    if user := _nobody().get("user"):
        for path in (folder, database, *folder.rglob("*")):
            os.chown(path, user, -1)
    return config


def _nobody() -> dict[str, Any]:
    """Name another user than root to run as."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(daemon: subprocess.Popen[str]) -> None:
    """Read what it says until its last words before it answers."""
    assert daemon.stdout
    said = []
    for line in daemon.stdout:
        said.append(line)
        if line.startswith("Self checking"):
            return
    raise AssertionError("clamd did not start:\n" + "".join(said))
