"""Outcome letters: who is told which finding, days in words, and what is left out."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from service.domain.letter_texts import LETTER_TEXTS
from service.domain.outcome_letters import (
    as_text,
    check_outcome_template,
    day_in_words,
    is_told_finding,
    kept,
    of_kept,
    written,
)

pytestmark = pytest.mark.single_database

NEW_YEAR, MINE, OTHER = date(2027, 1, 3), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("role", "about", "told"),
    [
        ("reporting", MINE, True), ("reporting", OTHER, True), ("reporting", None, True),
        ("responding", MINE, True), ("responding", OTHER, False), ("responding", None, False),
        ("witness", MINE, False), ("witness", None, False),
    ],
)  # fmt: skip
def test_who_is_told_what_was_found(role: str, about: Any, told: bool) -> None:
    """OfS condition E6: each party is told the outcome, and no more than concerns them."""
    assert is_told_finding(role, MINE, about) is told


@pytest.mark.parametrize(
    ("language", "said"), [("en", "3 January 2027"), ("cy", "3 Ionawr 2027"), ("ar", "2027-01-03")]
)
def test_a_day_is_said_in_the_letters_language(language: str, said: str) -> None:
    assert day_in_words(NEW_YEAR, language) == said


def test_the_letters_that_come_with_the_product_can_be_written() -> None:
    values = {
        "outcome": ["Apology"], "findings": [], "reasons": "Why.", "remedies": [],
        "reference": "R-1", "institution": "Northbridge", "contact": "Robin",
    }  # fmt: skip
    for title, body in LETTER_TEXTS.values():
        check_outcome_template(title, body)
        letter = written(
            title, body, values, language="cy", day=NEW_YEAR, sender="Northbridge", reference="R-1"
        )
        assert of_kept(kept(letter)) == letter
        assert (letter.dated, letter.language) == ("3 Ionawr 2027", "cy")
        text = as_text(letter)
        assert "\n\nWhat was decided\n\n- Apology\n\nWhy\n\nWhy.\n\nWhat you can do now\n\n" in text
        assert "{" not in text


def test_a_heading_with_nothing_left_under_it_is_left_out() -> None:
    body = "# One\n\n{reasons}\n\n# Two\n- {outcome}\n\n# Three"
    values = {"reasons": "Words.", "outcome": []}
    letter = written("T", body, values, language="en", day=NEW_YEAR, sender="", reference="")
    assert [(block.kind, block.lines) for block in letter.blocks] == [
        ("heading", ("One",)), ("paragraph", ("Words.",))
    ]  # fmt: skip
