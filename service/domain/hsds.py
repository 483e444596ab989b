"""The directory in the words of Open Referral UK: HSDS 3.0 with its UK profile.

The profile leaves out some fields of HSDS 3.0 itself, without which a listing helps nobody: names
and codes of languages, telephone numbers, other web addresses and names. They are given all the
same, as HSDS writes them; the profile's schemas allow for more than they list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from service.domain import code_lists, support_lists
from service.domain.codes import CodeList, words

Object = dict[str, Any]

SUMMARY_FIELDS = (
    "id", "organization_id", "name", "description", "url", "email", "status", "alert",
    "last_modified", "organization",
)  # fmt: skip
"""What a listing of many services gives of each."""

_VOCABULARY = UUID("55dc352b-f4ab-45dd-9fb5-4726ce0a12e7")
"""Terms have the same id in every directory, so that several can be searched as one."""

_ATTRIBUTES: tuple[tuple[str, str, CodeList], ...] = (
    ("service_type", "service_type", code_lists.SERVICE_TYPES),
    ("helps_with", "helps_with", code_lists.IMPACTS),
    ("characteristics", "intended_audience", code_lists.CHARACTERISTICS),
    ("represents", "represents", support_lists.RESPONDER_ATTRIBUTES),
    ("settings", "setting", code_lists.SETTINGS),
    ("accessible", "accessibility", support_lists.ACCESSIBLE),
)
"""Fields that are terms of a code list, and what each says of the service."""

_LANGUAGE_CODES = {"bsl": "bfi"}
"""ISO 639-3, where ISO 639-1 has no code."""

_BYDAY = dict(zip(support_lists.WEEKDAYS.values(), "MO TU WE TH FR SA SU".split(), strict=True))
_END_OF_DAY = "23:59"  # the last time of a day that every reader of HSDS knows
_FREE_OF_CHARGE = ("free", "nhs_funded")
_ONLINE = "Online or by telephone"


@dataclass(frozen=True, slots=True)
class Institution:
    """Whose directory it is; ``url`` is its public address, from which its id is made."""

    name: str
    url: str

    @property
    def id(self) -> UUID:
        """Its id as an organization."""
        return uuid5(NAMESPACE_URL, self.url)


def to_hsds(service: Mapping[str, Any], *, institution: Institution) -> Object:
    """Give a service with all that belongs to it, valid by the profile's ``service.json``.

    Args:
        service: the columns of `SupportService` by name.
    """
    contact = service["contact"]
    organization = {"name": institution.name, "description": "", "website": institution.url}
    return _given(
        id=str(service["id"]),
        organization_id=str(institution.id),
        name=service["name"],
        alternate_name=service["name_cy"],
        description="\n\n".join(filter(None, (service["description"], service["description_cy"]))),
        url=contact.get("url"),
        additional_urls=list(_additional_urls(service)),
        email=contact.get("email"),
        status="active" if service["active"] else "inactive",
        alert=_alert(service),
        last_modified=_millis(service),
        schedules=list(_schedules(service)),
        service_at_locations=list(_locations(service)),
        languages=list(_languages(service)),
        organization={"id": str(institution.id), **organization},
        cost_options=[_cost(service)],
        contacts=list(_contacts(service)),
        attributes=list(_attributes(service)),
    )


def summary_of(full: Object) -> Object:
    """Give what a listing shows of a service, valid by the profile's ``service_list.json``."""
    return {name: full[name] for name in SUMMARY_FIELDS if name in full}


def _given(**fields: Any) -> Object:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _own(service: Mapping[str, Any], kind: str, *names: str) -> Object:
    """Begin something that belongs to a service, with the same id every time."""
    made = uuid5(service["id"], "\0".join((kind, *names)))
    return {"id": str(made), "service_id": str(service["id"])}


def _alert(service: Mapping[str, Any]) -> str | None:
    day = service["next_available_on"]
    return f"Next available on {day.day} {day:%B %Y}." if day else None


def _millis(service: Mapping[str, Any]) -> str:
    moment = service["updated_at"].astimezone(UTC).isoformat(timespec="milliseconds")
    return str(moment).replace("+00:00", "Z")


def _additional_urls(service: Mapping[str, Any]) -> Iterator[Object]:
    if url := service["contact"].get("chat_url"):
        yield {**_own(service, "url", "chat"), "label": "Chat", "url": url}


def _schedules(service: Mapping[str, Any]) -> Iterator[Object]:
    """Give one schedule for the days with the same hours, else one of words alone.

    Times have no offset from UTC, although HSDS would like one: they are those of the clocks in
    ``timezone``, and no one offset holds in both summer and winter.
    """
    said = _given(description=service["opening_hours"])
    weekly = sorted(_weekly(service))
    for (opens, closes), openings in groupby(weekly, key=lambda opening: opening[:2]):
        days = {opening[2] for opening in openings}
        yield {
            **_own(service, "schedule", opens, closes), **said, "freq": "WEEKLY",
            "byday": ",".join(code for day, code in _BYDAY.items() if day in days),
            "opens_at": opens, "closes_at": closes, "notes": _notes(service),
        }  # fmt: skip
    if said and not weekly:
        yield {**_own(service, "schedule"), **said}


def _weekly(service: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if service["always_open"]:
        return [("00:00", _END_OF_DAY, day) for day in _BYDAY]
    return [(e["opens"], e["closes"].replace("24:00", _END_OF_DAY), e["day"])
            for e in service["hours"]]  # fmt: skip


def _notes(service: Mapping[str, Any]) -> str:
    closed = service["closed_on_holidays"] and not service["always_open"]
    zone = f"Times are those of {service['timezone']}."
    return f"{zone} Closed on public holidays." if closed else zone


def _locations(service: Mapping[str, Any]) -> Iterator[Object]:
    for key, place in _places(service):
        made = _own(service, "location", *key)["id"]
        access = list(_accessibility(service, made))
        yield {
            **_own(service, "service_at_location", *key), "location_id": made,
            "location": {"id": made, **place, **_given(accessibility=access)},
        }  # fmt: skip


def _places(service: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Object]]:
    """Give every place of a service, and what tells it from the others."""
    sites, contact = list(dict.fromkeys(service["sites"])), service["contact"]
    yield from ((("site", site), {"location_type": "physical", "name": site}) for site in sites)
    if address := contact.get("address"):
        here = {"location_type": "physical", "name": service["name"], "description": address}
        yield ("address",), here
    if contact.get("chat_url") or "remote" in service["accessible"] or not (sites or address):
        yield ("online",), {"location_type": "virtual", "name": _ONLINE}


def _accessibility(service: Mapping[str, Any], location_id: str) -> Iterator[Object]:
    said = [service["accessibility"]] if service["accessibility"] else []
    for text in dict.fromkeys([*map(support_lists.ACCESSIBLE.label, service["accessible"]), *said]):
        made = uuid5(UUID(location_id), text)
        yield {"id": str(made), "location_id": location_id, "description": text}


def _languages(service: Mapping[str, Any]) -> Iterator[Object]:
    for code in dict.fromkeys(service["languages"]):
        iso, name = _LANGUAGE_CODES.get(code, code), code_lists.LANGUAGES.label(code)
        yield {**_own(service, "language", code), "code": iso, "name": name}


def _cost(service: Mapping[str, Any]) -> Object:
    cost = service["cost"]
    amount = {"amount": 0} if cost in _FREE_OF_CHARGE else {}
    return {**_own(service, "cost_option"), "option": support_lists.COSTS.label(cost), **amount}


def _contacts(service: Mapping[str, Any]) -> Iterator[Object]:
    contact = service["contact"]
    own = _own(service, "contact")
    phones = [
        {"id": _own(service, "phone", field)["id"], "contact_id": own["id"], "type": kind,
         "number": contact[field]}
        for field, kind in (("phone", "voice"), ("sms", "text")) if contact.get(field)
    ]  # fmt: skip
    reached = _given(email=contact.get("email"), phones=phones)
    if reached:
        yield {**own, "name": service["name"], **reached}


def _attributes(service: Mapping[str, Any]) -> Iterator[Object]:
    for taxonomy, link_type, code, label in dict.fromkeys(_terms(service)):
        term = {
            "id": str(uuid5(_VOCABULARY, f"{taxonomy}\0{code}")), "name": label,
            "description": label, "taxonomy": words(taxonomy), "term": code,
        }  # fmt: skip
        yield {
            "id": _own(service, "attribute", link_type, taxonomy, code)["id"],
            "link_id": str(service["id"]), "link_type": link_type,
            "taxonomy_term_id": term["id"], "taxonomy_term": term,
        }  # fmt: skip


def _terms(service: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give taxonomy, link type, code and label of all that classifies a service."""
    for field, link_type, codelist in _ATTRIBUTES:
        codes = service[field] if isinstance(service[field], list) else [service[field]]
        yield from ((codelist.name, link_type, code, codelist.label(code)) for code in codes)
    yield from (("community", "intended_audience", name, name) for name in service["communities"])
    route = "self_referral" if service["self_referral"] else "by_referral"
    yield "referral_route", "eligibility", route, words(route)
    if service["urgent"]:
        yield "urgency", "urgency", "same_day", "Helps in a crisis, the same day"
