"""The parts of an attachment in the blob store: sealed when written, opened when read.

Nothing here asks who may read, or puts it on record: whoever calls has done so.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from service.adapters.blobs import BlobMissing
from service.crypto.dek import Dek
from service.crypto.errors import Undecryptable
from service.crypto.stream import (
    HEADER_BYTES,
    SealedReader,
    generation_of_stream,
    open_stream,
    seal_stream,
)
from service.domain.errors import Unavailable
from service.domain.ids import new_id
from service.store.models import Attachment
from service.store.queries.rows import AnyRow
from service.store.sealed import Damaged, Target
from service.usecases.ports import Blobs
from service.usecases.runtime import Runtime

TABLE = Attachment.__tablename__
ORIGINAL, COPY = "original", "copy"


def blobs_of(runtime: Runtime) -> Blobs:
    """Give where sealed files are kept.

    Raises:
        Unavailable: this instance has no such place.
    """
    if runtime.blobs is None:
        raise Unavailable("Files cannot be taken or given out here.")
    return runtime.blobs


def target_of(row: AnyRow | Attachment, part: str) -> Target:
    """Name a part as the log does."""
    return Target(TABLE, row.id, f"attachment_{part}")


def write_part(
    runtime: Runtime, row: AnyRow | Attachment, part: str, chunks: Iterable[bytes]
) -> str:
    """Seal a part under the key of its record, as a new blob; give the blob's name.

    Whatever ``chunks`` raises comes through, and leaves nothing behind.
    """
    name = f"{new_id()}.{part}"
    dek = runtime.keystore.dek(row.owner_table, row.owner_id)
    sealed = seal_stream(dek, chunks, table=TABLE, record=row.id, part=part)
    blobs_of(runtime).write(name, sealed)
    return name


class SealedPart:
    """A part of a file, opened for reading; its length is proven at once.

    Raises:
        Damaged: it was altered or cut off, or is gone. Here, and while ``chunks`` are read.
    """

    def __init__(self, runtime: Runtime, row: AnyRow | Attachment, part: str, name: str) -> None:
        self._keystore, self._row, self._part = runtime.keystore, row, part
        with self._told():
            self._file = blobs_of(runtime).open(name)
            try:
                self._dek = self._key()
                self.reader = self._reader()
                self.size = self.reader.seek(0, io.SEEK_END)
            except BaseException:
                self._file.close()
                raise

    def chunks(self) -> Iterator[bytes]:
        """Give the plaintext piece by piece, from the beginning."""
        with self._told():
            self._file.seek(0)
            yield from open_stream(
                self._dek, self._file, table=TABLE, record=self._row.id, part=self._part
            )

    def close(self) -> None:
        """Close the blob."""
        self._file.close()

    def _key(self) -> Dek:
        """Give the key that sealed the file, which may be an older one than the record's newest."""
        generation = generation_of_stream(self._file.read(HEADER_BYTES))
        return self._keystore.dek(self._row.owner_table, self._row.owner_id, generation)

    def _reader(self) -> BinaryIO:
        reader = SealedReader(
            self._dek, self._file, table=TABLE, record=self._row.id, part=self._part
        )
        return cast("BinaryIO", reader)  # a raw reader reads like a file

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say which part it is that does not open."""
        try:
            yield
        except (Undecryptable, BlobMissing) as error:
            raise Damaged(*target_of(self._row, self._part)) from error
