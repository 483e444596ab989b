"""Tokens, code lists and the audit log, in and out."""

from marshmallow import fields, validate

from service.api.schemas.base import (
    Input,
    Output,
    PageQuery,
    coded,
    maybe,
    moment,
    out,
    page_schema,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Id, Instant, QueryWhole
from service.domain import code_lists as lists
from service.domain.verbs import VERBS

_SIZE = validate.Range(0, 2**53 - 1)


class CodeOut(Output):
    """A code."""

    code = out()
    label = out()
    external = maybe(metadata={"description": "Another body's code, such as HESA's."})
    statutory = maybe(fields.Boolean, metadata={"description": "Whether a statute names it."})


class CodeListOut(Output):
    """A published code list."""

    name = out()
    title = out()
    codes = fields.List(fields.Nested(CodeOut), required=True)


class CodeListsOut(Output):
    """Every published code list."""

    data = fields.List(fields.Nested(CodeListOut), required=True)


class EntryQuery(PageQuery):
    """Which entries."""

    verb = fields.String(load_default=None, validate=validate.OneOf(list(VERBS)))
    actor_id = Id(load_default=None)
    subject_id = Id(load_default=None)
    case_id = Id(load_default=None)
    purpose = string(50, load_default=None)
    result = fields.String(
        load_default=None, validate=validate.OneOf(["done", "refused", "failed"])
    )
    since = Instant(load_default=None)
    until = Instant(load_default=None)


class EntryOut(Output):
    """An entry of the log; ``leaf`` is its evidence, byte for byte."""

    id = uuid()
    position = maybe(fields.Integer, metadata={"description": "Null until it is sequenced."})
    at = moment()
    verb = out()
    result = out()
    actor_kind = out()
    actor_id = maybe(fields.UUID)
    subject_kind = maybe()
    subject_id = maybe(fields.UUID)
    case_id = maybe(fields.UUID)
    purpose = maybe()
    leaf = out()


EntryOutPage = page_schema(EntryOut)


class CheckpointOut(Output):
    """The newest signed tree head."""

    size = out(fields.Integer)
    checkpoint = out(metadata={"description": "The signed note (C2SP tlog-checkpoint)."})
    signed_at = moment()
    vkey = out(metadata={"description": "The log's verifier key (C2SP signed-note)."})


class ProofQuery(Input):
    """What to prove: an entry by id or position, or that the tree grew from ``old_size``."""

    entry_id = Id(load_default=None)
    position = QueryWhole(load_default=None, validate=_SIZE)
    old_size = QueryWhole(load_default=None, validate=_SIZE)
    size = QueryWhole(
        load_default=None,
        validate=_SIZE,
        metadata={"description": "The tree's size; that of the newest checkpoint by default."},
    )


class ProofOut(Output):
    """An inclusion or a consistency proof (RFC 6962), as base64 hashes."""

    kind = out(validate=validate.OneOf(["inclusion", "consistency"]))
    size = out(fields.Integer)
    position = maybe(fields.Integer)
    old_size = maybe(fields.Integer)
    leaf_hash = maybe()
    hashes = strings()
    checkpoint = out()


class ExportIn(Input):
    """An export of the whole log."""

    purpose = coded(lists.AUDIT_PURPOSES, load_default="audit")
    since = string(
        4000,
        load_default=None,
        metadata={"description": "A checkpoint kept from before; the export then proves growth."},
    )


class ExportFileOut(Output):
    """A file of an export."""

    name = out()
    bytes = out(fields.Integer)
    href = out()


class ExportOut(Output):
    """An export of the log."""

    id = uuid()
    size = out(fields.Integer)
    purpose = out()
    created_at = moment()
    files = fields.List(fields.Nested(ExportFileOut), required=True)
    archive = out(metadata={"description": "All files as one tar archive."})


class HealthOut(Output):
    """Whether the service is well."""

    status = out(validate=validate.OneOf(["ok"]))
