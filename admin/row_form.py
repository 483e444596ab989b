"""Forms whose fields are a row's columns, read as columns and as lines to compare."""

from collections.abc import Mapping
from typing import Any

from flask_admin.babel import gettext as _
from wtforms import DateField, DateTimeField, Field

from admin.forms import ConsoleForm
from admin.text import spelled_date


class RowForm(ConsoleForm):
    """A form whose fields are a row's columns."""

    @classmethod
    def values(cls, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give a row's columns as the fields take them."""
        return row

    def columns(self) -> dict[str, Any]:
        """Give what was typed as the row's columns."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def lines(self) -> list[tuple[str, str]]:
        """Give every field's label and what it says, to be compared with another's."""
        return [(field.label.text, _shown(field)) for field in self if field.name != "csrf_token"]


def _shown(field: Field) -> str:
    if isinstance(field.data, bool):
        return _("Yes") if field.data else _("No")
    if isinstance(field, DateField):
        return spelled_date(field.data) if field.data else ""
    if isinstance(field, DateTimeField):
        return f"{spelled_date(field.data)}, {field.data:%H:%M}" if field.data else ""
    labels = {value: label for value, label, *_more in getattr(field, "iter_choices", list)()}
    if isinstance(field.data, list):
        return ", ".join(str(labels.get(one, one)) for one in field.data)
    return str(labels.get(field.data, field.data if field.data is not None else ""))
