"""Reading, proving and exporting the audit log."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from service.crypto.provider import KeyProvider
from service.domain.actors import Actor
from service.domain.errors import NotFound, WrongState, invalid
from service.domain.ids import new_id
from service.store.engine import reader
from service.store.models import AuditExport
from service.store.queries.audit import StoredTiles, latest_checkpoint, leaves
from service.store.queries.guard import has_any_conflict
from service.store.queries.rows import as_dict
from service.store.queries.standing import is_person
from service.tlog.checkpoint import Checkpoint
from service.tlog.encoding import to_base64
from service.tlog.keys import NoteError
from service.tlog.manifest import FileDigest, build_manifest, encode_manifest, sign_manifest
from service.tlog.note import open_note
from service.tlog.proof import consistency_proof, inclusion_proof
from service.usecases.access import allow
from service.usecases.reading import Reading
from service.usecases.sequencing import log_key
from service.usecases.unit import Unit


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export, streamed."""

    name: str
    size: int
    chunks: Iterator[bytes]


def parse_checkpoint(provider: KeyProvider, origin: str, note: str, pointer: str) -> Checkpoint:
    """Read a checkpoint somebody kept.

    Raises:
        Invalid: it is not one of this log's, at ``pointer``.
    """
    try:
        body, _ = open_note(note, [log_key(provider, origin)])
        return Checkpoint.parse(body)
    except NoteError:
        raise invalid(pointer, "not_a_checkpoint", "Not a checkpoint of this log.") from None


def prove_inclusion(connection: Connection, position: int, size: int) -> list[bytes]:
    """Prove that an entry is in the tree of a size.

    Raises:
        NotFound: that tree has no such entry, or is not signed yet.
    """
    latest = latest_checkpoint(connection)
    if latest is None or not position < size <= latest.size:
        raise NotFound
    return inclusion_proof(StoredTiles(connection), position, size)


def prove_consistency(connection: Connection, old_size: int, size: int) -> list[bytes]:
    """Prove that the tree only grew between two sizes.

    Raises:
        NotFound: the log has not been that large.
    """
    latest = latest_checkpoint(connection)
    if latest is None or not old_size <= size <= latest.size:
        raise NotFound
    return consistency_proof(StoredTiles(connection), old_size, size)


def export_log(unit: Unit, origin: str, *, purpose: str, since: str | None = None) -> AuditExport:
    """Make an export of the whole log up to its newest checkpoint.

    Call `sequence_log` with ``sign=True`` first, so that the checkpoint is of now. The log is read
    beside the unit, which itself only records the export: a long log does not keep writers out.

    Args:
        origin: the log's name.
        since: a checkpoint the auditor kept, whose tree this one must extend.

    Raises:
        Invalid: ``since`` is not a checkpoint of this log, or of a larger one.
        WrongState: a part of the log is closed to the actor by a conflict of interest.
    """
    allow(unit.actor, "audit.export")
    _check_whole(unit.session.connection(), unit.actor)
    with reader(unit.instance.engine) as connection:
        export = _described(unit, connection, origin, purpose=purpose, since=since)
    unit.add(export)
    unit.record("audit.export", export, purpose=purpose, change={"size": export.size})
    return export


def _check_whole(connection: Connection, actor: Actor) -> None:
    """Refuse an export to whoever may not see all of it: one with gaps would prove nothing."""
    if is_person(actor) and actor.id and has_any_conflict(connection, actor.id):
        raise WrongState(
            "An export must hold the whole log, and a part of it is closed to you. "
            "Ask another auditor to make it."
        )


def _described(
    unit: Unit, connection: Connection, origin: str, *, purpose: str, since: str | None
) -> AuditExport:
    """Describe an export, down to the digest of each file, in a signed manifest."""
    latest = latest_checkpoint(connection)
    if latest is None:
        raise NotFound
    head = parse_checkpoint(unit.provider, origin, latest.note, "/since")
    old = parse_checkpoint(unit.provider, origin, since, "/since") if since is not None else None
    export = AuditExport(
        id=new_id(), size=head.size, purpose=purpose, checkpoint=latest.note,
        old_checkpoint=since, consistency=_consistency(connection, head, old) if old else None,
        manifest="", created_at=unit.now, actor_id=unit.actor.id,
    )  # fmt: skip
    files = {
        file.name: _digest(file.chunks)
        for file in _files(connection, unit.provider, origin, export)
    }
    manifest = build_manifest(
        origin=origin, size=head.size, root=head.root, first=0, count=head.size,
        files=files, filter=None,
        made_at=unit.now.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )  # fmt: skip
    signed = sign_manifest(manifest, lambda message: unit.provider.sign("audit", message))
    export.manifest = encode_manifest(signed).decode()
    return export


def export_files(reading: Reading, origin: str, export_id: UUID) -> list[ExportFile]:
    """Give an export's files, streamed from the log; memory stays flat.

    Raises:
        NotFound: there is no such export, or the actor did not ask for it.
        WrongState: a part of the log is closed to the actor by now.
    """
    allow(reading.actor, "audit.export")
    _check_whole(reading.connection, reading.actor)
    table = AuditExport.__table__
    query = table.select().where(table.c.id == export_id, table.c.actor_id == reading.actor.id)
    row = reading.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    export = AuditExport(**as_dict(row))
    return files_of(reading.connection, reading.instance.provider, origin, export)


def files_of(
    connection: Connection, provider: KeyProvider, origin: str, export: AuditExport
) -> list[ExportFile]:
    """Give the files of an export just made."""
    manifest = export.manifest.encode()
    files = _files(connection, provider, origin, export)
    return [*files, ExportFile("manifest.json", len(manifest), iter([manifest]))]


def _files(
    connection: Connection, provider: KeyProvider, origin: str, export: AuditExport
) -> Iterator[ExportFile]:
    yield ExportFile(
        "entries.jsonl",
        sum(len(leaf) + 1 for _, leaf in leaves(connection, 0, export.size)),
        (leaf + b"\n" for _, leaf in leaves(connection, 0, export.size)),
    )
    texts = {
        "checkpoint": export.checkpoint,
        "vkey": log_key(provider, origin).encode() + "\n",
        "checkpoint.old": export.old_checkpoint,
        "consistency": export.consistency,
    }
    for name, text in texts.items():
        if text is not None:
            data = text.encode()
            yield ExportFile(name, len(data), iter([data]))


def _consistency(connection: Connection, head: Checkpoint, old: Checkpoint) -> str:
    if old.size > head.size:
        raise invalid("/since", "not_a_checkpoint", "That checkpoint is of a larger log.")
    hashes = consistency_proof(StoredTiles(connection), old.size, head.size)
    return "".join(f"{to_base64(one)}\n" for one in hashes)


def _digest(chunks: Iterator[bytes]) -> FileDigest:
    hasher, size = hashlib.sha256(), 0
    for chunk in chunks:
        hasher.update(chunk)
        size += len(chunk)
    return FileDigest(hasher.hexdigest(), size)
