"""Signing in, staying signed in, signing out."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from service.app import create_app
from service.config import Settings
from service.domain.code_lists import Role
from service.store.models import AuditEntry
from service.usecases.runtime import Runtime
from tests.admin.conftest import Person, Sign, plain
from tests.builders import World


def _verbs(runtime: Runtime) -> list[str]:
    with runtime.engine.connect() as connection:
        return list(connection.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_password_and_code_open_a_session(person: Sign, runtime: Runtime) -> None:
    officer = person(signed_in=False)
    answer = officer.sign_in()
    assert answer.status_code == 303
    assert answer.location == "/console/"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "redress_session" in c)
    assert {"HttpOnly", "SameSite=Strict", "Path=/console/"} <= set(cookie.split("; "))
    assert "Worklist" in officer.get("/console/")
    assert _verbs(runtime)[-1] == "officer.sign_in"


@pytest.mark.parametrize(
    "wrong", [{"password": "not the password"}, {"code": "000000"}, {"username": "nobody"}]
)
def test_a_failure_says_nothing_and_is_on_record(
    person: Sign, runtime: Runtime, wrong: dict[str, str]
) -> None:
    officer = person(signed_in=False)
    answer = officer.sign_in(**wrong)
    assert answer.status_code == 401
    assert "These sign-in details are not right." in plain(answer.text)
    assert "not the password" not in answer.text
    assert _verbs(runtime)[-1] == "officer.sign_in_failed"
    assert officer.client.get("/console/").status_code == 303


def test_no_code_works_twice(person: Sign) -> None:
    officer = person()
    code = pyotp.TOTP(officer.secret).now()
    officer.sign_in(code=code)  # good only if a new half minute has begun since the first
    assert officer.sign_in(code=code).status_code == 401


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/console/cases/?state=new", "/console/cases/?state=new"),
        ("//elsewhere.example/console/", "/console/"),
        ("https://elsewhere.example/console/", "/console/"),
        ("/console/\\elsewhere.example", "/console/"),
        ("/console/../v1/reports", "/console/"),
        ("/console/\n/elsewhere.example", "/console/"),
        ("/v1/reports", "/console/"),
    ],
)
def test_one_comes_back_only_to_a_page_of_the_console(
    person: Sign, wanted: str, given: str
) -> None:
    officer = person(signed_in=False)
    page = officer.client.get("/console/sign-in/", query_string={"next": wanted})
    assert page.status_code == 200
    assert officer.sign_in(url_query=wanted).location == given


def test_the_page_wanted_is_remembered(person: Sign) -> None:
    officer = person(signed_in=False)
    answer = officer.client.get("/console/cases/?state=new")
    assert answer.status_code == 303
    assert answer.location == "/console/sign-in/?next=/console/cases/?state%3Dnew"


def test_signing_out_ends_the_session(person: Sign, runtime: Runtime) -> None:
    officer = person()
    officer.post("/console/sign-in/end")
    assert officer.client.get("/console/").status_code == 303
    assert _verbs(runtime)[-1] == "officer.sign_out"


def test_a_session_is_made_longer_and_ends_when_idle(person: Sign, runtime: Runtime) -> None:
    with time_machine.travel(runtime.clock(), tick=False) as clock:
        officer = person()
        first = officer.post("/console/sign-in/extend", 200).get_json()["session_ends"]
        clock.shift(timedelta(minutes=20))
        assert officer.post("/console/sign-in/extend", 200).get_json()["session_ends"] > first
        clock.shift(timedelta(minutes=29))
        officer.get("/console/")
        clock.shift(timedelta(minutes=31))
        assert officer.client.get("/console/").status_code == 303


def test_a_form_outlives_the_cookie_it_came_with(person: Sign) -> None:
    """A page opened from a link in a mail brings no cookies, and replaces the form's cookie."""
    officer = person()
    officer.client.delete_cookie("redress_form", path="/console/")
    officer.post("/console/sign-in/extend", 200)


@pytest.fixture
def limited(settings: Settings) -> Iterator[Flask]:
    app = create_app(dataclasses.replace(settings, rate_limits=True))
    (limiter,) = app.extensions["limiter"]
    limiter.reset()
    yield app
    limiter.reset()
    runtime: Runtime = app.extensions["redress"]
    runtime.engine.dispose()
    runtime.keystore.engine.dispose()


def test_guessing_is_slowed_down(limited: Flask) -> None:
    world = World(limited.extensions["redress"])
    officer, secret, actor = world.account(Role.WELFARE_OFFICER)
    person = Person(limited.test_client(), actor, officer.username, secret)
    for _ in range(10):
        assert person.sign_in(code="000000").status_code == 401
    answer = person.sign_in()
    assert answer.status_code == 429
    assert "Wait a few minutes" in plain(answer.text)


def test_over_tls_cookies_are_bound_to_the_host(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, base_url="https://redress.example"))
    world = World(app.extensions["redress"])
    officer, secret, actor = world.account(Role.WELFARE_OFFICER)
    client = app.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_REFERER"] = "https://localhost/console/sign-in/"
    answer = Person(client, actor, officer.username, secret).sign_in()
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(c for c in cookies if c.startswith("__Host-redress_session="))
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(session.split("; "))
    assert "Strict-Transport-Security" in answer.headers
    app.extensions["redress"].engine.dispose()
    app.extensions["redress"].keystore.engine.dispose()
