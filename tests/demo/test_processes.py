"""The demonstration as people start it: in the foreground, and gone after Ctrl-C."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.serving import SIGNALLED, Together
from tests.demo.conftest import Demo

pytestmark = [pytest.mark.single_database, pytest.mark.slow]

PATIENCE = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, demo: Demo) -> Path:
    """A sample that is there already: making one takes longer than all the rest."""
    copied = tmp_path_factory.mktemp("demo") / "demo"
    shutil.copytree(demo.place.folder, copied)
    return copied


def redress(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "service.cli", *map(str, arguments)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A demonstration that is ready."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port, self.said = process, port, ""
        assert process.stdout is not None
        for line in process.stdout:
            self.said += line
            if "Ctrl-C stops it" in line:
                break
        self.family = descendants(process.pid)

    def end(self, sign: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(sign)
        return self.outcome()

    def outcome(self) -> tuple[int, str]:
        rest, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, rest


@contextmanager
def running(folder: Path, *options: object) -> Iterator[Running]:
    port = free_port()
    process = subprocess.Popen(
        redress("demo", "--folder", folder, "--port", port, *options),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield Running(process, port)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def stays(pid: int) -> bool:
    """Wait for a process to end; says whether it stays instead."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        return not select.select([descriptor], [], [], PATIENCE)[0]
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_quietly_and_nothing_stays_behind(
    folder: Path, sign: signal.Signals
) -> None:
    with running(folder) as demo:
        assert f"http://127.0.0.1:{demo.port}/console/" in demo.said
        assert len(demo.family) >= 3  # the server, its own worker process, and the worker
        code, said = demo.end(sign)
    assert code == 0
    assert "Traceback" not in demo.said + said
    assert not [pid for pid in demo.family if stays(pid)]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", demo.port))


def test_it_serves_what_the_credentials_say_and_says_how_a_child_ended(folder: Path) -> None:
    with running(folder) as demo:
        credentials = json.loads((folder / "credentials.json").read_text())
        assert answer(f"{credentials['base_url']}/health/live") == 200
        client = credentials["clients"][0]
        pair = f"{client['client_id']}:{client['client_secret']}".encode()
        headers = {"Authorization": f"Basic {b64encode(pair).decode()}"}
        form = b"grant_type=client_credentials"
        assert answer(f"{credentials['base_url']}/oauth/token", form, headers) == 200

        second = subprocess.run(
            redress("demo", "--folder", folder, "--port", free_port(), "--reset"),
            check=False, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        assert second.returncode == 1
        assert "runs from" in second.stderr
        assert (folder / "credentials.json").exists()

        os.kill(demo.family[0], signal.SIGKILL)
        code, said = demo.outcome()
    assert code == 1
    assert "The server ended" in said
    assert not [pid for pid in demo.family if stays(pid)]


def test_a_reset_makes_new_secrets(folder: Path) -> None:
    found = []
    for options in ([], ["--reset"]):
        subprocess.run(
            redress("demo", "--folder", folder, "--prepare-only", *options),
            check=True, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        found.append(json.loads((folder / "credentials.json").read_text()))
    before, after = found
    for name, secret in (("clients", "client_secret"), ("officers", "totp_secret")):
        old, new = ({item[secret] for item in content[name]} for content in (before, after))
        assert not old & new
    assert before["audit_public_key"] != after["audit_public_key"]


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            redress("demo", "--folder", tmp_path / "demo", "--port", port),
            check=False, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert not (tmp_path / "demo").exists()


def test_a_child_that_ends_is_named_and_its_words_are_kept(tmp_path: Path) -> None:
    with Together({"broken": ["no-such-command"]}, logs=tmp_path) as together:
        assert together.wait(PATIENCE) == "broken"
    assert "no-such-command" in (tmp_path / "broken.log").read_text()


def test_a_signal_is_told_and_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Together({}) as together:
        signal.raise_signal(signal.SIGTERM)
        assert together.wait(PATIENCE) == SIGNALLED
        assert together.wait(0) is None
    assert signal.getsignal(signal.SIGTERM) is before


def answer(url: str, form: bytes | None = None, headers: dict[str, str] | None = None) -> int:
    request = urllib.request.Request(url, form, headers or {})  # noqa: S310 - our own http address
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
        return int(response.status)
