"""The audit log: reading, proving and exporting it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.audit import (
    CheckpointOut,
    EntryOutPage,
    EntryQuery,
    ExportIn,
    ExportOut,
    ProofOut,
    ProofQuery,
)
from service.domain.actors import Actor, Scope
from service.domain.errors import NotFound, invalid
from service.store.queries import audit as queries
from service.store.queries.rows import as_dict
from service.tlog.encoding import to_base64
from service.tlog.tree import leaf_hash
from service.usecases import audit as use_cases
from service.usecases.access import allow
from service.usecases.archive import tar_archive
from service.usecases.reading import Reading
from service.usecases.sequencing import log_key, sequence_log
from service.usecases.unit import Unit

audit = Resource("Audit", "The log of everything that was done and read; metadata only.")

_SCOPES = [Scope.AUDIT_READ]


@audit.operation(
    "GET", "/v1/audit/entries", "listAuditEntries", "Search the log",
    query=EntryQuery(), answer=EntryOutPage(), scopes=_SCOPES, paged=True,
)  # fmt: skip
def list_entries(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of entries, newest first."""
    allow(reading.actor, "audit.read")
    provider = runtime().provider
    page = page_of(provider, "listAuditEntries", query.pop("limit"), query.pop("cursor"))
    rows = queries.list_entries(
        reading.connection, reading.actor, queries.EntryFilter(**query), page
    )
    data = [{**as_dict(row), "leaf": row.leaf.decode()} for row in rows.rows]
    return PageResult(data, rows.next_after)


@audit.operation(
    "GET", "/v1/audit/checkpoint", "getCheckpoint", "The newest signed tree head",
    answer=CheckpointOut(), scopes=_SCOPES, errors=["not_found"],
)  # fmt: skip
def checkpoint(reading: Reading) -> dict[str, Any]:
    """Give the checkpoint and the key that checks it."""
    latest = queries.latest_checkpoint(reading.connection)
    if latest is None:
        raise NotFound
    key = log_key(reading.instance.provider, runtime().rules.log_origin)
    return {
        "size": latest.size,
        "checkpoint": latest.note,
        "signed_at": latest.signed_at,
        "vkey": key.encode(),
    }


@audit.operation(
    "GET", "/v1/audit/proofs", "getProof", "Prove that an entry is in the log, or that it grew",
    query=ProofQuery(), answer=ProofOut(), scopes=_SCOPES, errors=["not_found"],
)  # fmt: skip
def proof(reading: Reading, query: dict[str, Any]) -> dict[str, Any]:
    """Prove inclusion (``entry_id`` or ``position``) or consistency (``old_size``)."""
    asked = [name for name in ("entry_id", "position", "old_size") if query[name] is not None]
    if len(asked) != 1:
        raise invalid("?", "one_of", "Give one of entry_id, position and old_size.")
    connection = reading.connection
    latest = queries.latest_checkpoint(connection)
    if latest is None:
        raise NotFound
    size = latest.size if query["size"] is None else query["size"]
    if asked == ["old_size"]:
        hashes = use_cases.prove_consistency(connection, query["old_size"], size)
        about = {"kind": "consistency", "old_size": query["old_size"]}
    else:
        position = _position(reading, query)
        hashes = use_cases.prove_inclusion(connection, position, size)
        leaf = queries.leaf_of(connection, position) or b""
        about = {
            "kind": "inclusion",
            "position": position,
            "leaf_hash": to_base64(leaf_hash(leaf)),
        }
    empty = {"position": None, "old_size": None, "leaf_hash": None}
    note = {"size": size, "hashes": [to_base64(h) for h in hashes], "checkpoint": latest.note}
    return {**empty, **about, **note}


@audit.operation(
    "POST", "/v1/audit/exports", "createAuditExport", "Export the whole log",
    scopes=_SCOPES, body=ExportIn(), answer=ExportOut(), creates=True,
    before=lambda: sequence_log(runtime(), sign=True), example={"purpose": "audit"},
)  # fmt: skip
def create_export(unit: Unit, body: dict[str, Any]) -> Result:
    """Export up to a checkpoint of now."""
    origin = runtime().rules.log_origin
    export = use_cases.export_log(unit, origin, purpose=body["purpose"], since=body["since"])
    files = use_cases.files_of(unit.session.connection(), unit.provider, origin, export)
    where = f"/v1/audit/exports/{export.id}"
    data = {
        "id": export.id,
        "size": export.size,
        "purpose": export.purpose,
        "created_at": export.created_at,
        "files": [
            {"name": file.name, "bytes": file.size, "href": f"{where}/files/{file.name}"}
            for file in files
        ],
        "archive": f"{where}/archive",
    }
    return Result(data, location=f"{where}/archive")


@audit.operation(
    "GET", "/v1/audit/exports/<uuid:export_id>/files/<string:name>", "getAuditExportFile",
    "Fetch one file of an export", scopes=_SCOPES, manual=True, errors=["not_found"],
    media_type="application/octet-stream",
)  # fmt: skip
def export_file(actor: Actor, export_id: UUID, name: str) -> Response:
    """Stream a file."""
    with runtime().reading(actor) as reading:
        files = use_cases.export_files(reading, runtime().rules.log_origin, export_id)
        sizes = {file.name: file.size for file in files}
    if name not in sizes:
        raise NotFound
    response = Response(_stream(actor, export_id, name), mimetype="application/octet-stream")
    response.content_length = sizes[name]
    return response


@audit.operation(
    "GET", "/v1/audit/exports/<uuid:export_id>/archive", "getAuditExportArchive",
    "Fetch an export as one tar archive", scopes=_SCOPES, manual=True, errors=["not_found"],
    media_type="application/x-tar",
)  # fmt: skip
def export_archive(actor: Actor, export_id: UUID) -> Response:
    """Stream the archive."""
    with runtime().reading(actor) as reading:
        use_cases.export_files(reading, runtime().rules.log_origin, export_id)
    response = Response(_stream(actor, export_id, None), mimetype="application/x-tar")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{export_id}.tar"'
    return response


def _stream(actor: Actor, export_id: UUID, name: str | None) -> Iterator[bytes]:
    """Stream within a reading of its own, which outlives the request's handling."""
    running = runtime()

    def chunks() -> Iterator[bytes]:
        with running.reading(actor) as reading:
            files = use_cases.export_files(reading, running.rules.log_origin, export_id)
            if name is None:
                yield from tar_archive(files)
            else:
                yield from next(file.chunks for file in files if file.name == name)

    return chunks()


def _position(reading: Reading, query: dict[str, Any]) -> int:
    if query["position"] is not None:
        return int(query["position"])
    position = queries.position_of(reading.connection, query["entry_id"])
    if position is None:
        raise NotFound
    return position
