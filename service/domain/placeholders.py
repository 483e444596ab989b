"""Placeholders: names in braces within the words of an institution, and what stands for them."""

import re
from collections.abc import Mapping, Sequence

from service.domain.errors import invalid

_PLACEHOLDER = re.compile(r"{(\w+)}")


def check(body: str, names: Sequence[str]) -> None:
    """Refuse a body that has any other brace than those of its placeholders.

    Raises:
        Invalid: at ``/body``, with the code ``unknown_placeholder``.
    """
    known = [f"{{{name}}}" for name in names]
    if set(re.sub("|".join(map(re.escape, known)), "", body)) & set("{}"):
        detail = f"Only {', '.join(known[:-1])} and {known[-1]} are filled in; use no other braces."
        raise invalid("/body", "unknown_placeholder", detail)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Give a checked text with what stands for its placeholders; braces within the values stay.

    Raises:
        KeyError: there is no value for one of them.
    """
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def alone(text: str) -> str | None:
    """Give the name of the placeholder that is all of a text."""
    found = _PLACEHOLDER.fullmatch(text)
    return found[1] if found else None
