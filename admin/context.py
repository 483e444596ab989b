"""What every page of the console is rendered with."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, g, request, url_for
from flask_admin.menu import BaseMenu

from admin import text
from admin.session import session_ends
from service.config import Settings
from service.domain.clocks import soon
from service.usecases.accounts import SignedIn
from service.usecases.runtime import Runtime

STATIC = Path(__file__).parent / "static"


@cache
def digest(name: str) -> str:
    """Give what a static file's address carries to say which version of it is meant."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Give a static file's address, with its version, so that it may be kept for ever."""
    return url_for("console.static", filename=name, v=digest(name))


def spelled(moment: datetime) -> str:
    """Spell a moment out in the institution's time zone."""
    settings: Settings = current_app.config["SETTINGS"]
    return text.spelled(moment, settings.time_zone)


def spelled_day(moment: datetime) -> str:
    """Spell a moment's day out in the institution's time zone."""
    settings: Settings = current_app.config["SETTINGS"]
    return text.spelled_day(moment, settings.time_zone)


def ageing_of(due: datetime | None) -> text.Ageing:
    """Say how near a deadline is now."""
    runtime: Runtime = current_app.extensions["redress"]
    now = runtime.clock()
    return text.ageing(due, now, soon(now, runtime.rules.calendar))


def layout_context() -> dict[str, Any]:
    """Give what the layout shows: who is signed in, where they may go, when the session ends."""
    settings: Settings = current_app.config["SETTINGS"]
    shown: dict[str, Any] = {
        "institution_name": settings.institution,
        "home_url": url_for("console.index"),
        "officer": None,
        "nav_items": [],
    }
    signed_in: SignedIn | None = g.get("signed_in")
    if signed_in is None:
        return shown
    runtime: Runtime = current_app.extensions["redress"]
    now = runtime.clock()
    return shown | {
        "officer": signed_in.officer,
        "glass": signed_in.glass,
        "nav_items": _marked(list(_nav_items())),
        "signout_url": url_for("session.end"),
        "description_url": url_for("own_description.index"),
        "session_extend_url": url_for("session.extend"),
        "session_ends": session_ends(signed_in, now, runtime.rules.session_idle),
        "session_now": int(now.timestamp()),
    }


def first_screen() -> str | None:
    """Give the address of the first screen in the officer's menu."""
    return next((item["url"] for item in _nav_items()), None)


def _nav_items() -> Iterator[dict[str, Any]]:
    """List the screens that the officer may open, grouped by the views' categories."""
    for entry in current_app.extensions["admin"][0].menu():
        if not (entry.is_accessible() and entry.is_visible()):
            continue
        if entry.is_category():
            yield from (_nav_item(child, entry.name) for child in entry.get_children())
        else:
            yield _nav_item(entry, "")


def _nav_item(entry: BaseMenu, group: str) -> dict[str, Any]:
    return {"group": group, "label": entry.name, "url": entry.get_url(), "current": False}


def _marked(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the screen that the page belongs to: the one whose address says most of the page's."""
    home = url_for("console.index")
    over = [
        item
        for item in items
        if request.path == item["url"]
        or (item["url"] != home and request.path.startswith(item["url"]))
    ]
    if over:
        max(over, key=lambda item: len(item["url"]))["current"] = True
    return items
