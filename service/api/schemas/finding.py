"""Searches and repeat-respondent alerts, in and out."""

from marshmallow import fields, validate

from service.api.schemas.base import (
    SHORT_TEXT,
    Input,
    Output,
    coded,
    moment,
    out,
    page_schema,
    string,
    uuid,
)
from service.domain import code_lists as lists


class IdentifierSearchIn(Input):
    """An exact identifier to look for, and why."""

    type = coded(lists.IDENTIFIER_TYPES, required=True)
    value = string(SHORT_TEXT, required=True)
    purpose = coded(
        lists.READ_PURPOSES,
        required=True,
        metadata={"description": "Why records are opened for it; kept in the audit log."},
    )


class HitOut(Output):
    """A report or a case in which somebody with the identifier appears."""

    record = out(validate=validate.OneOf(["report", "case"]))
    id = uuid()
    reference = out()
    capacity = out(validate=validate.OneOf(lists.PARTY_ROLES.values()))


class HitsOut(Output):
    """What was found; nothing says what the caller may not see."""

    data = fields.List(fields.Nested(HitOut), required=True)


class MatchAlertOut(Output):
    """That several reporters named one person; not whom, nor in which reports."""

    id = uuid()
    reporters = out(
        fields.Integer, metadata={"description": "How many different reporters there are."}
    )
    raised_at = moment()
    updated_at = moment()


MatchAlertOutPage = page_schema(MatchAlertOut)
