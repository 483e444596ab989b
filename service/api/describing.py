"""What every operation has by convention, written into the contract once for all.

Security, headers, problems and examples come from `Operation`, so that a resource file cannot
forget them and the contract cannot promise what the mechanism does not do.
"""

from typing import Any

from service.api.operation import Operation
from service.api.problems import CONTENT_TYPE, PROBLEMS, TYPE_BASE
from service.api.schemas.base import Input

Spec = dict[str, Any]
_FORM = "application/x-www-form-urlencoded"
_TEXT: Spec = {"schema": {"type": "string"}}
_FAULT = {"pointer": "/narrative", "code": "required", "detail": "Missing data for required field."}
_KEY = r"^[!-~]([ -~]*[!-~])?$"
_VERSION = r'^"v[0-9]{1,9}"$'


def describe(spec: Spec, operation: Operation, responses: Spec) -> None:
    """Write an operation's security, headers and problems; shared responses go to the last."""
    spec["security"] = _security(operation)
    spec["parameters"] += _headers(operation)
    for parameter in spec["parameters"]:
        if parameter["in"] == "path" and parameter["schema"].get("format") == "uuid":
            parameter["description"] = "An id (UUID)."
    if operation.uploads:
        binary = {"schema": {"type": "string", "format": "binary"}, "example": "Who said what."}
        content = dict.fromkeys(operation.uploads, binary)
        spec["requestBody"] = {"required": True, "content": content}
    form = spec.get("requestBody", {}).get("content", {}).get(_FORM)
    if form is not None:
        form["example"] = operation.example
    success = min(spec["responses"])
    described = {success: _success(spec["responses"][success], operation)}
    if operation.method == "GET" and operation.tagged:
        described["304"] = {"description": "You have this version already."}
    by_status: dict[int, list[str]] = {}
    for code in sorted(_problems(spec, operation)):
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    for status, codes in by_status.items():
        name = "Or".join(code.title().replace("_", "") for code in codes)
        responses[name] = _problem(status, codes)
        described[str(status)] = {"$ref": f"#/components/responses/{name}"}
    spec["responses"] = dict(sorted(described.items()))


def describe_inputs(schemas: Spec, root: type[Input] = Input) -> None:
    """Add what inputs say of themselves as a whole."""
    for schema in root.__subclasses__():
        if schema.__name__ in schemas:
            schemas[schema.__name__].update(schema.contract)
        describe_inputs(schemas, schema)


def problem_examples() -> Spec:
    """Give an example of every problem."""
    return {
        code: {
            "value": {
                "type": TYPE_BASE + code.replace("_", "-"),
                "title": title,
                "status": status,
                "code": code,
                "request_id": "b3a0c2d4e5f60718",
                **({"errors": [_FAULT]} if code == "invalid" else {}),
            }
        }
        for code, (status, title) in sorted(PROBLEMS.items())
    }


def _success(response: Spec, operation: Operation) -> Spec:
    headers: Spec = {"X-Request-Id": _TEXT}
    if operation.tagged:
        headers["ETag"] = {**_TEXT, "description": "The version, for If-Match and If-None-Match."}
    if operation.creates:
        headers["Idempotency-Replayed"] = {
            "schema": {"type": "string", "enum": ["true"]},
            "description": "Present when this is a repeat.",
        }
    if operation.paged:
        headers["Link"] = {**_TEXT, "description": 'The `rel="next"` page.'}
    described = {**response, "headers": headers}
    if operation.media_type:
        binary = {"schema": {"type": "string", "format": "binary"}}
        types = operation.media_type
        described["content"] = dict.fromkeys([types] if isinstance(types, str) else types, binary)
    return described


def _problem(status: int, codes: list[str]) -> Spec:
    """Describe the problems of one status."""
    headers: Spec = {"X-Request-Id": _TEXT}
    if status in (429, 503):
        headers["Retry-After"] = {**_TEXT, "description": "Seconds to wait."}
    if status == 429:
        for name in ("RateLimit", "RateLimit-Policy"):
            headers[name] = _TEXT
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": " ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in codes),
        "headers": headers,
        "content": {CONTENT_TYPE: {"schema": schema, "examples": examples}},
    }


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.name == "issueToken":
        return [{"clientBasic": []}, {}]
    if operation.public:
        return [{}]
    if operation.follow_up:
        return [{"followUp": []}]
    return [{"oauth2": [str(scope)]} for scope in operation.scopes]


def _problems(spec: Spec, operation: Operation) -> set[str]:
    """List the problems an operation can give, by what it declares."""
    found = {"malformed", "too_many_requests", "internal", "unavailable", *operation.errors}
    places = {parameter["in"] for parameter in spec["parameters"]}
    if not operation.public:
        found |= {"unauthenticated", "insufficient_scope", "not_allowed", "sealed_data_damaged"}
    if not _takes_form(spec):
        found |= {"invalid"}  # a query, at least: unknown parameters are refused everywhere
    if "requestBody" in spec:
        found |= {"too_large"} | (set() if _takes_form(spec) else {"unsupported_media_type"})
    if "path" in places or operation.follow_up:
        found |= {"not_found"}
    if operation.uploads:
        found |= {"length_required"}
    if operation.creates:
        found |= {"in_flight", "idempotency_mismatch"}
    if operation.versioned:
        found |= {"stale", "precondition_required"}
    return found


def _takes_form(spec: Spec) -> bool:
    return _FORM in spec.get("requestBody", {}).get("content", {})


def _headers(operation: Operation) -> list[Spec]:
    found = []
    if operation.creates:
        text = "A key of your own; repeats are safe."
        found.append(_header("Idempotency-Key", text, "5f0c2c0e-form-1", _KEY))
    if operation.versioned:
        text = 'The version you have seen, such as `"v7"`.'
        found.append(_header("If-Match", text, '"v1"', _VERSION))
    return found


def _header(name: str, description: str, example: str, pattern: str) -> Spec:
    return {
        "name": name, "in": "header", "required": True, "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": pattern},
        "example": example,
    }  # fmt: skip
