"""What is written in the sample about support: needs, appointments, progress, how it felt."""

from typing import Any

WALK_INS = (
    "Would like to speak with somebody this week about settling in on placement.",
    "Feels out of place in the year and would like to meet others who have felt so.",
    "Trouble sleeping since the last block; prefers to talk by video in the evening.",
    "Asks for advice before deciding whether to report something.",
)
NEEDS = (
    "Somebody to talk to after a hard time on placement; prefers a woman.",
    "First contact with a peer who has been through something similar.",
    "Help with an adjustment plan and with how to speak about it on the ward.",
    "Independent advice on the next step. Please write, do not call.",
    "Support while a case is open; evenings or video are best.",
)

PLACES: tuple[tuple[str, dict[str, str]], ...] = (
    ("in_person", {"place": "The Old Library, room 2.04",
                   "note": "The door beside the lift. Nobody asks for your name."}),
    ("video", {"joining": "A link comes by e-mail an hour before.",
               "note": "Your camera may stay off."}),
    ("phone", {"note": "We call from a withheld number."}),
    ("text", {"joining": "We write first, in the chat."}),
    ("in_person", {"place": "Royal Infirmary, chaplaincy, quiet room"}),
)  # fmt: skip
"""How and where somebody is seen, and what they are told beforehand."""

PROGRESS: tuple[tuple[str, str | None], ...] = (
    ("contact_made", "We spoke for ten minutes and found a time."),
    ("session_held", None),
    ("assessed", "Six sessions agreed, one every fortnight."),
    ("plan_agreed", "They have a plan for the days on which it is hard to go in."),
    ("reviewed", "Better on the ward; nights are still short."),
    ("session_held", "Wishes to go on with somebody who has been on the same rotation."),
)
"""What a service says of how it goes; not always in words."""

_HEARD = {"heard": 5, "believed": 5, "informed": 4}
_UNSURE = {"heard": 4, "in_control": 2, "informed": 2}

FELT: dict[str, tuple[dict[str, Any] | None, ...]] = {
    "intake": (
        {"belonging_score": 3, "felt": _HEARD,
         "comment": "Somebody answered on the next day. That was more than I had expected."},
        None,
        {"belonging_score": 2, "felt": _UNSURE},
        None,
    ),
    "closure": (
        {"belonging_score": 3, "satisfaction": 4, "felt": _HEARD},
        {"belonging_score": 4, "satisfaction": 5, "felt": _HEARD | {"safe": 4, "supported": 5}},
        {"belonging_score": 2, "satisfaction": 2, "felt": _UNSURE | {"treated_fairly": 3},
         "comment": "It took very long, and I had to ask for news."},
        {"belonging_score": 4, "satisfaction": 4},
        None,
        {"belonging_score": 3, "satisfaction": 3},
    ),
    "follow_up": (
        {"belonging_score": 4, "satisfaction": 4},
        {"belonging_score": 3, "satisfaction": 3,
         "comment": "The ward is better. I am still careful whom I sit with."},
        {"belonging_score": 5, "satisfaction": 5,
         "comment": "I present at the round now. My mentor came to listen."},
        None,
        {"belonging_score": 2, "satisfaction": 3},
        {"belonging_score": 4, "satisfaction": 4},
        {"belonging_score": 4},
    ),
}  # fmt: skip
"""By stage: how belonging and the process felt, and what was said; None says nothing."""
