"""The institution's policy by version, and placement providers, out."""

from marshmallow import fields

from service.api.schemas.base import Output, moment, out, page_schema, uuid


class PolicyOut(Output):
    """A version of the policy. ``body`` is there only where one version is read."""

    id = uuid()
    label = out()
    title = out()
    effective_from = out(
        fields.Date, metadata={"description": "Cases opened from this day on come under it."}
    )
    published_at = moment()
    body = fields.String()


PolicyOutPage = page_schema(PolicyOut)


class ProviderContactOut(Output):
    """How to reach an organisation."""

    email = fields.String()
    phone = fields.String()


class ProviderOut(Output):
    """A hospital, practice or trust where students learn."""

    id = uuid()
    version = out(fields.Integer)
    name = out()
    contact = fields.Nested(ProviderContactOut, required=True)
    active = out(fields.Boolean)


ProviderOutPage = page_schema(ProviderOut)
