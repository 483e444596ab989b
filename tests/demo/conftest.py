"""One demonstration, prepared once, that nobody starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import create_engine

from service.crypto.keyring import FileKeyring
from service.demo.credentials import read
from service.demo.place import Place
from service.demo.start import start_demo
from service.store.engine import prepare
from service.store.keystore import Keystore
from service.usecases.rules import Rules
from service.usecases.runtime import Runtime

PORT = 18000


@dataclass(frozen=True)
class Demo:
    """A prepared demonstration."""

    place: Place
    said: list[str]

    @property
    def credentials(self) -> dict[str, Any]:
        return read(self.place)

    def start(self, port: int = PORT) -> list[str]:
        """Prepare once more; gives what was said."""
        said: list[str] = []
        code = start_demo(
            self.place.folder, port=port, reset=False, prepare_only=True, say=said.append
        )
        assert code == 0
        return said


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demonstration in a folder with an awkward name, where an earlier start was cut short."""
    place = Place(tmp_path_factory.mktemp("demo") / "somebody's $HOME & more", PORT)
    for path in (place.database, place.keystore):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"cut short")
    FileKeyring.create(place.keyring)
    made = Demo(place, [])
    made.said.extend(made.start())
    return made


@pytest.fixture
def sample(demo: Demo) -> Iterator[Runtime]:
    """The demonstration's databases, opened as they are."""
    engines = [
        prepare(create_engine(f"sqlite:///{path}"))
        for path in (demo.place.database, demo.place.keystore)
    ]
    keyring = FileKeyring.open(demo.place.keyring)
    rules = Rules(log_origin="demo.redress.example/log", demo=True)
    yield Runtime(engines[0], Keystore(engines[1], keyring), keyring, rules, _now)
    for engine in engines:
        engine.dispose()


def _now() -> datetime:
    return datetime.now(UTC)
