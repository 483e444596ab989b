"""The field for weekly openings: a row for each day, with room for at least two openings."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask_admin.babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from service.domain.errors import Fault, Invalid
from service.domain.opening_hours import openings_of
from service.domain.support_lists import WEEKDAYS

_ROOM = 2
"""How many openings a day can be given, unless there are more already."""
_SLOPPY = re.compile(r"(\d{1,2})(?:[:.](\d\d))?", re.ASCII)

Times = tuple[str, str]
"""When an opening begins and when it ends."""


class DayRow(NamedTuple):
    """What one day's inputs are called, and what is in them."""

    label: str
    name: str
    openings: Sequence[Times]
    wrong: bool


class HoursField(Field):
    """Openings as `SupportService.hours` has them; the times are typed, without a script.

    The inputs of a day share one name: opens, closes, opens, closes.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wrong: set[str] = set()

    def process(self, formdata: Any, *args: Any, **options: Any) -> None:
        """Take the openings from what was sent, day by day."""
        super().process(None, *args, **options)
        if formdata is not None:
            self.data = [
                {"day": day, "opens": opens, "closes": closes}
                for day in WEEKDAYS.values()
                for opens, closes in _typed(formdata.getlist(self._name(day)))
            ]

    def pre_validate(self, _form: Any) -> None:
        """Refuse what the directory would, naming the days."""
        try:
            openings_of(self.data, "/hours")
        except Invalid as wrong:
            said = [self._said(fault) for fault in wrong.faults]
            raise ValidationError(" ".join(dict.fromkeys(said))) from None

    def days(self) -> Iterator[DayRow]:
        """Give every day with its openings, and room for more."""
        for day, label in WEEKDAYS.choices():
            given = [(one["opens"], one["closes"]) for one in self.data if one["day"] == day]
            room = [("", "")] * (_ROOM - len(given))
            yield DayRow(label, self._name(day), [*given, *room], day in self._wrong)

    def _name(self, day: str) -> str:
        return f"{self.name}-{day}"

    def _said(self, fault: Fault) -> str:
        number = fault.pointer.split("/")[2:3]
        if not number:
            return fault.detail
        day = self.data[int(number[0])]["day"]
        self._wrong.add(day)
        return _("%(day)s: %(detail)s", day=WEEKDAYS.label(day), detail=fault.detail)


def _typed(times: Sequence[str]) -> Iterator[Times]:
    """Give the openings of a day for which anything was typed."""
    clean = [_clock(time.strip()) for time in times]
    yield from (pair for pair in zip(clean[::2], clean[1::2], strict=False) if any(pair))


def _clock(text: str) -> str:
    """Write ``9``, ``9:30`` and ``9.30`` as the directory does; leave alone what is no time."""
    found = _SLOPPY.fullmatch(text)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else text
