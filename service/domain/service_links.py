"""The way by e-mail to one referral: how long each part of it lasts, and how often it is tried.

A link alone opens nothing, for it may be forwarded: whoever follows it has to read a code in the
service's own mailbox.
"""

from datetime import datetime, timedelta
from typing import Any

SERVICE_PAGES = "/service/"
"""Where the pages are that services come to by their links."""
LINK_LASTS = timedelta(days=14)
CODE_LASTS = timedelta(minutes=15)
CODE_EVERY = timedelta(minutes=1)
VISIT_LASTS = timedelta(minutes=30)
"""How long a visit stays open after it was last used."""
TRIES_EACH = 5
"""How often one code may be tried."""
TRIES_IN_ALL = 25
"""Wrong codes, since a right one, after which a link ends: six digits must not be found by
asking for one code after another."""
CODE_DIGITS = 6


def is_live(link: Any, now: datetime) -> bool:
    """Whether a link still leads anywhere."""
    return link.ended_at is None and now < link.expires_at


def may_ask(link: Any, now: datetime) -> bool:
    """Whether a code may be asked for again already."""
    return link.code_asked_at is None or now >= link.code_asked_at + CODE_EVERY


def takes_code(link: Any, now: datetime) -> bool:
    """Whether there is a code that may still be tried."""
    asked = link.code_asked_at
    return asked is not None and now < asked + CODE_LASTS and link.code_tries < TRIES_EACH


def is_visited(link: Any, now: datetime) -> bool:
    """Whether the visit of a link is still open."""
    return is_live(link, now) and link.visit_until is not None and now < link.visit_until
