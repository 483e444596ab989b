"""A server of our own in another process, for tests that need a real connection or a real kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from service.config import Settings

_DEADLINE = 30.0


def environment(settings: Settings, port: int) -> dict[str, str]:
    """Give the environment in which a process runs on this instance."""
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDRESS_KEYSTORE_URL": settings.keystore_url,
        "REDRESS_KEYRING": str(settings.keyring),
        "REDRESS_PORT": str(port),
        "REDRESS_BASE_URL": f"http://127.0.0.1:{port}",
        "REDRESS_LOG_ORIGIN": settings.log_origin,
        "REDRESS_RATE_LIMITS": "0",
    }


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The API and the console in a process group of their own."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", "serve", "--only-server"],
                env=environment(settings, self.port),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait for the first answer."""
        deadline = time.monotonic() + _DEADLINE
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.url}/health/live", timeout=1)
            except httpx.TransportError:
                assert self._process.poll() is None, "the server ended before it answered"
                continue
            return
        raise AssertionError("the server did not answer in time")

    def kill(self) -> None:
        """Kill everything at once, with no chance to tidy up."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[Server]:
    """Run a server for the length of a block."""
    server = Server(settings, log)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.kill()
