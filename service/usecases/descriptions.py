"""How officers describe themselves: if they wish to, in their own name, and for as long.

Nothing else ever writes a description, and nothing is inferred from anything.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.errors import NotFound, invalid
from service.domain.representation import ASKED
from service.store.models import Officer
from service.store.queries.people import description_row
from service.usecases.access import allow
from service.usecases.reading import Reading
from service.usecases.unit import Unit

_PERMISSION = "officer.describe_self"
_PURPOSE = "rights_request"
MOST_WORDS = 1000
"""How many characters a description has in the officer's own words."""


def describe_self(
    unit: Unit,
    *,
    attributes: Sequence[str] = (),
    languages: Sequence[str] = (),
    characteristics: Sequence[str] = (),
    words: str | None = None,
) -> Officer:
    """Keep how the acting officer describes themselves, in place of what they said before.

    Args:
        characteristics: what they have lived experience around.
        words: what the codes do not say.

    Raises:
        Invalid: nothing is said, a code is of no list, or the words are too many.
    """
    officer = _acting(unit)
    said = {"attributes": attributes, "languages": languages, "characteristics": characteristics}
    _check(said, words)
    officer.description_ct, officer.described_at = None, unit.now
    kept: dict[str, Any] = {about: list(dict.fromkeys(codes)) for about, codes in said.items()}
    unit.seal(officer, Officer.description, kept | ({"words": words} if words else {}))
    unit.record("officer.describe", officer, change={"described": True})
    return officer


def withdraw_description(unit: Unit) -> Officer:
    """Take back how the acting officer describes themselves; it is gone at once."""
    officer = _acting(unit)
    forget_description(unit, officer)
    return officer


def forget_description(unit: Unit, officer: Officer) -> None:
    """Drop an officer's description, if there is one; the caller has checked that the actor may."""
    if officer.described_at is None:
        return
    officer.description_ct = officer.described_at = None
    unit.record("officer.describe", officer, change={"described": False})


def own_description(reading: Reading) -> dict[str, Any]:
    """Open how the acting officer describes themselves, on record; empty if they do not.

    Raises:
        NotFound: the actor is no officer.
    """
    allow(reading.actor, _PERMISSION)
    row = description_row(reading.connection, reading.actor.id) if reading.actor.id else None
    if row is None:
        raise NotFound
    if Officer.description.is_empty(row):
        return {}
    with reading.scope([Officer.description.target(row)], purpose=_PURPOSE):
        said: dict[str, Any] = Officer.description.open(row)
        return said


def _acting(unit: Unit) -> Officer:
    allow(unit.actor, _PERMISSION)
    officer = unit.session.get(Officer, unit.actor.id, with_for_update={"key_share": True})
    if officer is None:
        raise NotFound
    return officer


def _check(said: Mapping[str, Sequence[str]], words: str | None) -> None:
    for about, codes in said.items():
        for code in codes:
            ASKED[about].require(code, f"/{about}")
    if len(words or "") > MOST_WORDS:
        raise invalid("/words", "invalid", f"At most {MOST_WORDS} characters.")
    if not (words or any(said.values())):
        detail = "Say at least one thing, or withdraw your description."
        raise invalid("", "required", detail)
