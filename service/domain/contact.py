"""How a support service is reached, and what makes a link of it."""

import re

WAYS = ("email", "phone", "sms", "url", "chat_url", "address")
"""Every way to reach a service, as the keys of its ``contact``."""

WEB_ADDRESS = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-;=?-~]*)?$"
"""What may be a web address: nothing that would be anything but a link on a page."""

_NUMBER = re.compile(r"\s*(\+?[0-9](?:[0-9 \u00a0.-]|\(0\))*)")
_FEWEST_DIGITS = 3


def dialled(number: str) -> str | None:
    """Give what a telephone dials for a number as people write it; None where it is none.

    What follows the number, such as an extension or when to call, is left to be read.
    """
    found = _NUMBER.match(number)
    digits = re.sub(r"[^+0-9]", "", found[1].replace("(0)", "")) if found else ""
    return digits if len(digits) >= _FEWEST_DIGITS else None
