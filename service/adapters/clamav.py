"""Scanning by clamd, ClamAV's daemon, over TCP or a Unix socket.

A module of our own, for want of a library that fits: clamd and pyclamd are dead, and
clamav-client is under GPL-2.0 alone and breaks off where the daemon's limit is reached.
The protocol is one command (see ``man clamd``)::

    → zINSTREAM\\0 | (u32 length | data) … | u32 0
    ← "stream: OK\\0" or "stream: NAME FOUND\\0" or "… ERROR\\0"

What the daemon's configuration must say: ``StreamMaxLength``, ``MaxFileSize`` and
``MaxScanSize`` at least as large as the largest file; ``AlertExceedsMax yes``, without
which clamd calls clean what it did not look at; and a ``TemporaryDirectory`` in memory,
because clamd keeps there in clear what it is sent until it has scanned it.
"""

import socket
from collections.abc import Iterable

_LONGEST_REPLY = 4096


class ScannerAway(Exception):
    """The scanner did not give a verdict; try again later."""


class TooLargeToScan(ScannerAway):
    """The file is longer than clamd's StreamMaxLength; raise that, then try again."""


class Clamd:
    """A scanner at ``address``: ``/run/clamav/clamd.ctl``, ``host:3310`` or ``[::1]:3310``.

    ``timeout``: the longest silence, in seconds, before the scanner counts as away. Holds
    no connection; may be used by several threads.
    """

    def __init__(self, address: str, timeout: float = 120) -> None:
        self._address = address if address.startswith("/") else _host_and_port(address)
        self._timeout = timeout

    def scan(self, chunks: Iterable[bytes]) -> str | None:
        """Give the name of what was found in the file, None when it is clean.

        Sends each chunk as it comes. Raises ``ScannerAway``, also where the daemon gives
        an error for a verdict, and ``TooLargeToScan``.
        """
        with self._connected() as connection:
            _send(connection, chunks)
            try:
                return _verdict(_reply(connection))
            except OSError as error:
                raise _away(error) from None

    def _connected(self) -> socket.socket:
        try:
            if isinstance(self._address, tuple):
                return socket.create_connection(self._address, self._timeout)
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self._timeout)
            try:
                connection.connect(self._address)
            except OSError:
                connection.close()
                raise
        except OSError as error:
            raise _away(error) from None
        return connection


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError("clamd's address is a socket's absolute path, or host:port")
    return host.strip("[]"), int(port)


def _send(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    """Send the whole file, or as much as the daemon takes: it hangs up past its limit."""
    pieces = (len(chunk).to_bytes(4, "big") + chunk for chunk in chunks if chunk)
    if _taken(connection, b"zINSTREAM\0") and all(_taken(connection, piece) for piece in pieces):
        _taken(connection, bytes(4))


def _taken(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError):  # it has said why, in its reply
        return False
    except OSError as error:
        raise _away(error) from None
    return True


def _reply(connection: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _LONGEST_REPLY:
        piece = connection.recv(_LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reply: str) -> str | None:
    if reply == "stream: OK":
        return None
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in reply:
        raise TooLargeToScan("the file is longer than clamd's StreamMaxLength")
    raise ScannerAway(f"clamd gave no verdict: {reply or 'it hung up'}")


def _away(error: OSError) -> ScannerAway:
    return ScannerAway(f"clamd cannot be reached: {error.strerror or 'no answer in time'}")
