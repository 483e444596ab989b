"""Reading requests: limits on size and depth, strict JSON, faults as pointers."""

from typing import Any, NoReturn

import orjson
from flask import Request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from service.api.problems import Problem
from service.domain.errors import Fault

MAX_BODY = 256 * 1024
MAX_DEPTH = 16


class Parser(FlaskParser):
    """webargs with our limits and our problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs' signature
        """Read a JSON body."""
        return read_json(req)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Read a query in which nothing is given twice."""
        faults = [
            fault
            for name, values in req.args.lists()
            for fault in _parameterfaults_of(f"?/{escape_pointer(name)[:100]}", values)
        ]
        if faults:
            raise Problem("invalid", faults=faults)
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,  # noqa: ARG002
        schema: Schema,  # noqa: ARG002
        *,
        error_status_code: int | None,  # noqa: ARG002
        error_headers: Any,  # noqa: ARG002
    ) -> NoReturn:
        """Answer 422 with a pointer for each fault; a form is OAuth's, which says 400."""
        messages = error.messages
        location, inner = next(iter(messages.items()))  # type: ignore[union-attr] # webargs' shape
        if location == "form":
            raise Problem("malformed", faults=faults_of(inner, ""), oauth_error="invalid_request")
        raise Problem("invalid", faults=faults_of(inner, "?" if location == "query" else ""))


def no_query(request: Request) -> None:
    """Refuse a query where an operation takes none: a misspelt filter must not go unnoticed.

    Raises:
        Problem: naming each parameter.
    """
    if request.args:
        names = [f"?/{escape_pointer(name)[:100]}" for name in request.args]
        faults = [Fault(name, "unknown_field", "Unknown field.") for name in names]
        raise Problem("invalid", faults=faults)


def read_json(request: Request) -> Any:
    """Read a JSON body within the limits.

    Raises:
        Problem: 413, 415, 400 for what is not JSON, 422 for what may not be in it.
    """
    if (request.content_length or 0) > MAX_BODY:
        raise Problem("too_large", f"At most {MAX_BODY} bytes.")
    if request.mimetype != "application/json" and not (
        request.mimetype == "application/merge-patch+json" and request.method == "PATCH"
    ):
        raise Problem("unsupported_media_type")
    raw = request.get_data(cache=True)
    if len(raw) > MAX_BODY:
        raise Problem("too_large", f"At most {MAX_BODY} bytes.")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Problem("malformed", "The body is not JSON.") from None
    _check_tree(value, "", 0)
    return value


def _check_tree(value: Any, pointer: str, depth: int) -> None:
    """Refuse deep nesting, and NUL characters, which databases cannot hold."""
    if depth > MAX_DEPTH:
        raise Problem("malformed", f"The body is nested more than {MAX_DEPTH} deep.")
    if isinstance(value, str):
        if "\x00" in value:
            raise Problem("invalid", faults=[_nul(pointer)])
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_tree(item, f"{pointer}/{escape_pointer(key)}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_tree(item, f"{pointer}/{index}", depth + 1)


def _parameterfaults_of(pointer: str, values: list[str]) -> list[Fault]:
    if len(values) > 1:
        return [Fault(pointer, "repeated", "Give this parameter once.")]
    return [_nul(pointer)] if "\x00" in values[0] else []


def _nul(pointer: str) -> Fault:
    return Fault(pointer[:200], "invalid_character", "NUL characters cannot be accepted.")


def escape_pointer(key: str) -> str:
    """Escape one step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def faults_of(messages: Any, pointer: str) -> list[Fault]:
    """Flatten marshmallow's messages into faults. Unknown keys are named, values never are."""
    if isinstance(messages, dict):
        found = []
        for key, inner in messages.items():
            step = "" if key == "_schema" else f"/{escape_pointer(str(key))[:100]}"
            found += faults_of(inner, pointer + step)
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return [Fault(pointer, _code(str(text)), str(text)) for text in texts]


def _code(text: str) -> str:
    if text.startswith("Missing data"):
        return "required"
    if text.startswith("Unknown field"):
        return "unknown_field"
    if text.startswith(("Must be one of", "Not a code")):
        return "unknown_code"
    return "invalid"
