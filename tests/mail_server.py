"""A mail server on loopback that keeps what it is given, for want of a library that is kept up."""

import socketserver
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import takewhile

_ANSWERS = {
    "EHLO": "250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS",
    "STARTTLS": "220 Go ahead",
    "AUTH": "235 Welcome",
    "DATA": "354 Go on",
    ".": "250 Kept",
    "QUIT": "221 Goodbye",
}


class MailServer(socketserver.ThreadingTCPServer):
    """Answers as ``answers`` says, by command (``.`` is the end of a message), else with 250.

    It hangs up instead of giving an empty answer.
    """

    daemon_threads = True

    def __init__(
        self, answers: Mapping[str, str], tls: ssl.SSLContext | None, *, implicit: bool
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers = _ANSWERS | answers
        self.tls, self.implicit = tls, implicit
        self.port: int = self.server_address[1]
        self.messages: list[EmailMessage] = []
        self.commands: list[str] = []
        self.encrypted: list[str] = []
        """The commands that came over TLS."""
        self.faults: list[BaseException] = []

    def handle_error(self, *_: object) -> None:
        """Keep a fault, such as a handshake that the client broke off, to look at."""
        if fault := sys.exception():
            self.faults.append(fault)


@contextmanager
def running(
    answers: Mapping[str, str] | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    implicit: bool = False,
) -> Iterator[MailServer]:
    """Run a mail server while the block lasts."""
    with MailServer(answers or {}, tls, implicit=implicit) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        if self.server.implicit:
            self._encrypt()
        self._say("220 mail.example")
        while line := self.rfile.readline().decode():
            command = line.split()[0].upper() if line.strip() else ""
            self.server.commands.append(line.strip())
            if isinstance(self.connection, ssl.SSLSocket):
                self.server.encrypted.append(line.strip())
            answer = self.server.answers.get(command, "250 Fine")
            if not answer:
                return
            self._say(answer)
            if command == "STARTTLS" and answer.startswith("220"):
                self._encrypt()
            if command == "DATA" and answer.startswith("354"):
                self._receive()

    def _receive(self) -> None:
        lines = list(takewhile(lambda line: line != b".\r\n", self.rfile))
        answer = self.server.answers["."]
        if answer.startswith("250"):
            content = b"".join(line.removeprefix(b".") for line in lines)
            self.server.messages.append(message_from_bytes(content, policy=policy.default))
        self._say(answer)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        super().finish()
        self.request = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.setup()

    def finish(self) -> None:
        super().finish()
        self.connection.close()
