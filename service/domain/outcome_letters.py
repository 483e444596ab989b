"""Outcome letters: what is told to whom, and in which form it is kept and told.

Source: OfS condition of registration E6 (England): each party is told the outcome and reasons.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from service.domain.code_lists import PartyRole
from service.domain.errors import invalid
from service.domain.letters import Block, Letter, Values, check_template, fill

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
}


def check_outcome_template(title: str, body: str) -> None:
    """Refuse a template that cannot be filled in, or that would lose the officer's reasons.

    Raises:
        Invalid: as for `service.domain.letters.check_template`; a title with a brace; a body that
            does not say the reasons.
    """
    if set(title) & set("{}"):
        raise invalid("/title", "unknown_placeholder", "Nothing is filled in within the title.")
    check_template(body)
    if "{reasons}" not in body:
        raise invalid("/body", "required_placeholder", "Say {reasons}: each party is told why.")


def is_told_finding(role: str, party_id: UUID, about: UUID | None) -> bool:
    """Whether a party is told what was found on an allegation.

    Who reported is told of each, the responding party of those against them, a witness of none.

    Args:
        about: the responding party of the allegation; None while nobody is named.
    """
    return role == PartyRole.REPORTING or (role == PartyRole.RESPONDING and about == party_id)


def written(
    title: str, body: str, values: Values, *, language: str, day: date, sender: str, reference: str
) -> Letter:
    """Write a letter by a template."""
    blocks = _without_bare_headings(fill(body, {**values, "date": day_in_words(day, language)}))
    return Letter(language, title, sender, day_in_words(day, language), reference, tuple(blocks))


def day_in_words(day: date, language: str) -> str:
    """Write a day as people do in a language: ``3 January 2027``; by its numbers in most."""
    months = _MONTHS.get(language, "").split()
    return f"{day.day} {months[day.month - 1]} {day.year}" if months else day.isoformat()


def as_text(letter: Letter) -> str:
    """Give a letter's words as plain text, as they stand in a conversation."""
    return "\n\n".join([letter.title, *map(_text, letter.blocks)])


def kept(letter: Letter) -> dict[str, Any]:
    """Give a letter as it is sealed and published."""
    blocks = [{"kind": block.kind, "lines": list(block.lines)} for block in letter.blocks]
    plain = ("language", "title", "sender", "dated", "reference")
    return {**{name: getattr(letter, name) for name in plain}, "blocks": blocks}


def of_kept(content: Mapping[str, Any]) -> Letter:
    """Give the letter back that was kept."""
    blocks = tuple(Block(block["kind"], tuple(block["lines"])) for block in content["blocks"])
    return Letter(**{**content, "blocks": blocks})


def _without_bare_headings(blocks: Iterable[Block]) -> list[Block]:
    """Leave headings out under which nothing is left."""
    found = list(blocks)
    return [
        block
        for block, after in pairwise([*found, None])
        if block is not None
        and not (block.kind == "heading" and (after is None or after.kind == "heading"))
    ]


def _text(block: Block) -> str:
    marked = [f"- {line}" for line in block.lines] if block.kind == "list" else block.lines
    return "\n".join(marked)
