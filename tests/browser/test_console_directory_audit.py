"""The directory and the audit log in a real browser: axe, the CSP, reflow, the keyboard."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from admin.session import cookie_name
from service.domain.code_lists import Role
from service.usecases import audit
from service.usecases.runtime import Runtime
from service.usecases.sequencing import sequence_log
from tests.admin.browsing import open_session
from tests.builders import World

pytestmark = [pytest.mark.browser, pytest.mark.single_database]

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Site:
    """A running console with something in it, and somebody who may open every page of it."""

    def __init__(self, url: str, token: str, cookie: str, pages: dict[str, str]) -> None:
        self.url, self.pages = url, pages
        self._cookie = {"name": cookie, "value": token, "url": f"{url}/console/"}

    def context(self, browser: Browser, **options: Any) -> BrowserContext:
        context = browser.new_context(reduced_motion="reduce", **options)
        context.add_cookies([self._cookie])  # type: ignore[list-item] # a TypedDict of the library
        return context


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(app: Flask, world: World, runtime: Runtime, chromium: Path) -> Iterator[Site]:
    auditor, token = open_session(runtime, world, Role.AUDITOR, Role.CASE_MANAGER)
    pages = _fill(world, runtime, auditor)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(
        f"http://127.0.0.1:{server.server_port}", token, cookie_name(app.config["SETTINGS"]), pages
    )
    server.shutdown()
    thread.join()
    server.server_close()


def _fill(world: World, runtime: Runtime, auditor: Any) -> dict[str, str]:
    world.service(
        name="Night Line", service_type="crisis", urgent=True, languages=["en", "cy", "bsl"],
        contact={"phone": "01632 960000", "email": "night@example.ac.uk"},
        opening_hours="Every night, 20:00 to 08:00",
    )  # fmt: skip
    service = world.service(
        name="Black Medics Peer Network", service_type="peer_network", characteristics=["race"],
        description="Students who have been there.\nFirst contact within two days.",
        settings=["hospital_placement", "gp_placement"], sites=["Main campus", "St Elsewhere"],
        name_cy="Rhwydwaith", description_cy="Myfyrwyr.", represents=["global_majority"],
        hours=[{"day": "wed", "opens": "18:00", "closes": "20:00"}],
        contact={"email": "a.rather.long.address@peer-network.students.example.ac.uk",
                 "url": "https://peer-network.students.example.ac.uk/how-to-find-us"},
    )  # fmt: skip
    case = world.case(world.officer(Role.CASE_MANAGER))
    sequence_log(runtime, sign=True)
    with runtime.unit(auditor) as unit:
        export = audit.export_log(unit, runtime.rules.log_origin, purpose="regulator")
    return {
        "directory": "/console/directory/",
        "directory-nothing": "/console/directory/?q=nothing-like-it&type=bank&due=1",
        "service": f"/console/directory/{service.id}/",
        "add": "/console/directory/add/",
        "edit": f"/console/directory/{service.id}/edit/",
        "log": "/console/audit/",
        "log-searched": f"/console/audit/?case={case.reference}&verb=case.open",
        "exports": "/console/audit/exports/",
        "export": f"/console/audit/exports/{export.id}/",
    }


def _listen(page: Page) -> list[str]:
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    return errors


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def _violations(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['any'][:1]}" for v in found for n in v["nodes"]]


def _look(page: Page, name: str) -> None:
    """Judge the page as it is, and keep a picture of it where one was asked for."""
    _unfold(page)
    assert _violations(page) == [], name
    folder = os.environ.get("REDRESS_TEST_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _walk(page: Page, site: Site, suffix: str) -> None:
    """Open every page, and those that only a form leads to."""
    for name, path in site.pages.items():
        answer = page.goto(site.url + path, wait_until="load")
        assert answer is not None
        assert answer.ok, (name, answer.status)
        _look(page, f"{name}-{suffix}")
        _fits(page, name)
    page.goto(f"{site.url}{site.pages['log-searched']}")
    page.locator(".row-link").first.click()
    _look(page, f"entry-{suffix}")
    _fits(page, "entry")
    page.goto(f"{site.url}{site.pages['log']}")
    page.get_by_role("button", name="Check now").click()
    page.get_by_role("heading", name="Check of the record").wait_for()
    _look(page, f"check-{suffix}")
    _fits(page, "check")


def _fits(page: Page, name: str) -> None:
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_clean(browser: Browser, site: Site, scheme: Any, width: int) -> None:
    viewport: Any = {"width": width, "height": 800}
    context = site.context(browser, color_scheme=scheme, viewport=viewport)
    page = context.new_page()
    errors = _listen(page)
    _walk(page, site, f"{width}-{scheme}")
    assert errors == []
    context.close()


def test_a_service_is_changed_from_the_keyboard_and_a_conflict_is_shown(
    browser: Browser, site: Site
) -> None:
    context = site.context(browser)
    page, other = context.new_page(), context.new_page()
    page.goto(site.url + site.pages["edit"])
    other.goto(site.url + site.pages["edit"])
    other.get_by_label("Monday, opens", exact=True).fill("9")
    other.get_by_label("Monday, closes", exact=True).fill("12")
    other.get_by_role("button", name="Save").press("Enter")
    other.get_by_text("The entry was changed.").wait_for()
    page.get_by_label("Tuesday, opens again").fill("13:00")
    page.get_by_label("Tuesday, closes again").fill("17:00")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save mine over theirs").wait_for()
    _look(page, "conflict")
    page.get_by_role("button", name="Save mine over theirs").press("Enter")
    page.get_by_text("The entry was changed.").wait_for()
    assert page.get_by_text("Tuesday 13:00 to 17:00").is_visible()
    context.close()


def test_a_form_that_comes_back_says_what_is_wrong(browser: Browser, site: Site) -> None:
    context = site.context(browser)
    page = context.new_page()
    page.goto(site.url + site.pages["add"])
    page.get_by_role("button", name="Add to the directory").click()
    page.get_by_role("heading", name="Something needs your attention").wait_for()
    _look(page, "form-wrong")
    page.get_by_role("link", name="Give its name.").click()
    assert page.evaluate("document.activeElement.name") == "name"
    context.close()


def test_an_entrys_bytes_are_copied(browser: Browser, site: Site) -> None:
    context = site.context(browser, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site.url + site.pages["log-searched"])
    page.locator(".row-link").first.click()
    page.get_by_role("button", name="Copy the exact bytes").click()
    page.get_by_text("Copied").first.wait_for()
    assert '"verb":"case.open"' in page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_an_export_is_made_and_fetched(browser: Browser, site: Site) -> None:
    context = site.context(browser)
    page = context.new_page()
    page.goto(site.url + site.pages["exports"])
    page.get_by_label("What is it for?").select_option("audit")
    page.get_by_role("button", name="Make the export").click()
    page.get_by_text("The export is ready.").wait_for()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download all as one archive").click()
    assert fetched.value.suggested_filename.endswith(".tar")
    assert fetched.value.path().stat().st_size > 0
    context.close()
