"""Where each operation is, so that a test can go through all of them."""

import re
from dataclasses import dataclass
from typing import Any

from service.api.contract import contract
from service.api.operation import OPERATIONS, Operation
from tests.api.caller import Caller
from tests.api.things import Things

NOWHERE = "01890000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Place:
    """An operation and its address."""

    operation: Operation
    path: str
    spec: dict[str, Any]

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.spec.get("requestBody", {}).get("content", {})

    def at(self, things: Things) -> str:
        """Give the address of a thing that is there."""
        ids = things.own_ids if self.operation.follow_up else things.ids
        return self.path.format_map({"name": "settings", **ids})

    def nowhere(self) -> str:
        """Give an address of the right form where nothing is."""
        return re.sub(r"{\w+_id}", NOWHERE, self.path).replace("{name}", "nothing")

    def caller(self, things: Things) -> Caller:
        return things.caller_for(self.spec["security"])


def _places() -> list[Place]:
    return [
        Place(OPERATIONS[spec["operationId"]], path, spec)
        for path, methods in contract()["paths"].items()
        for spec in methods.values()
    ]


PLACES = {place.operation.name: place for place in _places()}
"""Every operation by name."""
WRITING = [name for name, place in PLACES.items() if place.takes_json]
"""Those that take JSON."""
