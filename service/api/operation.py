"""One way to declare an operation, which gives it every convention of the API.

A resource file says what an operation is for; this module does the rest: authentication and
scopes, reading the request, If-Match, Idempotency-Key, the transaction, the compiled answer, the
entity tag, the page links — and the contract's text. A route cannot be had without it::

    reports = Resource("Reports", "What people told us.")

    @reports.operation(
        "POST", "/v1/reports", "submitReport", "Submit a report",
        scopes=[Scope.REPORTS_WRITE], body=ReportIn(), answer=ReportReceipt(), creates=True,
    )
    def submit(unit, body): ...

The function gets a `Unit` for a write and a `Reading` for a read, then the query, then the body,
then path parameters by name and, if ``versioned``, the ``version`` of If-Match.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from flask import Response, current_app, request
from flask_smorest import Blueprint
from marshmallow import Schema

from service.api.auth import authenticate, nobody
from service.api.compiled import Dump, compile_schema
from service.api.conditional import etag, is_known, required_version
from service.api.idempotency import once
from service.api.limits import limited
from service.api.pagination import encode_cursor
from service.api.parsing import Parser, no_query
from service.domain.actors import Actor, Scope
from service.usecases.runtime import Runtime

JSON = "application/json"
WRITES = ("POST", "PATCH", "PUT", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an operation declares about itself."""

    name: str
    method: str
    scopes: Sequence[Scope] = ()
    follow_up: bool = False
    public: bool = False
    creates: bool = False
    versioned: bool = False
    paged: bool = False
    caches: int = 0
    """Seconds a public answer may be kept by anybody."""
    errors: Sequence[str] = ()
    example: Any = None
    reads: bool = False
    """It only reads, although it is a POST: what is asked for may not stand in an address."""
    manual: bool = False
    """The function opens what it needs itself, and may answer with a `Response` of its own."""
    media_type: str | Sequence[str] | None = None
    """What a manual answer is, or may be, where it is not JSON."""
    uploads: Sequence[str] = ()
    """Its body is a file of one of these media types, which the function reads as it comes."""
    limit: str | None = None
    """How often one caller may do it, where it has a limit of its own."""
    queried: bool = False
    """It takes a query; where it does not, one is refused."""
    tagged: bool = False
    """Its answer has an entity tag: that of its version, or of what is kept."""
    before: Callable[[], object] | None = None
    """Upkeep that must be done before the transaction opens."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation answers: ``data`` for the schema, and the version it has."""

    data: Any
    version: int | None = None
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page of rows."""

    rows: Sequence[Any]
    next_after: UUID | None


OPERATIONS: dict[str, Operation] = {}
"""Every operation by name, for the contract and for the test that walks the URL map."""


def runtime() -> Runtime:
    """Give the running instance."""
    found: Runtime = current_app.extensions["redress"]
    return found


class Resource(Blueprint):  # type: ignore[misc]
    """A group of operations in the contract."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name.lower().replace(" ", "_"), __name__, description=description)
        self.title = name

    def operation(
        self,
        method: str,
        path: str,
        name: str,
        summary: str,
        *,
        query: Schema | None = None,
        body: Schema | None = None,
        form: Schema | None = None,
        answer: Schema | None = None,
        status: int | None = None,
        example: Any = None,
        description: str | None = None,
        **declared: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare an operation; see `Operation` for what else may be declared."""
        operation = Operation(
            name=name,
            method=method,
            example=example,
            queried=query is not None,
            tagged="caches" in declared or (answer is not None and "version" in answer.fields),
            **declared,
        )
        if not (operation.scopes or operation.follow_up or operation.public):
            raise ValueError(
                f"{name} declares neither scopes, nor a receipt, nor that it is public."
            )
        OPERATIONS[name] = operation
        status = status or (
            201 if operation.creates else 200 if answer or operation.manual else 204
        )
        dump = compile_schema(answer) if answer else None

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            view: Callable[..., Any] = function
            if body is not None:
                view = self.arguments(body, location="json", example=example)(view)
            if form is not None:
                view = self.arguments(form, location="form")(view)
            if query is not None:
                view = self.arguments(query, location="query")(view)
            view = _guard(view, operation, status, dump)
            view = limited(view, operation.limit, by_address=operation.public)
            # Outermost, and only for the contract: a finished `Response` passes through it.
            view = self.response(status, answer)(view)
            view = self.doc(operationId=name, summary=summary, description=description or summary)(
                view
            )
            view.provide_automatic_options = False  # type: ignore[attr-defined] # Flask looks for it
            self.add_url_rule(
                path, name, view, methods=[method], tags=[self.title], strict_slashes=True
            )
            return function

        return decorate


def _guard(
    view: Callable[..., Any], operation: Operation, status: int, dump: Dump | None
) -> Callable[..., Response]:
    """Wrap a view in everything every operation gets."""

    @wraps(view)
    def guarded(**kwargs: Any) -> Response:
        actor = _actor(operation)
        if not operation.queried:
            no_query(request)
        if operation.before is not None:
            operation.before()
        if operation.versioned:
            kwargs["version"] = required_version(request)
        if operation.manual:
            result = view(actor, **kwargs)
            return _respond(operation, status, dump, result)
        if operation.method in WRITES and not operation.reads:
            with runtime().unit(actor) as unit:

                def work() -> Response:
                    return _respond(operation, status, dump, view(unit, **kwargs))

                return once(unit, request, work) if operation.creates else work()
        with runtime().reading(actor) as reading:
            return _respond(operation, status, dump, view(reading, **kwargs))

    return guarded


def _actor(operation: Operation) -> Actor:
    if operation.public:
        return nobody(request)
    tokens = current_app.extensions["redress.tokens"]
    return authenticate(runtime(), tokens, request, operation.scopes, follow_up=operation.follow_up)


def _respond(operation: Operation, status: int, dump: Dump | None, result: Any) -> Response:
    if isinstance(result, Response):
        return _kept(operation, result) if operation.caches else result
    if dump is None:
        return Response(status=status)
    if isinstance(result, PageResult):
        return _page(operation, dump, result)
    if not isinstance(result, Result):
        result = Result(result)
    response = Response(orjson.dumps(dump(result.data)), status, content_type=JSON)
    if result.version is not None:
        response.headers["ETag"] = etag(result.version)
    elif operation.caches:
        response.add_etag()
    if result.location:
        response.headers["Location"] = result.location
    response.headers.update(result.headers)
    return _conditional(operation, response)


def _kept(operation: Operation, response: Response) -> Response:
    """Let a finished answer be kept by its content."""
    response.add_etag()
    return _conditional(operation, response)


def _conditional(operation: Operation, response: Response) -> Response:
    tag = response.headers.get("ETag")
    if operation.method == "GET" and tag and is_known(request, tag):
        unchanged = Response(status=304)
        unchanged.headers["ETag"] = tag
        response = unchanged
    if operation.caches:
        response.headers["Cache-Control"] = f"public, max-age={operation.caches}"
    return response


def _page(operation: Operation, dump: Dump, result: PageResult) -> Response:
    cursor = None
    if result.next_after is not None:
        cursor = encode_cursor(runtime().provider, operation.name, result.next_after)
    page = dump({"data": result.rows, "next_cursor": cursor})
    response = Response(orjson.dumps(page), 200, content_type=JSON)
    if cursor is not None:
        query = urlencode({**request.args.to_dict(), "cursor": cursor})
        response.headers["Link"] = f'<{request.path}?{query}>; rel="next"'
    if operation.caches:
        response.add_etag()
    return _conditional(operation, response)
