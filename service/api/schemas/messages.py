"""Writing to reporters, and templates for it."""

from marshmallow import fields

from service.api.schemas.base import LONG_TEXT, Input, Output, out, string, uuid
from service.api.schemas.exact import Id


class MessageIn(Input):
    """A message to a reporter: its words, or the template that has them."""

    contract = {  # not as `oneOf`: generated clients would make no model of it
        "if": {"required": ["text"]},
        "then": {"not": {"required": ["template_id"]}},
        "else": {"required": ["template_id"]},
    }

    text = string(LONG_TEXT)
    template_id = Id()


class TemplateOut(Output):
    """A template; `{reference}` and `{institution}` in it are filled in when it is used."""

    id = uuid()
    version = out(fields.Integer)
    name = out()
    language = out()
    body = out()


class TemplatesOut(Output):
    """The templates in use, by name."""

    data = fields.List(fields.Nested(TemplateOut), required=True)
