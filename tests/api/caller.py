"""A university system, as a test sees it: a client with a token."""

import itertools
from base64 import b64encode
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain.actors import Scope
from tests.builders import World

_keys = itertools.count()


class Caller:
    """Calls the API with a bearer token, an Idempotency-Key for every POST, and If-Match."""

    def __init__(self, api: FlaskClient, token: str | None) -> None:
        self.api, self.token = api, token

    @classmethod
    def with_scopes(cls, api: FlaskClient, world: World, *scopes: Scope) -> "Caller":
        """Get a token for a new client, the way clients do."""
        client, secret, _ = world.client(*scopes)
        return cls.of(api, client.client_id, str(secret))

    @classmethod
    def of(cls, api: FlaskClient, client_id: str, secret: str) -> "Caller":
        """Get a token for a client that there is."""
        basic = b64encode(f"{client_id}:{secret}".encode()).decode()
        answer = api.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return cls(api, answer.json["access_token"])

    def headers(self) -> dict[str, str]:
        """Give what says who calls."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Call an operation and give whatever it answers."""
        sent = {**self.headers(), **(headers or {})}
        if method == "POST":
            sent.setdefault("Idempotency-Key", key or f"key-{next(_keys)}")
        if version is not None:
            sent["If-Match"] = f'"v{version}"'
        return self.api.open(path, method=method, json=body, headers=sent)

    def get(self, path: str, **options: Any) -> Any:
        """Read; it must succeed."""
        answer = self.call("GET", path, **options)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def post(self, path: str, body: Any = None, *, status: int = 201, **options: Any) -> Any:
        """Write; it must succeed."""
        answer = self.call("POST", path, body, **options)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    def move(self, path: str, action: str, version: int, **extra: Any) -> Any:
        """Take a step of a state machine."""
        return self.post(
            f"{path}/transitions", {"action": action, **extra}, status=200, version=version
        )
