"""Starting the server and the worker as one or several processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from granian.constants import Interfaces
from granian.server import Server

from service.config import Settings


def serve(settings: Settings) -> None:
    """Run the API and the console in this process until it is stopped."""
    Server(
        "service.wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        factory=False,
    ).serve()


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run several of our commands in the foreground; when one ends, or Ctrl-C, all end."""
    children = [
        subprocess.Popen(  # noqa: S603 - our own command, no input in it
            [sys.executable, "-m", "service.cli", *command], start_new_session=True
        )
        for command in commands
    ]

    def stop(*_: object) -> None:
        for child in children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)

    previous = {sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        _wait_for_any(children)
    finally:
        stop()
        codes = [child.wait() for child in children]
        for sign, handler in previous.items():
            signal.signal(sign, handler)
    return max((code for code in codes if code > 0), default=0)


def _wait_for_any(children: Sequence[subprocess.Popen[bytes]]) -> None:
    ended, _ = os.wait()
    while ended not in {child.pid for child in children}:
        ended, _ = os.wait()
    for child in children:
        if child.pid == ended:
            child.returncode = child.returncode if child.returncode is not None else 0
