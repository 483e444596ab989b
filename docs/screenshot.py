"""Take the pictures of the documentation from a running demonstration (``make demo`` first).

Signs in as the first welfare officer and writes ``images/worklist.png`` and ``images/case.png``.
"""

import json
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
CREDENTIALS = ROOT / "var" / "demo" / "credentials.json"
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> None:
    """Take the pictures."""
    demo = json.loads(CREDENTIALS.read_text())
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(
            viewport={"width": 1280, "height": 860}, color_scheme="light", locale="en-GB"
        )
        page.goto(demo["console_url"])
        sign_in(page, welfare_officer(demo["officers"]))
        take(page, "worklist")
        page.locator("a[href*='/console/cases/']", has_text="C-").first.click()
        take(page, "case")
        browser.close()


def welfare_officer(officers: list[dict[str, Any]]) -> dict[str, Any]:
    """Find the first officer who does nothing but welfare work."""
    return next(officer for officer in officers if officer["roles"] == ["welfare_officer"])


def sign_in(page: Page, officer: dict[str, Any]) -> None:
    """Sign in with password and code."""
    page.fill("[name=username]", officer["username"])
    page.fill("[name=password]", officer["password"])
    page.fill("[name=code]", pyotp.TOTP(officer["totp_secret"]).now())
    page.press("[name=code]", "Enter")
    page.get_by_role("heading", name="Worklist", level=1).wait_for()


def take(page: Page, name: str) -> None:
    """Write a picture of what can be seen without scrolling."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


if __name__ == "__main__":
    main()
