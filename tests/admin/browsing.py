"""An officer at the console, as a test client: signed in, with the token that forms need."""

import html
import re
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.session import cookie_name
from service.domain.actors import NOBODY, Actor
from service.domain.code_lists import Role
from service.usecases import accounts
from service.usecases.runtime import Runtime
from tests.builders import PASSWORD, World


class Browsing:
    """One officer's browser."""

    def __init__(self, app: Flask, actor: Actor, token: str) -> None:
        self.actor, self.token = actor, token
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie(cookie_name(app.config["SETTINGS"]), token, path="/console/")

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query or None)

    def text(self, path: str, **query: Any) -> str:
        """What a page says, as one line of plain text."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.status_code
        return plain(answer)

    def post(self, path: str, **form: Any) -> TestResponse:
        page = self.client.get("/console/directory/").text
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **form})


def plain(answer: TestResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def open_session(runtime: Runtime, world: World, *roles: Role, **values: Any) -> tuple[Actor, str]:
    """Make an officer and sign them in; give the actor and the session's token."""
    officer, secret, actor = world.account(*roles, **values)
    with runtime.unit(NOBODY) as unit:
        token = accounts.sign_in(
            unit, username=officer.username, password=PASSWORD, code=pyotp.TOTP(secret).now(),
            absolute=runtime.rules.session_absolute, demo=False,
        )  # fmt: skip
    assert token
    return actor, token


def browse(app: Flask, world: World, *roles: Role, **values: Any) -> Browsing:
    """Sign a new officer in."""
    return Browsing(app, *open_session(world.runtime, world, *roles, **values))
