"""A copy for reading, without what a file says about who made it, where and when.

Pictures are decoded and encoded anew; PDF and office files are rebuilt from what is
needed to read them. That is done in a process of its own (``__main__``), which a hostile
file may crash, fill or stall without harm: it gets the file through a pipe and gives the
copy back through another, holds no secret, writes no file, and its memory, processor
time and life are limited.

What stays: everything seen on the page, tracked changes and comments among it, without
their authors' names. The original is evidence and is never touched.
"""

import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from service.adapters.cleaning.limits import CLEANABLE, LARGEST, LARGEST_COPY, SECONDS, CannotClean

__all__ = ["LARGEST", "CannotClean", "clean", "is_cleanable"]

_CHUNK = 1 << 20


def is_cleanable(media_type: str) -> bool:
    """Tell whether there can be a clean copy: not of text, audio, video and HEIF."""
    return media_type in CLEANABLE


def clean(media_type: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give a copy of the file ``chunks``, of the same type, without metadata.

    Raises ``CannotClean``, possibly at the very end, so act on the whole: when the type
    is not cleanable, the file is larger than ``LARGEST``, encrypted, broken, or costs more
    to open than the limits allow. Trying again gives the same.
    """
    if not is_cleanable(media_type):
        raise CannotClean("files of this type have no clean copy")
    with _process(media_type) as (entry, exit_, process):
        _feed(entry, chunks)
        yield from _bounded(iter(lambda: exit_.read(_CHUNK), b""), LARGEST_COPY)
        if process.wait() != 0:
            raise CannotClean("the file is broken, encrypted or too costly to open")


def _feed(entry: IO[bytes], chunks: Iterable[bytes]) -> None:
    try:
        for chunk in _bounded(chunks, LARGEST):
            entry.write(chunk)
        entry.close()
    except BrokenPipeError:
        raise CannotClean("the file could not be taken in") from None


def _bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise CannotClean("the file is too large for a clean copy")
        yield chunk


@contextmanager
def _process(media_type: str) -> Iterator[tuple[IO[bytes], IO[bytes], subprocess.Popen[bytes]]]:
    """Run the cleaner, whose end is also the end of this block or of its time."""
    process = subprocess.Popen(  # noqa: S603 - our own command, no input in it
        [sys.executable, "-I", "-B", "-m", __name__, media_type],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote the file
        env={},
        cwd="/",
    )
    entry, exit_ = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    alarm = threading.Timer(SECONDS, process.kill)
    alarm.start()
    try:
        yield entry, exit_, process
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        exit_.close()
        with suppress(BrokenPipeError):  # what was left unsent has no reader any more
            entry.close()
