"""The documentation page: made from the contract, readable by anybody, and without a script."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from service.domain.actors import SCOPE_MEANINGS
from tests.api.places import PLACES

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def page(api: FlaskClient) -> str:
    answer = api.get("/docs")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    return answer.get_data(as_text=True)


def test_it_has_every_operation_and_scope(page: str) -> None:
    for name, place in PLACES.items():
        assert page.count(f'id="{name}"') == 1
        assert f"<code>{place.path}</code>" in page
    for scope in SCOPE_MEANINGS:
        assert f"<code>{scope}</code>" in page
    assert "curl --user" in page
    assert '<html lang="en-GB">' in page


def test_it_needs_nothing_but_its_stylesheet(page: str, api: FlaskClient) -> None:
    assert not re.search(r"<script|<style|style=|\son\w+=|javascript:|https?://", page)
    sources = re.findall(r'<link [^>]*href="([^"]+)"', page)
    assert sources == ["/docs/style.css"]
    style = api.get(sources[0])
    assert style.content_type == "text/css; charset=utf-8"
    assert "url(" not in style.get_data(as_text=True)


def test_every_link_leads_somewhere(page: str, api: FlaskClient) -> None:
    for target in set(re.findall(r'href="([^"]+)"', page)):
        if target.startswith("#"):
            assert page.count(f'id="{target[1:]}"') == 1, target
        else:
            assert api.get(target).status_code == 200, target


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.single_database
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(chromium: Path, address: str, scheme: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM)
        seen = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
        said: list[str] = []
        seen.on("console", lambda message: said.append(message.text))
        seen.goto(f"{address}/docs")
        results = Axe().run(seen)
        overflow = seen.evaluate("document.documentElement.scrollWidth > innerWidth")
        browser.close()
    assert results.response["violations"] == []
    assert not overflow
    assert not [text for text in said if "Content Security Policy" in text]
