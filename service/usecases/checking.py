"""Checking files: what was quarantined is scanned, copied without its metadata, and released.

Done by the worker, one file at a time. While the scanner is away a file stays in quarantine and
says so; nothing is released unscanned where a scanner is configured.
"""

from contextlib import closing
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from service.adapters.clamav import ScannerAway
from service.adapters.cleaning import CannotClean, clean, is_cleanable
from service.domain.actors import SYSTEM
from service.domain.casework_lists import AttachmentState
from service.store.engine import reader
from service.store.models import Attachment
from service.store.queries.files import announced_before, attachment_row, known_blobs, quarantined
from service.store.queries.rows import AnyRow
from service.store.sealed import Damaged
from service.usecases.attachments import case_of
from service.usecases.file_adding import NOT_WHOLE, refuse_unsent
from service.usecases.file_parts import (
    COPY,
    ORIGINAL,
    SealedPart,
    blobs_of,
    target_of,
    write_part,
)
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit, housekeeping, record_damage

_BATCH = 20
_LONGEST_WAIT = timedelta(hours=1)
_SWEPT_AFTER = timedelta(days=1)
"""No upload lasts this long: a blob that no row names by then is of one that broke off."""
_NAMES_AT_ONCE = 500


def check_quarantined(runtime: Runtime) -> int:
    """Check the files that are due.

    Returns:
        How many were released or refused.
    """
    if runtime.blobs is None:
        return 0
    with reader(runtime.engine) as connection:
        due = quarantined(connection, runtime.clock(), _BATCH)
    return sum(_check(runtime, attachment_id) for attachment_id in due)


def sweep_blobs(runtime: Runtime) -> int:
    """Delete blobs that no row names, and refuse announced files that never came.

    Both are what broken-off uploads left.

    Returns:
        How many blobs were deleted.
    """
    if runtime.blobs is None:
        return 0
    with reader(runtime.engine) as connection:
        unsent = announced_before(connection, runtime.clock() - _SWEPT_AFTER)
    for attachment_id in unsent:
        refuse_unsent(runtime, SYSTEM, attachment_id, NOT_WHOLE)
    names = list(runtime.blobs.names_older_than(runtime.clock() - _SWEPT_AFTER))
    with reader(runtime.engine) as connection:
        known = {
            name
            for start in range(0, len(names), _NAMES_AT_ONCE)
            for name in known_blobs(connection, names[start : start + _NAMES_AT_ONCE])
        }
    orphans = [name for name in names if name not in known]
    for name in orphans:
        runtime.blobs.delete(name)
    return len(orphans)


def _check(runtime: Runtime, attachment_id: UUID) -> bool:
    row = _taken_up(runtime, attachment_id)
    if row is None:
        return False
    try:
        scan = _scanned(runtime, row)
        if scan == "infected":
            return _refuse(runtime, row, scan)
        return _release(runtime, row, scan, _copied(runtime, row))
    except ScannerAway:
        _say_away(runtime, row)
    except Damaged as damage:
        # It stays where it is: what is gone today, with a folder that is not mounted, may be
        # back tomorrow.
        record_damage(runtime, SYSTEM, damage)
    return False


def _taken_up(runtime: Runtime, attachment_id: UUID) -> AnyRow | None:
    """Take a file up, if it is still due, and settle when it is due again.

    That is before anything is done to it: whatever a file does to this process, the others get
    their turn. It is nobody's act, and not part of what is shown of a file.
    """
    now = runtime.clock()
    with housekeeping(runtime.engine) as session:
        row = attachment_row(session.connection(), attachment_id)
        attempts = row.attempts + 1 if row else 0
        taken = session.scalar(
            update(Attachment)
            .where(
                Attachment.id == attachment_id,
                Attachment.state == AttachmentState.QUARANTINED,
                Attachment.next_check_at <= now,
            )
            .values(attempts=attempts, next_check_at=_next_check(now, attempts))
            .returning(Attachment.id)
        )
    return row if taken else None


def _next_check(now: datetime, attempts: int) -> datetime:
    return now + min(timedelta(seconds=2 ** min(attempts, 12)), _LONGEST_WAIT)


def _scanned(runtime: Runtime, row: AnyRow) -> str:
    if runtime.scanner is None:
        return "not_scanned"
    with closing(SealedPart(runtime, row, ORIGINAL, row.original_blob)) as part:
        return "infected" if runtime.scanner.scan(part.chunks()) else "clean"


def _copied(runtime: Runtime, row: AnyRow) -> str | None:
    """Make the copy for reading and give its blob; None where there cannot be one."""
    with closing(SealedPart(runtime, row, ORIGINAL, row.original_blob)) as part:
        if not is_cleanable(row.media_type):
            return None
        try:
            return write_part(runtime, row, COPY, clean(row.media_type, part.chunks()))
        except CannotClean:
            return None


def _release(runtime: Runtime, row: AnyRow, scan: str, copy: str | None) -> bool:
    with runtime.unit(SYSTEM) as unit:
        attachment = _in_quarantine(unit, row)
        if attachment is None:  # the copy is swept
            return False
        attachment.state, attachment.copy_blob = AttachmentState.AVAILABLE, copy
        _record_end(unit, "attachment.release", attachment, scan)
    return True


def _refuse(runtime: Runtime, row: AnyRow, scan: str) -> bool:
    with runtime.unit(SYSTEM) as unit:
        attachment = _in_quarantine(unit, row)
        if attachment is None:
            return False
        attachment.state, attachment.refusal = AttachmentState.REFUSED, scan
        attachment.original_blob = None
        _record_end(unit, "attachment.refuse", attachment, scan)
    blobs_of(runtime).delete(row.original_blob)
    return True


def _say_away(runtime: Runtime, row: AnyRow) -> None:
    """Say, once, that a file waits for the scanner."""
    with runtime.unit(SYSTEM) as unit:
        attachment = _in_quarantine(unit, row)
        if attachment is not None and attachment.scan != "scanner_away":
            attachment.scan = "scanner_away"
            _record(unit, "attachment.wait", attachment)


def _in_quarantine(unit: Unit, row: AnyRow) -> Attachment | None:
    """Lock a file's row; None when it is gone, or was dealt with meanwhile."""
    attachment = unit.session.get(Attachment, row.id, with_for_update=True)
    waits = attachment is not None and attachment.state == AttachmentState.QUARANTINED
    return attachment if waits else None


def _record_end(unit: Unit, verb: str, attachment: Attachment, scan: str) -> None:
    attachment.scan, attachment.checked_at = scan, unit.now
    attachment.next_check_at = None
    _record(unit, verb, attachment)


def _record(unit: Unit, verb: str, attachment: Attachment) -> None:
    change = {
        "to": attachment.state, "scan": attachment.scan, "reason": attachment.refusal,
        "copy": attachment.copy_blob is not None,
    }  # fmt: skip
    reads = [target_of(attachment, ORIGINAL)]
    unit.record(verb, attachment, case_id=case_of(unit, attachment), change=change, reads=reads)
