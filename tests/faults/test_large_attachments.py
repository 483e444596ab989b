"""Large files through real processes: memory stays flat, and half a file is never taken for one."""

import hashlib
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from service.config import Settings
from service.usecases.checking import check_quarantined
from service.usecases.runtime import Runtime
from tests.builders import OFFICE, World
from tests.live import Process, Server, serving, working

pytestmark = pytest.mark.single_database
MEGABYTE = 1 << 20
WHOLE = 200 * MEGABYTE
MOST_MEMORY = 100 * MEGABYTE
WAV = b"RIFF\xff\xff\xff\xffWAVEfmt "
_DEADLINE = 60.0


class Client:
    """A system of the university, over a real connection."""

    def __init__(self, server: Server, world: World) -> None:
        client, secret, _ = world.client(*OFFICE)
        self.server, self.http = server, httpx.Client(base_url=server.url, timeout=60)
        answer = self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client.client_id, str(secret)),
        )
        self.token: str = answer.raise_for_status().json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def announce(self) -> str:
        """Announce a file on a new report; give the address of its content."""
        report = self.post("/v1/reports", {"narrative": "Words."})["id"]
        file = self.post(f"/v1/reports/{report}/attachments", {"name": "lecture.wav"})["id"]
        return f"/v1/attachments/{file}/content"

    def post(self, path: str, body: Any) -> Any:
        key = {"Idempotency-Key": os.urandom(8).hex()}
        return self.http.post(path, json=body, headers=key).raise_for_status().json()

    def send(self, path: str, content: Any, length: int) -> httpx.Response:
        headers = {"If-Match": '"v1"', "Content-Length": str(length)}
        return self.http.put(path, content=content, headers=headers)

    def state(self, path: str) -> str:
        state: str = self.http.get(path.removesuffix("/content")).raise_for_status().json()["state"]
        return state

    def break_off(self, path: str, content: bytes, length: int) -> None:
        """Send the beginning of a file and hang up; come back when the server has noticed."""
        with socket.create_connection(("127.0.0.1", self.server.port), 30) as connection:
            lines = (
                f"PUT {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {self.token}",
                'If-Match: "v1"', f"Content-Length: {length}", "", "",
            )  # fmt: skip
            connection.sendall("\r\n".join(lines).encode() + content)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(30)
            while connection.recv(4096):
                pass


@pytest.fixture
def client(settings: Settings, world: World, tmp_path: Path) -> Iterator[Client]:
    with serving(settings, tmp_path / "server.log") as server:
        client = Client(server, world)
        yield client
        client.http.close()


def lecture(digest: Any) -> Iterator[bytes]:
    """Give a long recording, made as it is sent."""
    noise = random.Random(7)
    head, rest = WAV, WHOLE
    while rest:
        piece = (head + noise.randbytes(MEGABYTE))[: min(MEGABYTE, rest)]
        head, rest = b"", rest - len(piece)
        digest.update(piece)
        yield piece


@contextmanager
def flat(process: Process) -> Iterator[None]:
    """Hold that no process takes more than the limit above what it has now (VmHWM)."""
    before = {}
    for number in process.ids():
        Path(f"/proc/{number}/clear_refs").write_text("5")  # the peak is counted from here on
        before[number] = resident(number, "VmRSS")
    yield
    grown = {number: resident(number, "VmHWM") - rss for number, rss in before.items()}
    assert max(grown.values()) < MOST_MEMORY


def resident(number: int, name: str) -> int:
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


class Scanner:
    """What a worker takes for clamd: it swallows everything and finds nothing."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.bytes = 0
        self.reached, self.begin = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._answer)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._listener.close()

    def _answer(self) -> None:
        self._listener.settimeout(_DEADLINE)
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.read(len(b"zINSTREAM\0"))
            self.reached.set()
            self.begin.wait(_DEADLINE)
            while length := int.from_bytes(stream.read(4), "big"):
                self.bytes += len(stream.read(length))
            stream.write(b"stream: OK\0")


@pytest.mark.slow
def test_memory_stays_flat(client: Client, settings: Settings, tmp_path: Path) -> None:
    sent, received = hashlib.sha256(), hashlib.sha256()
    path = client.announce()
    with flat(client.server):
        answer = client.send(path, lecture(sent), WHOLE)
        assert (answer.status_code, answer.json()["size"]) == (200, WHOLE), answer.text
    more = {"REDRESS_CLAMD": (scanner := Scanner()).address}
    with scanner, working(settings, tmp_path / "worker.log", **more) as worker:
        assert scanner.reached.wait(_DEADLINE)
        with flat(worker):
            scanner.begin.set()
            deadline = time.monotonic() + _DEADLINE
            while client.state(path) == "quarantined" and time.monotonic() < deadline:
                assert worker.is_running
    assert client.state(path) == "available"
    assert scanner.bytes == WHOLE
    with flat(client.server), client.http.stream("GET", path) as answer:
        assert answer.headers["Content-Length"] == str(WHOLE)
        for piece in answer.iter_bytes():
            received.update(piece)
    assert received.digest() == sent.digest()


def test_half_a_file_is_never_taken_for_one(
    client: Client, settings: Settings, runtime: Runtime
) -> None:
    """Nor does it leave anything; and what was damaged is not given out as if it were whole."""
    path = client.announce()
    content = WAV + bytes(3 * MEGABYTE)
    client.break_off(path, content[: 2 * MEGABYTE], len(content))
    assert client.state(path) == "awaiting_content"
    assert settings.attachments is not None
    assert list(settings.attachments.iterdir()) == []
    unsaid = client.http.put(path, content=iter([content]), headers={"If-Match": '"v1"'})
    assert (unsaid.status_code, unsaid.json()["code"]) == (411, "length_required")
    assert client.send(path, content, len(content)).status_code == 200
    assert check_quarantined(runtime) == 1
    (blob,) = settings.attachments.iterdir()
    harmed = bytearray(blob.read_bytes())
    harmed[2 * MEGABYTE] ^= 1
    blob.write_bytes(harmed)
    received = _broken_off(client, path)
    assert content.startswith(received)
    assert len(received) < 2 * MEGABYTE


def _broken_off(client: Client, path: str) -> bytes:
    """Read a file, give what came of it, and hold that it was shown not to be all."""
    received = bytearray()

    def read() -> None:
        with client.http.stream("GET", path) as answer:
            for piece in answer.iter_bytes():
                received.extend(piece)

    with pytest.raises(httpx.RemoteProtocolError):
        read()
    return bytes(received)
