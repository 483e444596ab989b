"""The directory of support services, and referrals, in and out."""

from marshmallow import fields, validate

from service.api.compiled import Moment
from service.api.schemas.base import (
    LONG_TEXT,
    SHORT_TEXT,
    Input,
    Output,
    PageQuery,
    coded,
    coded_list,
    maybe,
    moment,
    out,
    page_schema,
    string,
    strings,
    uuid,
)
from service.api.schemas.exact import Day, Flag, Id, Matches, QueryFlag
from service.domain import code_lists as lists


class ContactIn(Input):
    """How to reach a service."""

    email = fields.Email(validate=validate.Length(max=SHORT_TEXT))
    phone = string(50)
    url = fields.String(
        validate=[
            validate.Length(max=SHORT_TEXT),
            Matches(
                r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-;=?-~]*)?$",
                error="Must be an address starting with https:// or http://.",
            ),
        ],
        metadata={"description": "A web address."},
    )


class ServicePatch(Input):
    """Changes to a service (JSON Merge Patch)."""

    name = string(SHORT_TEXT)
    service_type = coded(lists.SERVICE_TYPES)
    description = fields.String(validate=validate.Length(max=5000))
    characteristics = coded_list(lists.CHARACTERISTICS)
    settings = coded_list(lists.SETTINGS)
    sites = fields.List(string(100), validate=validate.Length(max=50))
    languages = coded_list(lists.LANGUAGES)
    urgent = Flag()
    self_referral = Flag()
    contact = fields.Nested(ContactIn)
    opening_hours = string(SHORT_TEXT, allow_none=True)
    accessibility = string(1000, allow_none=True)
    active = Flag()
    review_on = Day(allow_none=True)


class ServiceIn(ServicePatch):
    """A service to add."""

    name = string(SHORT_TEXT, required=True)
    service_type = coded(lists.SERVICE_TYPES, required=True)


class ContactOut(Output):
    """How to reach a service."""

    email = fields.String()
    phone = fields.String()
    url = fields.String()


class ServiceOut(Output):
    """A support service."""

    id = uuid()
    version = out(fields.Integer)
    name = out()
    service_type = out(validate=validate.OneOf(lists.SERVICE_TYPES.values()))
    description = out()
    characteristics = strings()
    settings = strings()
    sites = strings()
    languages = strings()
    urgent = out(fields.Boolean)
    self_referral = out(fields.Boolean)
    contact = fields.Nested(ContactOut, required=True)
    opening_hours = maybe()
    accessibility = maybe()
    active = out(fields.Boolean)
    review_on = maybe(fields.Date)
    updated_at = moment()


ServiceOutPage = page_schema(ServiceOut)


class ServiceQuery(PageQuery):
    """Which services."""

    type = coded(lists.SERVICE_TYPES, load_default=None)
    characteristic = coded(lists.CHARACTERISTICS, load_default=None)
    setting = coded(lists.SETTINGS, load_default=None)
    site = string(100, load_default=None)
    language = coded(lists.LANGUAGES, load_default=None)
    urgent = QueryFlag(load_default=None)


class ReferralIn(Input):
    """A referral to draft. It needs neither a report nor a case."""

    service_id = Id(required=True)
    need = string(
        LONG_TEXT,
        required=True,
        metadata={"description": "What the person needs, in words the service will see."},
    )
    case_id = Id(load_default=None)
    report_id = Id(load_default=None)


class ReferralOut(Output):
    """A referral."""

    id = uuid()
    reference = out()
    version = out(fields.Integer)
    status = out(validate=validate.OneOf(lists.REFERRAL_STATUSES.values()))
    case_id = maybe(fields.UUID)
    report_id = maybe(fields.UUID)
    service_id = uuid()
    decline_reason = maybe()
    created_at = moment()
    sent_at = Moment(required=True, allow_none=True)
    updated_at = moment()


ReferralOutPage = page_schema(ReferralOut)


class ReferralQuery(PageQuery):
    """Which referrals."""

    status = coded(lists.REFERRAL_STATUSES, load_default=None)
    case_id = Id(load_default=None)
    report_id = Id(load_default=None)


class SharedIdentity(Output):
    """Who the person is, if they agreed to say so."""

    name = fields.String()
    email = fields.String()
    safe_to_contact = fields.String()


class SharedOut(Output):
    """Exactly what the service was given."""

    need = out()
    identity = fields.Nested(SharedIdentity)
    narrative = fields.String()
