"""The form in which an entry of the directory is written down.

Telephone numbers are of the ranges Ofcom keeps free for drama; addresses are of example.org.
"""

from typing import Any

from service.domain.support_lists import WEEKDAYS

CAMPUS, ROYAL, WHARFE = "Northbridge campus", "Northbridge Royal Infirmary", "Wharfe Valley"
EVERYWHERE = (CAMPUS, ROYAL, WHARFE, "Penmaen")
PLACEMENTS = "hospital_placement gp_placement community_placement theatre_or_ward_round"
OFFICE = "mon-fri 09:00-17:00"
"""The hours of most: opening, and closing, on each day of a run of days."""
BY_MESSAGE = "Write at any time; somebody answers within three days."
_DAYS = WEEKDAYS.values()
_LISTS = ("helps_with", "characteristics", "represents", "settings", "languages", "accessible")


def entry(
    name: str,
    service_type: str,
    description: str,
    phone: str,
    *,
    hours: str = OFFICE,
    about: str = "",
    sites: tuple[str, ...] = (CAMPUS,),
    communities: tuple[str, ...] = (),
    contact: dict[str, str] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Give one entry. Lists of codes are words in one string.

    Args:
        hours: runs of days and what they are open, one behind the other; see `OFFICE`.
        about: the characteristics it is there for; none means everybody.
        contact: ways to reach it besides e-mail, telephone and web.
    """
    slug = name.lower().replace("'", "").replace(" ", "-")
    reached = {"email": f"{slug}@example.org", "phone": phone, "url": f"https://example.org/{slug}"}
    values = {"languages": "en", "accessible": "step_free hearing_loop quiet_space", **values}
    codes = {key: values.pop(key, "").split() for key in _LISTS if key in values}
    return {
        "name": name, "service_type": service_type, "description": description,
        "contact": reached | (contact or {}), "hours": _week(hours), "sites": list(sites),
        "communities": list(communities), **codes, "characteristics": about.split(), **values,
    }  # fmt: skip


def _week(hours: str) -> list[dict[str, str]]:
    words = hours.split()
    return [
        {"day": day, "opens": times[:5], "closes": times[6:]}
        for run, times in zip(words[::2], words[1::2], strict=True)
        for day in _run(run)
    ]


def _run(run: str) -> list[str]:
    first, _, last = run.partition("-")
    return [*_DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]]
