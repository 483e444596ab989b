"""Services as rows of a table: nothing is lost on the way, and no cell is a formula."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from service.domain.directory_rows import COLUMNS, from_row, to_row
from service.domain.errors import Invalid
from tests.directory import services

pytestmark = pytest.mark.single_database


@given(services)
def test_a_service_comes_back_as_it_was(service: dict[str, Any]) -> None:
    row = to_row(service)
    assert tuple(row) == COLUMNS
    assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n"))]
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    table.writerow(row)
    [read] = csv.DictReader(io.StringIO(written.getvalue(), newline=""))
    assert from_row(read) == service


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("sites", r"Campus; Ward 1\; 2;; a\\b ;", ["Campus", "Ward 1; 2", r"a\b"]),
        ("sites", "\\", ["\\"]),
        ("sites", "", []),
        ("settings", " online ;research", ["online", "research"]),
        ("urgent", " Yes ", True),
        ("urgent", "no", False),
        ("review_on", "", None),
        ("id", "018f0000-0000-7000-8000-000000000001", UUID("018f0000000070008000000000000001")),
        ("description", "'=1+1", "=1+1"),
        ("description", "''=1+1", "'=1+1"),
        ("description", "=1+1", "=1+1"),
        ("description", "'Aim high'", "'Aim high'"),
        ("name", " Night Line ", "Night Line"),
        ("accessibility", "", None),
        (
            "hours",
            "tue 09:00 - 24:00; mon 09:00-17:00",
            [
                {"day": "mon", "opens": "09:00", "closes": "17:00"},
                {"day": "tue", "opens": "09:00", "closes": "24:00"},
            ],
        ),
    ],
)
def test_a_cell_as_people_type_it(column: str, cell: str, value: object) -> None:
    assert from_row({column: cell}) == {column: value}


def test_contact_is_gathered_from_its_columns() -> None:
    read = from_row({"contact_email": "a@example.org", "contact_phone": "'+44 1632 960 120",
                     "contact_url": ""})  # fmt: skip
    assert read == {"contact": {"email": "a@example.org", "phone": "+44 1632 960 120"}}
    assert from_row({"contact_url": ""}) == {"contact": {}}


@pytest.mark.parametrize("column", ["id", "urgent", "cost", "timezone", "updated_at", "version"])
def test_an_empty_cell_with_no_empty_value_is_as_good_as_none(column: str) -> None:
    assert from_row({column: " ", "colour": "red", "sites": None}) == {}


def test_everything_wrong_is_said_at_once() -> None:
    row = {
        "id": "1", "name": " ", "service_type": "", "settings": "online; moon; mars",
        "urgent": "perhaps", "cost": "dear", "hours": "mon 09:00-17:00; monday", "active": "1",
        "timezone": "London", "review_on": "9 March", "updated_at": "2026-01-01T00:00:00",
        "version": "one",
    }  # fmt: skip
    with pytest.raises(Invalid) as caught:
        from_row(row)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("/id", "malformed"),
        ("/name", "required"),
        ("/service_type", "required"),
        ("/settings/1", "unknown_code"),
        ("/settings/2", "unknown_code"),
        ("/urgent", "malformed"),
        ("/cost", "unknown_code"),
        ("/hours/1", "malformed"),
        ("/timezone", "unknown_code"),
        ("/active", "malformed"),
        ("/review_on", "malformed"),
        ("/updated_at", "malformed"),
        ("/version", "malformed"),
    ]


def test_hours_that_overlap_are_pointed_at() -> None:
    with pytest.raises(Invalid) as caught:
        from_row({"hours": "mon 09:00-17:00; tue 09:00-17:00; mon 16:00-18:00"})
    assert [fault.pointer for fault in caught.value.faults] == ["/hours/2"]
