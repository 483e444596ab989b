"""A browser at the console, as tests use it: by keyboard, and never satisfied with a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from admin.session import cookie_name
from service.config import Settings

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """One browser page, and what went wrong on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.errors: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sign_in(self, settings: Settings, token: str) -> None:
        """Bring an officer's session along."""
        url = f"{self.site}/console/"
        self.page.context.add_cookies([{"name": cookie_name(settings), "value": token, "url": url}])

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)

    def look(self, name: str) -> None:
        """Find nothing wrong with the page, wide and narrow."""
        for width in (1280, 320):
            self.page.set_viewport_size({"width": width, "height": 800})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert violations(self.page) == [], (name, width)
        self.page.set_viewport_size({"width": 1280, "height": 800})
        assert self.errors == [], name

    def press(self, name: str) -> None:
        """Press a button or follow a link from the keyboard."""
        control = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        control.first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def says(self, text: str) -> None:
        self.page.locator("main", has_text=text).wait_for()

    def reveal(self, purpose: str) -> None:
        self.page.get_by_label("What do you need it for?").first.select_option(purpose)
        self.press("Show and record")


def violations(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['any'][:1]}" for v in found for n in v["nodes"]]


@contextmanager
def visiting(site: str, chromium: Path) -> Iterator[Visitor]:
    """Open a page of a browser for the length of a block."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=ARGS)
        context = browser.new_context(reduced_motion="reduce")
        yield Visitor(context.new_page(), site)
        context.close()
        browser.close()
