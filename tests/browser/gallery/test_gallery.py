"""Look at every gallery page in a real browser: axe, the CSP, reflow and target sizes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from .gallery_app import addresses, create_app

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Inline links in a sentence are excepted by WCAG 2.5.8; hidden things cannot be pressed.
# A box inside a label is pressed through the label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, p:not(.eyebrow), .skip-link'))
  .map(e => [e.outerHTML.slice(0, 120), (e.closest('label') || e).getBoundingClientRect()])
  .filter(([, b]) => b.width && (b.width < 24 || b.height < 24))
  .map(([html, b]) => `${Math.round(b.width)}x${Math.round(b.height)} ${html}`)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: NO page of the gallery was looked at"
        if os.environ.get("REDRESS_TEST_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _open(browser: Browser, url: str, **options: Any) -> tuple[Page, list[str]]:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    answer = page.goto(url, wait_until="load")
    assert answer is not None
    assert answer.ok, answer.status
    return page, errors


def _violations(page: Page, rules: list[str] | None = None) -> list[str]:
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['any'][:1]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("address", addresses())
def test_a_page_is_sound(browser: Browser, site: str, address: str) -> None:
    """Light and dark, wide and narrow, at twice the text: one page, looked at five ways."""
    page, errors = _open(browser, site + address, viewport={"width": 1280, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert _violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert _violations(page, rules=["color-contrast", "link-in-text-block"]) == []
    _fits(page, 1280)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 800})
    _fits(page, 320)
    assert _violations(page) == []
    assert errors == []
    page.context.close()


def _fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("address", ["/worklist", "/case", "/directory/"])
def test_without_scripts_the_menu_and_every_row_are_there(
    browser: Browser, site: str, address: str
) -> None:
    page, _ = _open(
        browser, site + address, java_script_enabled=False, viewport={"width": 320, "height": 800}
    )
    assert page.locator("#nav a").first.is_visible()
    assert not page.locator("[data-menu]").is_visible()
    page.context.close()


def test_the_worklist_is_worked_from_the_keyboard(browser: Browser, site: str) -> None:
    page, errors = _open(browser, f"{site}/worklist")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "RPT-7KQ2-M4"
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.matches('[data-assign]')")
    page.keyboard.press("?")
    assert page.locator("[data-shortcuts]").is_visible()
    assert _violations(page) == []
    page.locator("[data-shortcuts-off]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") != "RPT-7KQ2-M4"
    assert errors == []
    page.context.close()


def test_the_session_is_extended_and_nothing_typed_is_lost(browser: Browser, site: str) -> None:
    page, errors = _open(browser, f"{site}/messages?left=120")
    page.locator("textarea").fill("Half a sentence")
    page.get_by_role("button", name="Stay signed in").click()
    page.locator("[data-session-warning]").wait_for(state="hidden")
    assert page.locator("textarea").input_value() == "Half a sentence"
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert errors == []
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => { location.href = '/worklist' }, 0)")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.context.close()
