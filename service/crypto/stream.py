"""A file sealed in frames: memory stays flat, and any part of it can be read alone.

Format, integers big-endian, ``lp`` = u16 length prefix::

    file   = header | frame …
    header = 01 | suite 01 | dek_gen u32 | salt 32
    frame  = AES-256-GCM(key, counter u88 | last u8, ct|tag)     AAD = "cma1" | header
    key    = HKDF-SHA256(DEK, salt, "cma1" | lp(table) | record uuid 16 | lp(part))

This is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015). Every frame holds 1 MiB of
plaintext but the last, which holds what remains: 1 byte to 1 MiB, or nothing when the
whole file is empty. The counter starts at 0; ``last`` is 1 for the last frame. So frames
cannot be cut off, added, reordered or brought from another file, record or part. The
salt is random, which makes the key this file's own and lets nonces be counted.
"""

import io
import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.crypto.dek import Dek
from service.crypto.errors import Undecryptable, UnknownKey
from service.crypto.framing import lp, u32

FRAME_BYTES = 1 << 20
_NAME = b"cma1"
_MAGIC = b"\x01\x01"
_SALT = 32
HEADER_BYTES = len(_MAGIC) + 4 + _SALT
_TAG = 16
_SEALED_FRAME = FRAME_BYTES + _TAG


def seal_stream(
    dek: Dek, chunks: Iterable[bytes], *, table: str, record: UUID, part: str
) -> Iterator[bytes]:
    """Seal ``chunks``, of any sizes, as one file; give its bytes piece by piece."""
    return _seal_with_salt(dek, os.urandom(_SALT), chunks, _place(table, record, part))


def open_stream(
    dek: Dek, file: BinaryIO, *, table: str, record: UUID, part: str
) -> Iterator[bytes]:
    """Give the plaintext back in order, in pieces of at most ``FRAME_BYTES``.

    Each piece is genuine, yet only the end shows that nothing was cut off: act on the
    whole when the iterator is exhausted. ``file`` is read from where it stands. Raises
    ``UnknownKey`` for another generation's file and ``Undecryptable`` for all else.
    """
    frames = _Frames.of_file(dek, file.read(HEADER_BYTES), _place(table, record, part))
    counter, frame = 0, file.read(_SEALED_FRAME)
    while following := file.read(_SEALED_FRAME):
        yield frames.open(counter, frame, last=False)
        counter, frame = counter + 1, following
    yield frames.open(counter, frame, last=True)


def generation_of_stream(header: bytes) -> int:
    """Tell which generation sealed the file that begins with ``header`` (``HEADER_BYTES``)."""
    if len(header) < HEADER_BYTES or header[:2] != _MAGIC:
        raise Undecryptable
    return int.from_bytes(header[2:6], "big")


class SealedReader(io.RawIOBase):
    """A sealed file read as its plaintext, from any place: what ``zipfile`` needs.

    The length is proven at once, by opening the last frame; others open when they are
    read. One frame is held at a time. Closing it leaves ``file`` open. Raises as
    ``open_stream`` does, here and in every read.
    """

    def __init__(self, dek: Dek, file: BinaryIO, *, table: str, record: UUID, part: str) -> None:
        super().__init__()
        file.seek(0)
        self._file = file
        self._frames = _Frames.of_file(dek, file.read(HEADER_BYTES), _place(table, record, part))
        body = file.seek(0, io.SEEK_END) - HEADER_BYTES
        self._last = max(body - 1, 0) // _SEALED_FRAME
        self._held, self._plain = -1, b""
        self._length = self._last * FRAME_BYTES + len(self._frame(self._last))
        self._at = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Give the present place in the plaintext."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to another place; ``ValueError`` when it lies before the beginning."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as the file goes; give the number of bytes."""
        view, done = memoryview(buffer).cast("B"), 0
        while done < len(view) and self._at < self._length:
            number, offset = divmod(self._at, FRAME_BYTES)
            piece = self._frame(number)[offset : offset + len(view) - done]
            view[done : done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def _frame(self, number: int) -> bytes:
        if number != self._held:
            self._file.seek(HEADER_BYTES + number * _SEALED_FRAME)
            sealed = self._file.read(_SEALED_FRAME)
            self._plain = self._frames.open(number, sealed, last=number == self._last)
            self._held = number
        return self._plain


class _Frames:
    """The cipher of one file."""

    def __init__(self, dek: Dek, salt: bytes, place: bytes) -> None:
        self.header = _MAGIC + u32(dek.generation) + salt
        self._aead = AESGCM(dek.derive(_NAME + place, salt))
        self._aad = _NAME + self.header

    @classmethod
    def of_file(cls, dek: Dek, header: bytes, place: bytes) -> "_Frames":
        generation = generation_of_stream(header)
        if generation != dek.generation:
            raise UnknownKey(
                f"sealed under key generation {generation}, opened with {dek.generation}"
            )
        return cls(dek, header[6:], place)

    def seal(self, counter: int, plain: bytes, *, last: bool) -> bytes:
        return self._aead.encrypt(_nonce(counter, last=last), plain, self._aad)

    def open(self, counter: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            plain = self._aead.decrypt(_nonce(counter, last=last), sealed, self._aad)
        except InvalidTag:
            raise Undecryptable from None
        if last and counter and not plain:  # two forms of one file would both be genuine
            raise Undecryptable
        return plain


def _seal_with_salt(
    dek: Dek, salt: bytes, chunks: Iterable[bytes], place: bytes
) -> Iterator[bytes]:
    """Seal with a given salt, for fixed test vectors. A salt used twice breaks GCM."""
    frames = _Frames(dek, salt, place)
    yield frames.header
    counter, waiting = 0, bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > FRAME_BYTES:
            yield frames.seal(counter, bytes(waiting[:FRAME_BYTES]), last=False)
            del waiting[:FRAME_BYTES]
            counter += 1
    yield frames.seal(counter, bytes(waiting), last=True)


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes([last])


def _place(table: str, record: UUID, part: str) -> bytes:
    return lp(table) + record.bytes + lp(part)
