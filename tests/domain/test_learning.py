"""What points to somebody in a learning point, and what does not though it looks like it."""

import pytest

from service.domain.learning import known_by, pointing_to_somebody

pytestmark = pytest.mark.single_database

KNOWN = known_by(
    [
        {"name": "Dr José García-Müller", "email": "jgm@uni.example", "phone": "07700 900 12"},
        {"name": "Mr Will Young"},
        {"name": "A consultant on the ward", "identifier": None},
        {"name": "Søren Ng", "identifier": {"type": "staff_number", "value": "Z 900"}},
        {"identifier": {"type": "student_number", "value": "7"}},
        {},
    ]
)
NAME, NUMBER = "a name of the case", "a number or an address of the case"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GARCÍA spoke first", [NAME]),
        ("what garcia said", [NAME]),
        ("M\u00fcller\u2019s ward", [NAME]),
        ("Mu\u0308ller was there", [NAME]),
        ("Ga\u00adrcía", [NAME]),
        ("Soren was there", [NAME]),
        ("Will Young said so", [NAME]),
        ("will  YOUNG", [NAME]),
        ("as Mr Young said", [NAME]),
        ("as Dr. Young said", [NAME]),
        ("badge z-900 was seen", [NUMBER]),
        ("it rang at 0770.0900.12 again", [NUMBER, "a number"]),
        ("write to sam@uni.example", ["an address"]),
        ("as @samwise wrote", ["an address"]),
        ("see https://uni.example", ["an address"]),
        ("the case C-7K3F-9QXM", ["a reference"]),
        ("the report r\u20137k3f\u20139qxm", ["a reference"]),
        ("01890000-0000-7000-8000-000000000000", ["a reference", "a number"]),
        ("student 2214907", ["a number"]),
        ("call 0161 496 0000", ["a number"]),
        ("receipt 0000 1111 2222 3333", ["a number"]),
        ("on 3 March 2026", ["a day"]),
        ("on the 3rd of march", []),
        ("on the 3rd of April", ["a day"]),
        ("on Sept 14th", ["a day"]),
        ("ar 3 Ionawr", ["a day"]),
        ("on 2026-02-03", ["a day"]),
        ("on 3/2/26", ["a day"]),
        ("on 03.02.2026", ["a day"]),
    ],
)
def test_this_points_to_somebody(text: str, found: list[str]) -> None:
    assert sorted(pointing_to_somebody(text, KNOWN)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "Students will speak when young staff listen.",
        "Young people will. The consultant on the ward did not.",
        "Nguyen and Garciamuller are other names",
        "In March 2026, and in the year 2025-26, 12 of 47 schools did.",
        "100,000 students; 2023/24, 2024/25; page 12, 7 of them; 20 may attend, may 3 come?",
        "An e-mail-list, a t-test, and a c-section-ward.",
        "zap9001 and 9",
        "",
    ],
)
def test_this_does_not(text: str) -> None:
    assert pointing_to_somebody(text, KNOWN) == []


def test_words_of_any_length_are_looked_through_at_once() -> None:
    for text in ("a" * 4000, "1 " * 2000, "1-" * 2000, " " * 4000 + "@", "0" + "." * 3999):
        pointing_to_somebody(text, KNOWN)
