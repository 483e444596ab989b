"""A server of our own in another process, for tests that need a real connection or a real kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
        "REDRESS_ATTACHMENTS": str(settings.attachments),
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


class Process:
    """One of our own commands in a process group of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", *command],
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def ids(self) -> list[int]:
        """Give the ids of its processes, its children's among them."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(ProcessLookupError):
                if os.getpgid(int(path.name)) == self._process.pid:
                    found.append(int(path.name))
        return found

    def kill(self) -> None:
        """Kill everything at once, with no chance to tidy up."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Server(Process):
    """The API and the console."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(["serve", "--only-server"], environment(settings, self.port), log)

    def wait_until_ready(self) -> None:
        """Wait for the first answer."""
        deadline = time.monotonic() + _DEADLINE
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.url}/health/live", timeout=1)
            except httpx.TransportError:
                assert self.is_running, "the server ended before it answered"
                continue
            return
        raise AssertionError("the server did not answer in time")


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[Server]:
    """Run a server for the length of a block."""
    server = Server(settings, log)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.kill()


@contextmanager
def working(settings: Settings, log: Path, **more: str) -> Iterator[Process]:
    """Run a worker for the length of a block; ``more`` are settings of its own."""
    worker = Process(["worker"], {**environment(settings, free_port()), **more}, log)
    try:
        yield worker
    finally:
        worker.kill()
