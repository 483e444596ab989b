"""Writing into the database gives nobody authority; see `service.usecases.authority`."""

import hashlib
import json
from base64 import b64encode

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from service.domain.actors import SYSTEM, Scope
from service.domain.code_lists import Role
from service.domain.errors import NotFound
from service.domain.ids import new_id
from service.store.models import ApiClient
from service.usecases import accounts, clients
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import PASSWORD, World


def token(api: FlaskClient, client_id: str, secret: str) -> int:
    basic = b64encode(f"{client_id}:{secret}".encode()).decode()
    answer = api.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
    )
    return answer.status_code


def sign_in(runtime: Runtime, username: str, secret: str) -> str | None:
    with runtime.unit(SYSTEM) as unit:
        return accounts.sign_in(
            unit, username=username, password=PASSWORD, code=pyotp.TOTP(secret).now(),
            absolute=runtime.rules.session_absolute, demo=False,
        )  # fmt: skip


def change(runtime: Runtime, table: str, column: str, value: object) -> None:
    """Write into the database as somebody with its password would."""
    with runtime.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})


def test_roles_written_into_the_database_do_not_sign_in(world: World, runtime: Runtime) -> None:
    officer, secret, _ = world.account(Role.ANALYST)
    change(runtime, "officers", "roles", json.dumps(["case_manager"]))
    assert sign_in(runtime, officer.username, secret) is None


def test_roles_written_into_the_database_end_a_session(world: World, runtime: Runtime) -> None:
    officer, secret, _ = world.account(Role.ANALYST)
    cookie = sign_in(runtime, officer.username, secret)
    assert cookie is not None
    with runtime.reading(SYSTEM) as reading:
        assert accounts.resume_session(runtime, reading, cookie, "") is not None
    change(runtime, "officers", "roles", json.dumps(["case_manager"]))
    with runtime.reading(SYSTEM) as reading:
        assert accounts.resume_session(runtime, reading, cookie, "") is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("scopes", json.dumps(["cases:read", "reports:read"])),
        ("secret_hash", hashlib.sha256(b"mine").hexdigest()),
    ],
)
def test_a_client_changed_in_the_database_is_nobody(
    world: World, runtime: Runtime, api: FlaskClient, column: str, value: str
) -> None:
    caller = Caller.with_scopes(api, world, Scope.REPORTS_READ)
    assert caller.call("GET", "/v1/reports").status_code == 200
    change(runtime, "api_clients", column, value)
    assert caller.call("GET", "/v1/reports").status_code == 401


def test_a_client_written_into_the_database_gets_no_token(
    runtime: Runtime, api: FlaskClient
) -> None:
    with runtime.engine.begin() as connection:
        connection.execute(
            insert(ApiClient).values(
                id=new_id(), version=1, name="Mine", client_id="mine",
                auth_method="client_secret_basic",
                secret_hash=hashlib.sha256(b"mine").hexdigest(), scopes=["cases:read"],
                active=True, demo=False, created_at=runtime.clock(), attestation=bytes(32),
            )
        )  # fmt: skip
    assert token(api, "mine", "mine") == 401


def test_revoking_a_client_stops_its_tokens_at_once(
    world: World, runtime: Runtime, api: FlaskClient
) -> None:
    client, secret, _ = world.client(Scope.REPORTS_READ)
    assert secret is not None
    assert token(api, client.client_id, secret) == 200
    with runtime.unit(SYSTEM) as unit:
        clients.revoke_client(unit, client.client_id)
    assert token(api, client.client_id, secret) == 401
    with pytest.raises(NotFound), runtime.unit(SYSTEM) as unit:
        clients.revoke_client(unit, client.client_id)


def test_deactivating_an_officer_ends_their_sessions(world: World, runtime: Runtime) -> None:
    officer, secret, _ = world.account()
    cookie = sign_in(runtime, officer.username, secret)
    assert cookie is not None
    with runtime.unit(SYSTEM) as unit:
        accounts.deactivate_officer(unit, officer.username)
    with runtime.reading(SYSTEM) as reading:
        assert accounts.resume_session(runtime, reading, cookie, "") is None
