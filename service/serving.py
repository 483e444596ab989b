"""Starting the server and the worker as one or several processes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from granian.constants import Interfaces
from granian.server import Server

from service.config import Settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_GRACE = 10.0
"""Seconds a child has to end once it has been asked to."""

SIGNALLED = ""
"""What `Together.wait` gives when a signal asked for the end."""


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


def run_together(commands: Mapping[str, Sequence[str]]) -> int:
    """Run several of our commands in the foreground; when one ends, or Ctrl-C, all end.

    Returns:
        The exit status: 0 when a signal ended them, 1 when one ended by itself.
    """
    with Together(commands) as together:
        return 0 if together.wait() == SIGNALLED else 1


class Together:
    """Our own commands as child processes that live and end together.

    Within the block, Ctrl-C (SIGINT), SIGTERM and a closed terminal (SIGHUP) do not end this
    process: `wait` tells of them. Leaving the block ends every child and whatever it started;
    each has a session of its own, so a Ctrl-C reaches this process alone.

    Args:
        commands: arguments of ``redress`` by a name for them.
        environment: the children's environment; ours when not given.
        logs: a folder where each child's output goes, as ``NAME.log``; our output when not given.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        environment: Mapping[str, str] | None = None,
        logs: Path | None = None,
    ) -> None:
        self._commands, self._environment, self._logs = commands, environment, logs
        self._ended: SimpleQueue[str] = SimpleQueue()  # its put is safe in a signal's handler
        self._children: list[subprocess.Popen[bytes]] = []
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        for sign in _SIGNALS:
            previous = signal.signal(sign, lambda *_: self._ended.put(SIGNALLED))
            self._undo.callback(signal.signal, sign, previous)
        self._undo.callback(self._stop)
        try:
            for name, command in self._commands.items():
                self._start(name, command)
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._undo.close()

    def wait(self, seconds: float | None = None) -> str | None:
        """Wait for the first end.

        Returns:
            The name of the child that ended, `SIGNALLED`, or None when the time ran out.
        """
        try:
            return self._ended.get(timeout=seconds)
        except Empty:
            return None

    def _start(self, name: str, command: Sequence[str]) -> None:
        with ExitStack() as files:
            output = (
                files.enter_context((self._logs / f"{name}.log").open("wb")) if self._logs else None
            )
            child = subprocess.Popen(  # noqa: S603 - our own command, no input in it
                [sys.executable, "-m", "service.cli", *command],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        self._children.append(child)
        threading.Thread(target=self._watch, args=(name, child), daemon=True).start()

    def _watch(self, name: str, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self._ended.put(name)

    def _stop(self) -> None:
        """Ask every child to end; kill what is left of it and of its own children after that."""
        for child in self._children:
            if child.poll() is None:
                _signal_group(child, signal.SIGTERM)
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(_GRACE)
            _signal_group(child, signal.SIGKILL)
            child.wait()


def _signal_group(child: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, sign)
