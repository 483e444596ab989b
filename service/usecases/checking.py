"""Checking files: what was quarantined is scanned, copied without its metadata, and released.

Done by the worker, one file at a time. While the scanner is away a file stays in quarantine and
says so; nothing is released unscanned where a scanner is configured.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

from service.adapters.blobs import BlobMissing
from service.adapters.clamav import ScannerAway
from service.adapters.cleaning import CannotClean, clean, is_cleanable
from service.crypto.errors import CryptoError
from service.crypto.stream import open_stream
from service.domain.actors import SYSTEM
from service.domain.casework_lists import AttachmentState
from service.domain.ids import new_id
from service.store.engine import reader
from service.store.models import Attachment
from service.store.queries.files import attachment_row, known_blobs, quarantined
from service.store.queries.rows import AnyRow
from service.store.sealed import Damaged, Target
from service.usecases.attachments import COPY, ORIGINAL, TABLE, blobs_of, case_of, seal_part
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit, record_damage

_BATCH = 20
_LONGEST_WAIT = timedelta(hours=1)
_SWEPT_AFTER = timedelta(days=1)
"""No upload lasts this long: a blob that no row names by then is of one that broke off."""


def check_quarantined(runtime: Runtime) -> int:
    """Check the files that are due.

    Returns:
        How many were released or refused.
    """
    with reader(runtime.engine) as connection:
        due = quarantined(connection, runtime.clock(), _BATCH)
    return sum(_check(runtime, attachment_id) for attachment_id in due)


def sweep_blobs(runtime: Runtime) -> int:
    """Delete blobs that no row names: what broken-off uploads left. Gives their number."""
    blobs = blobs_of(runtime)
    names = list(blobs.names_older_than(runtime.clock() - _SWEPT_AFTER))
    with reader(runtime.engine) as connection:
        known = {
            name
            for start in range(0, len(names), 500)
            for name in known_blobs(connection, names[start : start + 500])
        }
    orphans = [name for name in names if name not in known]
    for name in orphans:
        blobs.delete(name)
    return len(orphans)


def plain_chunks(runtime: Runtime, row: AnyRow, part: str) -> Iterator[bytes]:
    """Open one part of a file, piece by piece; its reading must be on record already.

    Raises:
        CryptoError: the bytes do not belong here or were altered.
    """
    name = row.copy_blob if part == COPY else row.original_blob
    dek = runtime.keystore.dek(row.owner_table, row.owner_id)
    with closing(blobs_of(runtime).open(name)) as file:
        yield from open_stream(dek, file, table=TABLE, record=row.id, part=part)


def damaged(row: AnyRow, part: str) -> Damaged:
    """Say that a part of a file does not open."""
    return Damaged(TABLE, row.id, f"attachment_{part}")


def _check(runtime: Runtime, attachment_id: UUID) -> bool:
    with reader(runtime.engine) as connection:
        row = attachment_row(connection, attachment_id)
    if row is None or row.state != AttachmentState.QUARANTINED:
        return False
    try:
        found = _scanned(runtime, row)
        if found == "infected":
            _refuse(runtime, row, found, scan=found)
        else:
            _release(runtime, row, found, _copied(runtime, row))
    except ScannerAway:
        _wait(runtime, row)
        return False
    except (CryptoError, BlobMissing):
        record_damage(runtime, SYSTEM, damaged(row, ORIGINAL))
        _refuse(runtime, row, "incomplete", scan="not_scanned")
    return True


def _scanned(runtime: Runtime, row: AnyRow) -> str:
    if runtime.scanner is None:
        return "not_scanned"
    infection = runtime.scanner.scan(plain_chunks(runtime, row, ORIGINAL))
    return "infected" if infection else "clean"


def _copied(runtime: Runtime, row: AnyRow) -> str | None:
    """Make the copy for reading; None where there cannot be one."""
    if not is_cleanable(row.media_type):
        return None
    name = f"{new_id()}.{COPY}"
    copy = clean(row.media_type, plain_chunks(runtime, row, ORIGINAL))
    try:
        blobs_of(runtime).write(name, seal_part(runtime, row, copy, COPY))
    except CannotClean:
        return None
    return name


def _release(runtime: Runtime, row: AnyRow, scan: str, copy: str | None) -> None:
    with runtime.unit(SYSTEM) as unit:
        attachment = _locked(unit, row)
        attachment.state, attachment.scan = AttachmentState.AVAILABLE, scan
        attachment.copy_blob, attachment.checked_at = copy, unit.now
        attachment.next_check_at = None
        _record(unit, "attachment.release", attachment)


def _refuse(runtime: Runtime, row: AnyRow, reason: str, *, scan: str) -> None:
    with runtime.unit(SYSTEM) as unit:
        attachment = _locked(unit, row)
        attachment.state, attachment.refusal = AttachmentState.REFUSED, reason
        attachment.scan, attachment.checked_at = scan, unit.now
        attachment.original_blob = attachment.next_check_at = None
        _record(unit, "attachment.refuse", attachment)
    blobs_of(runtime).delete(row.original_blob)


def _wait(runtime: Runtime, row: AnyRow) -> None:
    """Keep a file in quarantine while the scanner is away, and say so once."""
    with runtime.unit(SYSTEM) as unit:
        attachment = _locked(unit, row)
        attachment.attempts += 1
        attachment.next_check_at = _next_check(unit.now, attachment.attempts)
        attachment.scan = "scanner_away"
        _record(unit, "attachment.wait", attachment)


def _next_check(now: datetime, attempts: int) -> datetime:
    return now + min(timedelta(seconds=2 ** min(attempts, 12)), _LONGEST_WAIT)


def _locked(unit: Unit, row: AnyRow) -> Attachment:
    return unit.session.get_one(Attachment, row.id, with_for_update=True)


def _record(unit: Unit, verb: str, attachment: Attachment) -> None:
    change = {
        "to": attachment.state, "scan": attachment.scan, "reason": attachment.refusal,
        "copy": attachment.copy_blob is not None,
    }  # fmt: skip
    reads = [Target(TABLE, attachment.id, f"attachment_{ORIGINAL}")]
    unit.record(verb, attachment, case_id=case_of(unit, attachment), change=change, reads=reads)
