"""Attachments: announced, then sent as they are; read only once they have been checked."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from flask import Response, request

from service.api.operation import Resource, Result, runtime
from service.api.problems import Problem
from service.api.schemas.attachments import (
    AttachmentExpandQuery,
    AttachmentIn,
    AttachmentOut,
    AttachmentsOut,
    ContentQuery,
)
from service.api.v1.shared import found, with_text
from service.domain.actors import Actor, ActorKind, Scope
from service.domain.errors import TooLarge
from service.store.models import Attachment, Case, Report
from service.store.queries import files as queries
from service.store.queries.reports import report_row
from service.usecases import attachments as use_cases
from service.usecases.access import allow_on
from service.usecases.file_reading import read_content
from service.usecases.follow_up import own_report
from service.usecases.reading import Reading
from service.usecases.unit import Unit

attachments = Resource(
    "Attachments",
    "Files on reports and cases. Announce a file, send its content, and read it once it is "
    "`available`: it is scanned first, and a copy without metadata is made for reading.",
)

_READ = [Scope.CASES_READ, Scope.REPORTS_READ, Scope.REPORTS_WRITE]
_ADD = [Scope.REPORTS_WRITE, Scope.CASES_WRITE]
_EXAMPLE = {"name": "ward-rota.jpg"}
_CHUNK = 1 << 20
_BINARY = "application/octet-stream"


@attachments.operation(
    "POST", "/v1/reports/<uuid:report_id>/attachments", "announceReportAttachment",
    "Announce a file for a report", scopes=_ADD, body=AttachmentIn(), answer=AttachmentOut(),
    creates=True, errors=["not_found", "wrong_state"], example=_EXAMPLE,
)  # fmt: skip
def announce_on_report(unit: Unit, body: dict[str, Any], report_id: UUID) -> Result:
    """Announce one."""
    return _announced(use_cases.announce_on_report(unit, report_id, body["name"]))


@attachments.operation(
    "POST", "/v1/cases/<uuid:case_id>/attachments", "announceCaseAttachment",
    "Announce a file for a case", scopes=[Scope.CASES_WRITE], body=AttachmentIn(),
    answer=AttachmentOut(), creates=True, errors=["not_found", "wrong_state"], example=_EXAMPLE,
)  # fmt: skip
def announce_on_case(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Announce one."""
    return _announced(use_cases.announce_on_case(unit, case_id, body["name"]))


@attachments.operation(
    "GET", "/v1/reports/<uuid:report_id>/attachments", "listReportAttachments",
    "List a report's files", query=AttachmentExpandQuery(), answer=AttachmentsOut(),
    scopes=_READ, errors=["not_found"],
)  # fmt: skip
def of_report(reading: Reading, query: dict[str, Any], report_id: UUID) -> dict[str, Any]:
    """Give them."""
    allow_on(reading.connection, reading.actor, Report, report_id)
    if query["expand"]:
        allow_on(reading.connection, reading.actor, Report, report_id, "report.read_content")
    case_id = found(report_row(reading.connection, report_id)).case_id
    rows = queries.attachments_of_report(reading.connection, report_id)
    return _listed(reading, rows, query, case_id)


@attachments.operation(
    "GET", "/v1/cases/<uuid:case_id>/attachments", "listCaseAttachments",
    "List the files of a case and of its reports", query=AttachmentExpandQuery(),
    answer=AttachmentsOut(), scopes=[Scope.CASES_READ], errors=["not_found"],
)  # fmt: skip
def of_case(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Give them."""
    allow_on(reading.connection, reading.actor, Case, case_id)
    if query["expand"]:
        allow_on(reading.connection, reading.actor, Case, case_id, "case.read_content")
    rows = queries.attachments_of_case(reading.connection, case_id)
    return _listed(reading, rows, query, case_id)


@attachments.operation(
    "GET", "/v1/attachments/<uuid:attachment_id>", "getAttachment", "Read what is known of a file",
    answer=AttachmentOut(), scopes=_READ, errors=["not_found"],
)  # fmt: skip
def get_attachment(reading: Reading, attachment_id: UUID) -> Result:
    """Give one."""
    row = found(queries.attachment_row(reading.connection, attachment_id))
    model, record_id, _ = use_cases.of_record(row)
    allow_on(reading.connection, reading.actor, model, record_id)
    return Result(_shown(row), row.version)


@attachments.operation(
    "PUT", "/v1/attachments/<uuid:attachment_id>/content", "sendAttachmentContent",
    "Send an announced file's content", scopes=_ADD, answer=AttachmentOut(), manual=True,
    uploads=[_BINARY], versioned=True, errors=["not_found", "wrong_state", "unavailable"],
    description="The body is the file itself, of any length up to the institution's limit.",
)  # fmt: skip
def send_content(actor: Actor, attachment_id: UUID, version: int) -> Result:
    """Take it in as it comes."""
    return _taken(actor, attachment_id, version)


@attachments.operation(
    "GET", "/v1/attachments/<uuid:attachment_id>/content", "getAttachmentContent",
    "Read a file's content", query=ContentQuery(), scopes=_READ, manual=True,
    errors=["not_found", "wrong_state", "unavailable"], media_type=_BINARY,
    description="The reading is recorded with its purpose before the first byte is sent. Whatever "
    "the file is, it comes as bytes to be kept: its `media_type` stands with what is known of it.",
)  # fmt: skip
def get_content(actor: Actor, query: dict[str, Any], attachment_id: UUID) -> Response:
    """Stream it."""
    return _given(actor, attachment_id, **query)


@attachments.operation(
    "POST", "/v1/follow-up/attachments", "announceOwnAttachment",
    "Announce a file for one's report", body=AttachmentIn(), answer=AttachmentOut(),
    follow_up=True, creates=True, errors=["wrong_state"], example=_EXAMPLE,
)  # fmt: skip
def announce_own(unit: Unit, body: dict[str, Any]) -> Result:
    """Announce one."""
    return _announced(use_cases.announce_on_report(unit, own_report(unit.actor), body["name"]))


@attachments.operation(
    "GET", "/v1/follow-up/attachments", "listOwnAttachments", "List the files of one's report",
    answer=AttachmentsOut(), follow_up=True,
)  # fmt: skip
def list_own(reading: Reading) -> dict[str, Any]:
    """Give those that came with the report or by its receipt, with the names they were given."""
    report_id = own_report(reading.actor)
    allow_on(reading.connection, reading.actor, Report, report_id, "report.attach")
    report = found(report_row(reading.connection, report_id))
    senders = {(ActorKind.REPORTER, None), (ActorKind.CLIENT, report.client_id)}
    rows = queries.attachments_of_report(reading.connection, report_id)
    own = [row for row in rows if (row.added_by_kind, row.added_by) in senders]
    return _listed(reading, own, {"expand": "name", "purpose": "rights_request"}, report.case_id)


@attachments.operation(
    "PUT", "/v1/follow-up/attachments/<uuid:attachment_id>/content", "sendOwnAttachmentContent",
    "Send an announced file's content", follow_up=True, answer=AttachmentOut(), manual=True,
    uploads=[_BINARY], versioned=True, errors=["not_found", "wrong_state", "unavailable"],
)  # fmt: skip
def send_own(actor: Actor, attachment_id: UUID, version: int) -> Result:
    """Take it in as it comes."""
    return _taken(actor, attachment_id, version)


def _announced(attachment: Attachment) -> Result:
    where = f"/v1/attachments/{attachment.id}"
    return Result(_shown(attachment), attachment.version, where)


def _shown(row: Any) -> dict[str, Any]:
    names = AttachmentOut().fields.keys() - {"name", "has_copy"}
    return {**{name: getattr(row, name) for name in names}, "has_copy": row.copy_blob is not None}


def _listed(
    reading: Reading, rows: Iterable[Any], query: dict[str, Any], case_id: UUID | None
) -> dict[str, Any]:
    if not query["expand"]:
        return {"data": [_shown(row) for row in rows]}
    opened = with_text(reading, rows, Attachment.name, purpose=query["purpose"], case_id=case_id)
    return {"data": [{**row, "has_copy": row["copy_blob"] is not None} for row in opened]}


def _taken(actor: Actor, attachment_id: UUID, version: int) -> Result:
    use_cases.receive_content(runtime(), actor, attachment_id, _body(), version=version)
    with runtime().reading(actor) as reading:
        row = found(queries.attachment_row(reading.connection, attachment_id))
    return Result(_shown(row), row.version)


def _body() -> Iterator[bytes]:
    """Give the request's body piece by piece, and see that it is whole.

    A server ends a body that broke off like one that is complete, so its length must be known.
    """
    left = request.content_length
    if left is None:
        raise Problem("length_required")
    most = runtime().rules.attachment_bytes
    if left > most:  # said at once, rather than when so much has come
        raise TooLarge(f"A file has at most {most} bytes.")
    request.max_content_length = left  # the use case knows how much may come
    while left:
        piece = request.stream.read(min(_CHUNK, left))
        if not piece:
            raise Problem("malformed", "The file was not sent whole.")
        left -= len(piece)
        yield piece


def _given(actor: Actor, attachment_id: UUID, *, part: str, purpose: str) -> Response:
    content = read_content(runtime(), actor, attachment_id, part=part, purpose=purpose)
    response = Response(content.chunks, content_type=_BINARY)
    response.content_length = content.size
    name = f"{attachment_id}{content.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
