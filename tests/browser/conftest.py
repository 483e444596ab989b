"""What browser tests stand on: the console on a port of its own, and a page of a browser."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from service.config import Settings
from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.usecases.runtime import Runtime
from tests.admin.browsing import open_session
from tests.browser.visiting import Visitor, visiting
from tests.builders import World


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(site: str, chromium: Path) -> Iterator[Visitor]:
    """Somebody who has not signed in."""
    with visiting(site, chromium) as found:
        yield found


@pytest.fixture
def manager(visitor: Visitor, settings: Settings, runtime: Runtime, world: World) -> Actor:
    """Sign a case manager in at the visitor's browser; give who they are."""
    actor, token = open_session(runtime, world, Role.CASE_MANAGER)
    visitor.sign_in(settings, token)
    return actor
