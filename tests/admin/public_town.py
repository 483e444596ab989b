"""A directory, meetings of peers and initiatives, for the pages that anybody may read."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from service.domain.code_lists import Role
from service.store.models import Activity, ActivitySession, Initiative, SupportService
from service.usecases import activities, initiatives
from tests.builders import World

OFFICE = [{"day": day, "opens": "09:00", "closes": "17:00"} for day in ("mon", "tue")]
CIRCLE: dict[str, Any] = {
    "name": "Peer Circle", "name_cy": "Cylch Cyfoedion", "service_type": "peer_network",
    "description": "Students who have been there.\nWrite first.",
    "description_cy": "Myfyrwyr sydd wedi bod yno.", "helps_with": ["isolation"],
    "characteristics": ["race"], "communities": ["Somali students"],
    "represents": ["woman", "clinician"], "settings": ["online"], "sites": ["Main campus"],
    "languages": ["en", "so"], "self_referral": False, "hours": OFFICE,
    "opening_hours": "In term only", "accessible": ["bsl"], "accessibility": "A lift.",
    "next_available_on": date(2999, 2, 1),
    "contact": {
        "email": "circle@example.ac.uk", "phone": "01632 960123 (mornings)", "sms": "07700 900123",
        "url": "https://circle.example.ac.uk/", "address": "Old Infirmary",
    },
}  # fmt: skip
NIGHT_LINE: dict[str, Any] = {
    "name": "Night Line", "service_type": "crisis", "urgent": True, "always_open": True,
    "helps_with": ["safety"], "contact": {"phone": "0808 157 0101"}, "languages": ["cy"],
    "characteristics": ["age"], "settings": ["research"], "sites": ["St Elsewhere"],
}  # fmt: skip
WARD: dict[str, Any] = {
    "title": "A named contact", "title_cy": "Cyswllt", "said": "Nobody to turn to.",
    "said_cy": "Neb i droi ato.", "did": "Each ward has one.", "did_cy": "Mae un nawr.",
    "led_by": "peers", "stage": "under_way", "themes": ["placements"],
    "settings": ["hospital_placement"], "people_reached": 143, "started_on": date(2026, 3, 1),
}  # fmt: skip
ATTENDED = 43219


def plain(page: str) -> str:
    main = page.partition("<main ")[2].partition(">")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def said(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.status_code
    return plain(answer.text)


def service(world: World, values: dict[str, Any], **changes: Any) -> SupportService:
    return world.service(**{**values, **changes})


def meetings(world: World, circle: SupportService) -> Activity:
    """Let the circle meet: once in the past, and three times to come, one of them called off."""
    with world.runtime.unit(world.officer(Role.CASE_MANAGER)) as unit:
        activity = activities.add_activity(
            unit, circle.id,
            {"kind": "reflective_space", "name": "After placement", "name_cy": "Ar ôl lleoliad",
             "description": "About the week.", "characteristics": [], "languages": ["en"],
             "capacity": 12},
        )  # fmt: skip
        now, hour = unit.now, timedelta(hours=1)
        unit.add(
            ActivitySession(
                activity_id=activity.id, state="held", starts_at=now - 3 * hour,
                ends_at=now - 2 * hour, place="Last room", attended=ATTENDED,
            )
        )  # fmt: skip
        off, *_ = activities.plan_sessions(
            unit, activity.id, starts_at=now + hour, ends_at=now + 2 * hour, place="First room",
            weeks=3,
        )  # fmt: skip
        unit.flush()
        activities.move_session(unit, activity.id, off.id, "cancel", version=off.version)
    return activity


def initiative(
    world: World, *, publish: bool = True, behind: int | None = None, **values: Any
) -> Initiative:
    """Write an initiative down; ``behind`` is how many reports its publication counted."""
    manager = world.officer(Role.CASE_MANAGER)
    with world.runtime.unit(manager) as unit:
        made = initiatives.add_initiative(unit, {**WARD, **values})
        unit.flush()
        if publish:
            initiatives.move_initiative(unit, made.id, "publish", version=made.version)
            made.reports_behind = behind
    return made
