"""Who a report names, and what naming takes."""

from typing import Any

import pytest

from service.domain.errors import Invalid
from service.domain.reports import check_reporter

NAMED: dict[str, Any] = {"name": "Sam Example", "safe_to_contact": "any"}
PREFERENCE_ONLY: dict[str, Any] = {"safe_to_contact": "any", "preferred_responder": "Anybody"}

pytestmark = pytest.mark.single_database


@pytest.mark.parametrize(("mode", "reporter"), [("anonymous", None), ("named", NAMED)])
def test_what_goes_together(mode: str, reporter: dict[str, Any] | None) -> None:
    check_reporter(mode, reporter)


@pytest.mark.parametrize(
    ("mode", "reporter"),
    [
        ("anonymous", NAMED),
        ("anonymous", PREFERENCE_ONLY),
        ("named", None),
        ("named", PREFERENCE_ONLY),
        ("confidential", {}),
    ],
)
def test_what_does_not(mode: str, reporter: dict[str, Any] | None) -> None:
    with pytest.raises(Invalid) as refusal:
        check_reporter(mode, reporter)
    assert [fault.pointer for fault in refusal.value.faults] == ["/reporter"]
