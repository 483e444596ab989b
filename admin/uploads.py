"""Files that come with a form, which never exist in the clear on this machine's disk.

Werkzeug reads a whole form before anybody asks for it, and puts its files into temporary files.
Here a form is read up to its first file only; that file is then read as it comes, piece by piece.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from flask import Request, request
from flask_admin.babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from service.domain.errors import WrongState

MULTIPART = "multipart/form-data"
_PIECE = 1 << 16
_MOST_WORDS = 500_000
"""As many bytes as the fields before a file may have together."""


class _UpToTheFile(FormDataParser):
    """Gives the fields that stand before the first file, and that file as it comes.

    What stands after a file is not read: a form's file is its last field.
    """

    def _parse_multipart(
        self,
        stream: IO[bytes],
        mimetype: str,  # noqa: ARG002 - the parser's own signature
        content_length: int | None,  # noqa: ARG002 - the same
        options: dict[str, str],
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        events = _events(stream, options.get("boundary", "").encode("ascii"))
        form: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        room = _MOST_WORDS
        for event in events:
            if isinstance(event, File):
                part: Any = _Part(events)
                files.append((event.name or "", FileStorage(part, event.filename)))
                break
            if isinstance(event, Field):
                words = _words(events, room)
                room -= len(words)
                form.append((event.name or "", words.decode(errors="replace")))
        return stream, self.cls(form), self.cls(files)


class StreamingRequest(Request):
    """A request whose form is read as above."""

    form_data_parser_class = _UpToTheFile


def expect_file() -> None:
    """Let a form with a file be of any length: whoever takes the file counts."""
    if request.mimetype == MULTIPART:
        request.max_content_length = request.content_length


def pieces(file: FileStorage) -> Iterator[bytes]:
    """Give a file piece by piece.

    Raises:
        WrongState: the form ended before the file did.
    """
    try:
        yield from iter(partial(file.stream.read, _PIECE), b"")
    except ValueError:
        raise WrongState(_("The file was not sent whole. Send it again.")) from None


class _Part(io.RawIOBase):
    """The content of one file of a form, as a stream."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._pieces, self._left = _data(events), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _events(stream: IO[bytes], boundary: bytes) -> Iterator[Event]:
    """Read a form as it comes.

    Raises:
        ValueError: it is no form, or ends too early.
    """
    if not boundary:
        raise ValueError("no boundary")
    decoder = MultipartDecoder(boundary, _MOST_WORDS)
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, NeedData):
            decoder.receive_data(stream.read(_PIECE) or None)
        else:
            yield event


def _data(events: Iterator[Event]) -> Iterator[bytes]:
    """Give what is in the part that has just begun."""
    for event in events:
        if not isinstance(event, Data):
            return
        if event.data:
            yield event.data
        if not event.more_data:
            return


def _words(events: Iterator[Event], most: int) -> bytes:
    words = b""
    for piece in _data(events):
        words += piece
        if len(words) > most:
            raise RequestEntityTooLarge
    return words
