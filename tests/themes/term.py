"""A term at a medical school, told by API alone; its figures are read after it is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask.testing import FlaskClient

from service.domain.actors import Scope
from tests.api.caller import Caller
from tests.builders import OFFICE, World

AUTUMN = datetime.fromisoformat("2026-09-14T10:00:00Z")
AFTERWARDS = datetime.fromisoformat("2026-11-24T10:00:00Z")
QUARTER = "from=2026-08&to=2026-10"


class Term:
    """The university's own systems, and whoever turns to them."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.api, self.world = api, world
        self.nobody = Caller(api, None)

    @contextmanager
    def on(self, days: float = 0) -> Iterator[Caller]:
        """Be at a day of the term, counted from its first; gives the office's systems."""
        with time_machine.travel(AUTUMN + timedelta(days=days), tick=False):
            yield Caller.with_scopes(self.api, self.world, *OFFICE)

    def reporter(self, receipt: str) -> Caller:
        """Come back with a receipt."""
        session = {"receipt": receipt}
        opened = self.nobody.post("/v1/follow-up/session", session, status=200)
        return Caller(self.api, opened["access_token"])

    def service_system(self, service_id: Any) -> Caller:
        """Be a support service's own system."""
        client, secret, _ = self.world.client(Scope.REFERRALS_RECEIVE, service_id=service_id)
        return Caller.of(self.api, client.client_id, str(secret))

    def figure(self, measure: str, **wanted: str) -> dict[str, Any]:
        """Read one row of a figure of the term, once its quarter is over.

        Args:
            wanted: a dimension and the code whose row it is; nothing for the only row.
        """
        by = f"&by={','.join(wanted)}" if wanted else ""
        with time_machine.travel(AFTERWARDS, tick=False):
            reader = Caller.with_scopes(self.api, self.world, Scope.STATISTICS_READ)
            rows = reader.get(f"/v1/statistics/{measure}?{QUARTER}{by}")["rows"]
        (row,) = (r for r in rows if all(r[name] == code for name, code in wanted.items()))
        found: dict[str, Any] = row
        return found


def step(caller: Caller, path: str, *actions: str, **body: Any) -> None:
    """Take steps of a thing, one after the other."""
    for action in actions:
        version = caller.get(path)["version"]
        answer = caller.call(
            "POST", f"{path}/transitions", {"action": action, **body}, version=version
        )
        assert answer.status_code == 200, answer.text


def agreed(*scopes: str) -> list[dict[str, str]]:
    """Give the answers of somebody who agrees."""
    return [{"scope": scope, "state": "granted", "wording_version": "1"} for scope in scopes]
