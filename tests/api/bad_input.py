"""Bad input: each is refused for one reason at one place, and leaves nothing half-written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.usecases.runtime import Runtime
from tests.api.places import PLACES
from tests.api.things import Things
from tests.usecases.helpers import counts


@dataclass(frozen=True)
class BadInput:
    """A body that an operation must refuse.

    ``name`` is the operation; ``body`` may be a function of the `Things` that are there. With a
    422, ``code`` is that of the only fault, at ``pointer``; with any other status it is the
    problem's own, and there are no pointers.
    """

    name: str
    body: Any | Callable[[Things], Any]
    pointer: str
    code: str
    status: int = 422

    def __str__(self) -> str:
        return f"{self.name} {self.pointer} {self.code}"


def refuses(runtime: Runtime, things: Things, bad: BadInput) -> None:
    """Send it, and hold that it was refused exactly so and that no row was left behind."""
    place = PLACES[bad.name]
    body = bad.body(things) if callable(bad.body) else bad.body
    path, operation = place.at(things), place.operation
    version = things.version_at(path) if operation.versioned else None
    before = rows(runtime)
    answer = place.caller(things).call(operation.method, path, body, version=version)
    assert answer.content_type == "application/problem+json"
    found = [(fault["pointer"], fault["code"]) for fault in answer.json.get("errors", [])]
    expected = [(bad.pointer, bad.code)] if bad.status == 422 else []
    code = "invalid" if bad.status == 422 else bad.code
    assert (answer.status_code, answer.json["code"], found) == (bad.status, code, expected)
    assert rows(runtime) == before


def rows(runtime: Runtime) -> dict[str, int]:
    """Count all rows but the log's: that somebody was refused is recorded."""
    return {name: n for name, n in counts(runtime).items() if not name.startswith("audit_")}
