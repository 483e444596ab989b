"""Somebody at the console: signs in with password and code, and fills in forms."""

import re
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import StrictUndefined
from werkzeug.test import TestResponse

from service.domain.actors import Actor
from service.domain.code_lists import Role
from tests.builders import PASSWORD, World

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Person:
    """An officer with a browser."""

    def __init__(self, client: FlaskClient, actor: Actor, username: str, secret: str) -> None:
        self.client, self.actor, self.username, self.secret = client, actor, username, secret

    def sign_in(self, *, url_query: str | None = None, **values: str) -> TestResponse:
        answer = self.client.get("/console/sign-in/")
        given = {
            "username": self.username,
            "password": PASSWORD,
            "code": pyotp.TOTP(self.secret).now(),
            "csrf_token": token_in(answer.text),
            **values,
        }
        query = {"next": url_query} if url_query else None
        return self.client.post("/console/sign-in/", query_string=query, data=given)

    def get(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == status, (answer.status, answer.text[:3000])
        return unescape(answer.text)

    def post(self, url: str, status: int = 303, **values: str) -> TestResponse:
        """Post a form with the session's own token."""
        page = self.client.get("/console/", follow_redirects=True).text
        answer = self.client.post(url, data={"csrf_token": token_in(page), **values})
        assert answer.status_code == status, (answer.status, plain(answer.text))
        return answer

    def reveal(self, url: str, purpose: str = "casework", group: str = "all") -> str:
        return unescape(self.post(url, 200, purpose=purpose, group=group).text)


def token_in(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, "the page holds no form token"
    return found[1]


def plain(page: str) -> str:
    """What a page says, without its markup."""
    main = page.partition('<main id="main"')[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.fixture(autouse=True)
def strict_templates(app: Flask) -> None:
    """No page leans on a name that nobody gave it."""
    app.jinja_env.undefined = StrictUndefined


Sign = Callable[..., Person]


@pytest.fixture
def person(app: Flask, world: World) -> Sign:
    """Make an officer and sign them in."""

    def make(*roles: Role, signed_in: bool = True, **values: object) -> Person:
        officer, secret, actor = world.account(*roles, **values)
        made = Person(app.test_client(), actor, officer.username, secret)
        if signed_in:
            assert made.sign_in().status_code == 303
        return made

    return make
