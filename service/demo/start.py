"""The demonstration from its start to Ctrl-C: sample data if there is none, then the service."""

import fcntl
import http.client
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.demo import credentials
from service.demo.place import Place
from service.demo.ready import ready_text
from service.demo.sample import Say, make_sample, renew
from service.serving import SIGNALLED, Together

_COMMANDS = {"server": ("serve", "--only-server"), "worker": ("worker",)}
_PATIENCE = 60.0
_TAIL = 15


class DemoRefused(Exception):
    """The demonstration cannot start; the message says what to do."""


def start_demo(folder: Path, *, port: int, reset: bool, prepare_only: bool, say: Say) -> int:
    """Run the demonstration in the foreground; gives the exit status.

    Raises:
        DemoRefused: the port is taken, or another demonstration uses the folder.
    """
    place = Place(folder.resolve(), port)
    if not prepare_only:
        require_free(port)
    with _alone(place):
        secrets = prepare(place, reset=reset, say=say)
        return 0 if prepare_only else _run(place, secrets, say)


def prepare(place: Place, *, reset: bool, say: Say) -> dict[str, Any]:
    """Make the sample, or take the one that is there; gives its credentials."""
    if place.is_whole and not reset:
        say(f"==> Using the sample data in {place.folder} ('make demo-reset' makes it anew)")
        return renew(place)
    place.clear()
    make_sample(place, say)
    return credentials.read(place)


def require_free(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DemoRefused(
                f"Port {port} cannot be used ({error.strerror}). "
                f"Name another: make demo PORT={port + 80 if port < 65000 else 8080}"
            ) from None


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Keep a second demonstration off the folder: a reset would pull the data from under us."""
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise DemoRefused(
            f"A demonstration runs from {place.folder} already. Stop it first, with Ctrl-C."
        ) from None
    finally:
        os.close(descriptor)


def _run(place: Place, secrets: dict[str, Any], say: Say) -> int:
    say("==> Starting the service and the worker")
    place.logs.mkdir(exist_ok=True, mode=0o700)
    with Together(_COMMANDS, environment=place.whole_environment(), logs=place.logs) as together:
        ended = _until_ready(place, together)
        if ended is None:
            say(ready_text(place, secrets))
            ended = together.wait()
    if ended == SIGNALLED:
        say("\n==> Stopped. 'make demo' starts it again as it was.")
        return 0
    say(_obituary(place, ended))
    return 1


def _until_ready(place: Place, together: Together) -> str | None:
    """Wait for the service; gives the child that ended first, None when all is well."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        ended = together.wait(0.1)
        if ended is not None:
            return ended
        if _is_live(place.port):
            return None
    return "server"


def _is_live(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _obituary(place: Place, name: str | None) -> str:
    log = place.logs / f"{name}.log"
    lines = log.read_text(errors="replace").splitlines()[-_TAIL:]
    return "\n".join([f"The {name} ended or did not answer. The end of {log}:", "", *lines])
