"""Identifiers, references and receipts."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.ids import new_id, new_receipt, new_reference, receipt_digits

pytestmark = pytest.mark.single_database


def test_ids_are_uuid_version_7_of_the_present_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert all(uuid.version == 7 for uuid in made)
    assert all(uuid.variant == "specified in RFC 4122" for uuid in made)
    assert all(before <= uuid.int >> 80 <= after for uuid in made)
    assert len(set(made)) == len(made)


def test_ids_sort_in_the_order_they_were_made() -> None:
    """Lists, conversations and "the latest answer" are all ordered by id."""
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)


def test_a_reference_survives_the_telephone() -> None:
    made = {new_reference("C") for _ in range(500)}
    assert len(made) == 500
    for reference in made:
        assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)


def test_a_receipt_is_sixteen_digits_in_four_groups() -> None:
    made = {new_receipt() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[0-9]{4}( [0-9]{4}){3}", receipt) for receipt in made)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), st.lists(st.sampled_from(" -"), max_size=9))
def test_a_typed_receipt_may_have_spaces_and_hyphens(digits: str, extra: list[str]) -> None:
    typed = digits
    for number, mark in enumerate(extra):
        typed = typed[: number * 2] + mark + typed[number * 2 :]
    assert receipt_digits(typed) == digits


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1234", "1234 5678 9012 345", "1234 5678 9012 34567", "1234 5678 9012 345x",
        "\u0661\u0662\u0663\u0664" * 4,  # Arabic-Indic digits
        "\uff11\uff12\uff13\uff14" * 4,  # full-width digits
        "\u00b2" * 16,  # superscript two, which str.isdigit() takes for a digit
        "1234\u20135678\u20139012\u20133456",  # dashes that are no hyphens
        "1234\t5678\t9012\t3456", "+123456789012345", "1234567890123456\n",
    ],
)  # fmt: skip
def test_anything_else_is_no_receipt(text: str) -> None:
    assert receipt_digits(text) is None
