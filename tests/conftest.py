"""What every test stands on: a fresh instance on SQLite or PostgreSQL, and builders."""

import dataclasses
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from service import database
from service.app import create_app
from service.config import Settings
from service.crypto.keyring import FileKeyring
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.usecases import accounts
from service.usecases.instance import set_up
from service.usecases.runtime import Runtime
from tests import postgres
from tests.builders import World
from tests.databases import Reused
from tests.optional import require

_server: postgres.Server | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    global _server  # noqa: PLW0603 - one server for the whole run
    if config.getoption("--database") == "postgres":
        _server = postgres.start_for_session()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for no instance: it is the same on every database, so one run is enough."""
    for item in items:
        if not {"settings", "template"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("single_database")


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.stop()


@dataclasses.dataclass(frozen=True)
class Template:
    """A set-up instance that each test copies: migrated databases and a keyring."""

    folder: Path
    database: str
    keystore: str


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("template")
    if _server is not None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        names = [f"template_{worker}_main", f"template_{worker}_keystore"]
        for name in names:
            _server.create_database(name)
        made = Template(folder, *names)
        urls = [_server.url(name) for name in names]
    else:
        made = Template(folder, "redress.db", "keystore.db")
        urls = [f"sqlite:///{folder}/{name}" for name in ("redress.db", "keystore.db")]
    keyring = FileKeyring.create(folder / "keyring" / "keyring.json")
    main, keys = (prepare(create_engine(url)) for url in urls)
    database.upgrade(main, database.MAIN)
    database.upgrade(keys, database.KEYSTORE)
    set_up(Runtime(main, Keystore(keys, keyring), keyring))
    main.dispose()
    keys.dispose()
    return made


@pytest.fixture(scope="session")
def reused(template: Template) -> Iterator[list[Reused]]:
    """Give this worker's databases on PostgreSQL; on SQLite files are copied instead."""
    server = _server
    names = (template.database, template.keystore) if server else ()
    databases = [Reused(server, name) for name in names if server]
    yield databases
    for one in databases:
        one.drop()


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes() -> Iterator[None]:
    """Hash passwords with the least work: hundreds of officers are made, and none is attacked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def settings(template: Template, reused: list[Reused], tmp_path: Path) -> Settings:
    """The settings of a fresh instance of its own."""
    keyring = tmp_path / "keyring" / "keyring.json"
    keyring.parent.mkdir(mode=0o700)
    shutil.copy(template.folder / "keyring" / "keyring.json", keyring)
    keyring.chmod(0o600)
    if reused:
        for one in reused:
            one.restore()
        urls = [one.url for one in reused]
    else:
        for name in (template.database, template.keystore):
            (tmp_path / name.removesuffix(".db")).mkdir()
            shutil.copy(template.folder / name, tmp_path / name.removesuffix(".db") / name)
        urls = [
            f"sqlite:///{tmp_path}/{name.removesuffix('.db')}/{name}"
            for name in (template.database, template.keystore)
        ]
    return Settings(
        database_url=urls[0],
        keystore_url=urls[1],
        keyring=keyring,
        host="127.0.0.1",
        port=8000,
        base_url="http://localhost",
        institution="Northbridge Medical School",
        time_zone=ZoneInfo("Europe/London"),
        log_origin="redress.test/log",
        trusted_proxies=0,
        threads=4,
        demo=False,
        token_seconds=900,
        session_idle_minutes=30,
        session_hours=10,
        rate_limit_storage="memory://",
        rate_limits=False,
        attachments=tmp_path / "attachments",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    runtime: Runtime = app.extensions["redress"]
    runtime.engine.dispose()
    runtime.keystore.engine.dispose()


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    found: Runtime = app.extensions["redress"]
    return found


@pytest.fixture
def api(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def world(runtime: Runtime) -> World:
    """Builders: officers, clients, reports and cases made through the use cases."""
    return World(runtime)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of the tests that need one."""
    path = Path("/usr/bin/chromium")
    require(path.exists(), "Debian's chromium")
    return path
