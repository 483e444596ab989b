"""The directory of support services, in and out."""

from typing import Any

from marshmallow import fields, validate

from service.api.schemas.base import (
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
from service.domain import support_lists
from service.domain.contact import WEB_ADDRESS
from service.domain.opening_hours import MOST_OPENINGS

_TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_CLOSING = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


def _web_address() -> fields.String:
    return fields.String(
        validate=[
            validate.Length(max=SHORT_TEXT),
            Matches(WEB_ADDRESS, error="Must be an address starting with https:// or http://."),
        ],
        metadata={"description": "A web address."},
    )


def _texts(longest: int, most: int) -> fields.List[Any]:
    return fields.List(string(longest), validate=validate.Length(max=most))


class ContactIn(Input):
    """How to reach a service: of the service, not of a person."""

    email = fields.Email(validate=validate.Length(max=SHORT_TEXT))
    phone = string(50)
    sms = string(50)
    url = _web_address()
    chat_url = _web_address()
    address = string(SHORT_TEXT)


class OpeningIn(Input):
    """One weekly opening, in the service's time zone; a night is two openings."""

    day = coded(support_lists.WEEKDAYS, required=True)
    opens = fields.String(required=True, validate=Matches(_TIME, error="Must be like 09:00."))
    closes = fields.String(
        required=True, validate=Matches(_CLOSING, error="Must be like 17:00, at most 24:00.")
    )


class ServicePatch(Input):
    """Changes to a service (JSON Merge Patch)."""

    external_id = string(
        100, allow_none=True, metadata={"description": "Its name in the system it came from."}
    )
    name = string(SHORT_TEXT)
    name_cy = string(SHORT_TEXT, allow_none=True, metadata={"description": "In Welsh."})
    service_type = coded(lists.SERVICE_TYPES)
    description = fields.String(validate=validate.Length(max=5000))
    description_cy = string(5000, allow_none=True, metadata={"description": "In Welsh."})
    helps_with = coded_list(lists.IMPACTS)
    characteristics = coded_list(
        lists.CHARACTERISTICS, metadata={"description": "Whom it is meant for; none: everybody."}
    )
    communities = _texts(100, 50)
    represents = coded_list(
        support_lists.RESPONDER_ATTRIBUTES,
        metadata={"description": "How those who work there describe themselves."},
    )
    settings = coded_list(
        lists.SETTINGS, metadata={"description": "Where what it helps with happens; none: all."}
    )
    sites = _texts(100, 50)
    languages = coded_list(lists.LANGUAGES)
    urgent = Flag(metadata={"description": "For people in a crisis: it is shown first."})
    cost = coded(support_lists.COSTS)
    self_referral = Flag()
    contact = fields.Nested(ContactIn)
    hours = fields.List(fields.Nested(OpeningIn), validate=validate.Length(max=MOST_OPENINGS))
    timezone = string(64, metadata={"description": "An IANA time zone."})
    always_open = Flag()
    closed_on_holidays = Flag()
    opening_hours = string(
        SHORT_TEXT, allow_none=True, metadata={"description": "What the hours do not say."}
    )
    accessible = coded_list(support_lists.ACCESSIBLE)
    accessibility = string(1000, allow_none=True)
    next_available_on = Day(allow_none=True)
    active = Flag()
    review_on = Day(allow_none=True)


class ServiceIn(ServicePatch):
    """A service to add."""

    name = string(SHORT_TEXT, required=True)
    service_type = coded(lists.SERVICE_TYPES, required=True)


class ServiceRow(ServiceIn):
    """A row of an import: with ``external_id`` or ``id`` of an entry, it changes that one."""

    id = Id()


class ContactOut(Output):
    """How to reach a service."""

    email = fields.String()
    phone = fields.String()
    sms = fields.String()
    url = fields.String()
    chat_url = fields.String()
    address = fields.String()


class OpeningOut(Output):
    """One weekly opening, in the service's time zone."""

    day = out(validate=validate.OneOf(support_lists.WEEKDAYS.values()))
    opens = out()
    closes = out()


class ServiceOut(Output):
    """A support service."""

    id = uuid()
    version = out(fields.Integer)
    external_id = maybe()
    name = out()
    name_cy = maybe()
    service_type = out(validate=validate.OneOf(lists.SERVICE_TYPES.values()))
    description = out()
    description_cy = maybe()
    helps_with = strings()
    characteristics = strings()
    communities = strings()
    represents = strings()
    settings = strings()
    sites = strings()
    languages = strings()
    urgent = out(fields.Boolean)
    cost = out(validate=validate.OneOf(support_lists.COSTS.values()))
    self_referral = out(fields.Boolean)
    contact = fields.Nested(ContactOut, required=True)
    hours = fields.List(fields.Nested(OpeningOut), required=True)
    timezone = out()
    always_open = out(fields.Boolean)
    closed_on_holidays = out(fields.Boolean)
    opening_hours = maybe()
    accessible = strings()
    accessibility = maybe()
    next_available_on = maybe(fields.Date)
    active = out(fields.Boolean)
    review_on = maybe(fields.Date)
    updated_at = moment()


ServiceOutPage = page_schema(ServiceOut)


class ServiceQuery(PageQuery):
    """Which services."""

    q = string(
        200,
        load_default=None,
        metadata={"description": "Words in English or Welsh; an entry must have every one."},
    )
    type = coded(lists.SERVICE_TYPES, load_default=None)
    helps_with = coded(lists.IMPACTS, load_default=None)
    characteristic = coded(
        lists.CHARACTERISTICS,
        load_default=None,
        metadata={"description": "Meant for people who share it, or for everybody."},
    )
    setting = coded(lists.SETTINGS, load_default=None)
    site = string(100, load_default=None)
    language = coded(lists.LANGUAGES, load_default=None)
    represents = coded(support_lists.RESPONDER_ATTRIBUTES, load_default=None)
    accessible = coded(support_lists.ACCESSIBLE, load_default=None)
    cost = coded(support_lists.COSTS, load_default=None)
    self_referral = QueryFlag(load_default=None)
    urgent = QueryFlag(load_default=None)
    open_now = QueryFlag(
        load_default=None,
        metadata={"description": "`true`: open at this moment, by the service's own clocks."},
    )


class ExportQuery(Input):
    """In which form."""

    format = fields.String(
        load_default="ndjson",
        validate=validate.OneOf(["ndjson", "csv", "hsds"]),
        metadata={
            "description": "`ndjson` and `csv` can be imported again; `hsds` is Open Referral UK."
        },
    )


class ImportedOut(Output):
    """What an import did."""

    added = out(fields.Integer)
    amended = out(fields.Integer)
    unchanged = out(fields.Integer)
