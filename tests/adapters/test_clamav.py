"""Scanning, against a real clamd: what it finds, what it is not sent, and when it is away."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.clamav import Clamd, ScannerAway, TooLargeToScan
from tests.adapters import clamd
from tests.adapters.clamd import EICAR, Addresses
from tests.optional import require

pytestmark = pytest.mark.single_database


@pytest.fixture(scope="module")
def addresses() -> Iterator[Addresses]:
    require(clamd.PROGRAM is not None, clamd.HOW_TO_GET_IT)
    with clamd.running() as addresses:
        yield addresses


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, addresses: Addresses) -> Clamd:
    return Clamd(getattr(addresses, request.param), timeout=30)


@pytest.mark.parametrize("chunks", [[b"hello"], [], [b""], [b"x" * 300_000] * 3])
def test_clean(scanner: Clamd, chunks: list[bytes]) -> None:
    assert scanner.scan(chunks) is None


def test_what_is_found_is_named(scanner: Clamd) -> None:
    assert scanner.scan([EICAR]) == "Test.Eicar.UNOFFICIAL"
    assert scanner.scan([EICAR[:10], b"", EICAR[10:]]) == "Test.Eicar.UNOFFICIAL"
    assert scanner.scan([b"and again: clean"]) is None


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(65_536)


def test_a_file_that_is_too_large_is_not_sent_to_its_end(addresses: Addresses) -> None:
    with pytest.raises(TooLargeToScan, match="StreamMaxLength"):
        Clamd(addresses.unix).scan(endless())


def test_over_tcp_the_reason_may_get_lost_but_it_is_no_verdict(addresses: Addresses) -> None:
    with pytest.raises(ScannerAway):
        Clamd(addresses.tcp).scan(endless())


def test_what_the_sender_raises_comes_through(scanner: Clamd) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise LookupError("the file")

    with pytest.raises(LookupError, match="the file"):
        scanner.scan(breaks_off())


def test_nobody_listening_is_away(tmp_path: Path) -> None:
    for address in (str(tmp_path / "socket"), "127.0.0.1:1", "[::1]:1"):
        with pytest.raises(ScannerAway, match="cannot be reached"):
            Clamd(address).scan([b"x"])


@pytest.mark.parametrize(
    "reply", [b"", b"UNKNOWN COMMAND\0", b"INSTREAM: Can't write ERROR\0", None]
)
def test_no_verdict_is_away(reply: bytes | None) -> None:
    """Also ``None``: silence beyond the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"

        def answer() -> None:
            connection, _ = listener.accept()
            received = b""
            with connection:
                while not received.endswith(b"hello" + bytes(4)):
                    received += connection.recv(4096)
                if reply is None:
                    connection.recv(1)  # until the other side has had enough
                else:
                    connection.sendall(reply)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ScannerAway):
            Clamd(address, timeout=0.2 if reply is None else 30).scan([b"hello"])
        thread.join()


@pytest.mark.parametrize("address", ["", "clamd", "relative/socket", ":3310", "host:port"])
def test_an_impossible_address_is_a_mistake_of_the_operator(address: str) -> None:
    with pytest.raises(ValueError, match="absolute path, or host:port"):
        Clamd(address)
