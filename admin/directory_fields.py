"""The kinds of field that an entry of the directory is made of, refused by the API's own rules."""

from typing import Any

from flask_admin.babel import gettext as _
from marshmallow import ValidationError as Unacceptable
from marshmallow.validate import Email
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from admin.forms import needed, no_nul
from service.domain.contact import WEB_ADDRESS
from service.domain.errors import Invalid
from service.domain.opening_hours import zone_of

SHORT = 300
_LINE, _LINES = 100, 50
_email = Email()


def squeeze(value: str | None) -> str | None:
    """Take the blanks off both ends."""
    return value.strip() if value else value


def short(label: str, *checks: Any, most: int = SHORT, asked: str = "", **more: Any) -> StringField:
    """Give a field for a line; it may be left empty, unless ``asked`` says what is needed."""
    rules = [_asked(asked), Length(max=most), no_nul, *checks]
    return StringField(label, rules, filters=[squeeze], **more)


def prose(label: str, most: int, *, asked: str = "", **more: Any) -> TextAreaField:
    """Give a field for several lines; they may be left empty, unless ``asked`` says otherwise."""
    rules = [_asked(asked), Length(max=most), no_nul]
    return TextAreaField(label, rules, filters=[_line_ends, squeeze], **more)


def one_a_line(label: str, **more: Any) -> TextAreaField:
    """Give a field for several short texts, one on each line; see `lines`."""
    return TextAreaField(label, [Optional(), no_nul, _few_short_lines], **more)


def web_address(label: str, **more: Any) -> StringField:
    """Give a field for a web address."""
    rule = Regexp(
        WEB_ADDRESS, message=_("Give a web address that begins with https:// or http://.")
    )
    return short(label, rule, **more)


def lines(text: str | None) -> list[str]:
    """Give what stands on each line, once."""
    found = (line.strip() for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in found if line))


def is_email(_form: Any, field: Field) -> None:
    """Refuse what is no e-mail address."""
    try:
        _email(field.data)
    except Unacceptable:
        message = _("Give an e-mail address, such as help@example.ac.uk.")
        raise ValidationError(message) from None


def is_zone(_form: Any, field: Field) -> None:
    """Refuse what is no time zone."""
    try:
        zone_of(field.data, "")
    except Invalid as wrong:
        raise ValidationError(wrong.faults[0].detail) from None


def _asked(message: str) -> Optional | DataRequired:
    return needed(message) if message else Optional()


def _line_ends(value: str | None) -> str | None:
    """Undo what forms do to line ends, so that a text left alone is not a change."""
    return value.replace("\r\n", "\n") if value else value


def _few_short_lines(_form: Any, field: Field) -> None:
    given = lines(field.data)
    if len(given) > _LINES:
        raise ValidationError(_("Give at most %(most)s lines.", most=str(_LINES)))
    if any(len(line) > _LINE for line in given):
        raise ValidationError(_("A line has at most %(most)s characters.", most=str(_LINE)))
