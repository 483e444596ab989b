"""Code lists, health: what anybody may read."""

from typing import Any

from flask import Response
from sqlalchemy import text

from service.api.operation import JSON, Resource, Result
from service.api.schemas.audit import CodeListOut, CodeListsOut, HealthOut
from service.domain.actors import Actor
from service.domain.code_lists import CODE_LISTS
from service.domain.codes import CodeList
from service.domain.errors import NotFound
from service.usecases.reading import Reading

reference = Resource("Reference", "Published codes with their labels. Public.")
health = Resource("Health", "Whether the service is well. Public.")

_KEPT = 3600


def _code_list(value: CodeList) -> dict[str, Any]:
    return {"name": value.name, "title": value.title, "codes": value.codes}


@reference.operation(
    "GET", "/v1/code-lists", "listCodeLists", "List every code list",
    answer=CodeListsOut(), public=True, caches=_KEPT,
)  # fmt: skip
def list_code_lists(_: Reading) -> dict[str, Any]:
    """Give every list."""
    return {"data": [_code_list(value) for value in CODE_LISTS.values()]}


@reference.operation(
    "GET", "/v1/code-lists/<string:name>", "getCodeList", "Read a code list",
    answer=CodeListOut(), public=True, caches=_KEPT, errors=["not_found"],
)  # fmt: skip
def get_code_list(_: Reading, name: str) -> dict[str, Any]:
    """Give one list."""
    if name not in CODE_LISTS:
        raise NotFound
    return _code_list(CODE_LISTS[name])


@health.operation(
    "GET", "/health/live", "getLiveness", "Whether the process answers",
    answer=HealthOut(), public=True, manual=True,
)  # fmt: skip
def live(_: Actor) -> Response:
    """Answer without touching a database: a restart would not bring one back."""
    return Response(b'{"status":"ok"}', content_type=JSON)


@health.operation(
    "GET", "/health/ready", "getReadiness", "Whether databases and keys can be reached",
    answer=HealthOut(), public=True, errors=["unavailable"],
)  # fmt: skip
def ready(reading: Reading) -> Result:
    """Touch the database, the keystore and the key provider."""
    reading.connection.execute(text("SELECT 1"))
    reading.instance.keystore.has_kek()
    reading.instance.provider.public_key("audit")
    return Result({"status": "ok"})
