"""The documentation page, made from the contract: plain HTML and one stylesheet, no script."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.api.contract import contract

_FOLDER = Path(__file__).parent / "templates"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_KEPT = {"Cache-Control": "public, max-age=300"}


def install_docs(app: Flask) -> None:
    """Serve the page and its stylesheet."""
    style = (_FOLDER / "docs.css").read_bytes()

    def docs() -> Response:
        headers = {**_KEPT, "Content-Security-Policy": _POLICY}
        return Response(_page(), headers=headers, content_type="text/html; charset=utf-8")

    def docs_style() -> Response:
        return Response(style, headers=_KEPT, content_type="text/css; charset=utf-8")

    app.add_url_rule("/docs", "docs", docs, provide_automatic_options=False)
    app.add_url_rule("/docs/style.css", "docs_style", docs_style, provide_automatic_options=False)


@cache
def _page() -> str:
    """Render the page: it depends on the code alone."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    document = contract()
    return environment.get_template("docs.html").render(
        info=document["info"],
        schemes=document["components"]["securitySchemes"],
        tags=[
            {**tag, "operations": list(_operations(document, tag["name"]))}
            for tag in document["tags"]
        ],
    )


def _operations(document: dict[str, Any], tag: str) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method, spec in methods.items():
            if tag in spec["tags"]:
                yield _operation(document, path, method.upper(), spec)


def _operation(
    document: dict[str, Any], path: str, method: str, spec: dict[str, Any]
) -> dict[str, Any]:
    content: dict[str, Any] = spec.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next(iter(content.values()), {})
    example = body.get("example")
    shared = document["components"]["responses"]
    return {
        "id": spec["operationId"],
        "method": method,
        "path": path,
        "summary": spec["summary"],
        "description": spec["description"],
        "scopes": [_who(way) for way in spec["security"]],
        "parameters": [
            {**parameter, "type": _type(parameter["schema"])} for parameter in spec["parameters"]
        ],
        "fields": list(_fields(document, body.get("schema", {}), "")),
        "example": orjson.dumps(example, option=orjson.OPT_INDENT_2).decode() if example else None,
        "answers": [
            (status, shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer)
            for status, answer in spec["responses"].items()
        ],
        "answer_fields": list(_fields(document, _answer_schema(spec), "")),
    }


def _who(way: dict[str, list[str]]) -> str:
    """Say in words what one way of calling needs."""
    for scheme, scopes in way.items():
        words = {"followUp": "a receipt's token", "clientBasic": "the client's own credentials"}
        return words.get(scheme) or " ".join(scopes)
    return "nothing: public"


def _answer_schema(spec: dict[str, Any]) -> dict[str, Any]:
    content = spec["responses"][min(spec["responses"])].get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def _fields(
    document: dict[str, Any], schema: dict[str, Any], prefix: str
) -> Iterator[dict[str, Any]]:
    """List the fields of an object, those of nested objects after their own name."""
    schema = _resolved(document, schema)
    for name, field in schema.get("properties", {}).items():
        yield {
            "name": prefix + name,
            "type": _type(field),
            "required": name in schema.get("required", []),
            "description": field.get("description", ""),
            "codes": [code for code in field.get("enum", []) if code is not None],
        }
        inner = field.get("items", field)
        yield from _fields(document, inner, f"{prefix}{name}.")


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for part in (schema, *schema.get("allOf", []), *schema.get("anyOf", [])):
        if "$ref" in part:
            name = part["$ref"].rpartition("/")[2]
            found: dict[str, Any] = document["components"]["schemas"][name]
            return found
    return schema


def _type(schema: dict[str, Any]) -> str:
    """Say a type in a few words, such as ``string (date)`` or ``list of string, or null``."""
    kinds = schema.get("type", "object")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    words = [f"list of {_type(schema['items'])}" if k == "array" else k for k in kinds]
    text = ", or ".join(words)
    return f"{text} ({schema['format']})" if "format" in schema else text
