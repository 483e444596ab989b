"""A tar archive made as it is read, so that memory stays flat."""

import tarfile
from collections.abc import Iterable, Iterator

from service.usecases.audit import ExportFile

_BLOCK = tarfile.BLOCKSIZE


def tar_archive(files: Iterable[ExportFile]) -> Iterator[bytes]:
    """Stream files as a POSIX (pax) tar archive; each file's size is known beforehand."""
    for file in files:
        header = tarfile.TarInfo(file.name)
        header.size = file.size
        yield header.tobuf(tarfile.PAX_FORMAT)
        yield from file.chunks
        yield bytes(-file.size % _BLOCK)
    yield bytes(2 * _BLOCK)
