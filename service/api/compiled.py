"""Marshmallow schemas compiled to straight-line code, for answers.

marshmallow stays the single source of truth: the code is generated from a schema's fields when the
process starts, and a test holds it against marshmallow's own dump. What the compiler does not know
it hands to the field itself, so a new kind of field is slow at worst, never wrong.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields, missing

Dump = Callable[[Any], dict[str, Any]]


class Moment(fields.DateTime):
    """A moment in UTC, as RFC 3339 with milliseconds: ``2026-11-23T10:00:00.000Z``."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002
        return None if value is None else moment(value)


def moment(value: datetime) -> str:
    """Write a moment."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def compile_schema(schema: Schema) -> Dump:
    """Give a function that dumps mappings and rows as ``schema.dump`` would."""
    names: dict[str, Any] = {"moment": moment, "missing": missing}
    of_mapping = _function(schema, names, "mapping")
    of_row = _function(schema, names, "row")

    def dump(value: Any) -> dict[str, Any]:
        return of_mapping(value) if isinstance(value, dict) else of_row(value)

    return dump


def _function(schema: Schema, names: dict[str, Any], kind: str) -> Dump:
    lines = [f"def dump_{kind}(o):", " out = {}"]
    for number, (name, field) in enumerate(schema.dump_fields.items()):
        if field.load_only:
            continue
        source = field.attribute or name
        key = field.data_key or name
        read = (
            f"o.get({source!r}, missing)"
            if kind == "mapping"
            else f"getattr(o, {source!r}, missing)"
        )
        lines += [
            f" v = {read}",
            f" if v is not missing: out[{key!r}] = {_expression(field, number, names)}",
        ]
    lines.append(" return out")
    # The text is made of our own field names only; nothing from outside reaches it.
    exec(compile("\n".join(lines), f"<{type(schema).__name__}>", "exec"), names)  # noqa: S102
    function: Dump = names[f"dump_{kind}"]
    return function


def _expression(field: fields.Field[Any], number: int, names: dict[str, Any]) -> str:
    """Give the code that turns ``v`` into JSON."""
    guarded = " if v is not None else None"
    if type(field) is fields.List:
        inner = _expression(field.inner, number, names)
        return "list(v)" + guarded if inner == "v" else f"[{inner} for v in v]{guarded}"
    if type(field) is fields.Nested and not field.many:
        name = f"nested_{number}_{len(names)}"
        names[name] = compile_schema(field.schema)
        return f"{name}(v){guarded}"
    if type(field) in (fields.Boolean, fields.Integer) or (type(field) is fields.String):
        return "v"
    if type(field) is fields.UUID:
        return "str(v)" + guarded
    if type(field) is Moment:
        return "moment(v)" + guarded
    if type(field) is fields.Date:
        return "v.isoformat()" + guarded
    name = f"field_{number}_{len(names)}"
    names[name] = field
    return f"{name}._serialize(v, None, o)"
