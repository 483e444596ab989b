"""What a telephone dials, and what is a web address."""

import re

import pytest

from service.domain.contact import WEB_ADDRESS, dialled


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("999", "999"),
        ("116 123", "116123"),
        ("01632 960120", "01632960120"),
        ("+44 (0)1632 960 120", "+441632960120"),
        ("01632.960-120 ", "01632960120"),
        ("01632 960120 (9 to 5)", "01632960120"),
        ("01632 960120 ext 12", "01632960120"),
        ("01632 960120 / 960121", "01632960120"),
        ("Ring the bell, 24 hours", None),
        ("24", None),
        ("", None),
        ("tel:999", None),
    ],
)
def test_the_number_is_dialled_and_what_follows_is_read(written: str, digits: str | None) -> None:
    assert dialled(written) == digits


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org", True),
        ("http://a.example.org:8080/a?b=c#d", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("//example.org", False),
        ("https://example.org/<script>", False),
        ("https://example.org/a b", False),
        ("https://example.org\nmore", False),
    ],
)
def test_a_web_address_is_nothing_but_a_link(address: str, good: bool) -> None:
    assert bool(re.fullmatch(WEB_ADDRESS, address)) is good
