"""Looking for services of the directory: what is asked for, as it stands in a page's address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_admin.babel import gettext as _

from admin.lists import PAGE_SIZE, as_uuid
from service.domain import code_lists as lists
from service.domain import support_lists
from service.domain.codes import CodeList
from service.store.queries.pages import Page
from service.store.queries.support import ServiceFilter
from service.usecases.directory_reading import service_filter
from service.usecases.reading import Reading

LONGEST = 200
"""How much may be looked for at once."""
FLAGS = ("open_now", "urgent", "self_referral")
"""What is either asked for or does not matter."""
_CODED: dict[str, tuple[str, CodeList]] = {
    "type": ("service_type", lists.SERVICE_TYPES),
    "helps_with": ("helps_with", lists.IMPACTS),
    "characteristic": ("characteristic", lists.CHARACTERISTICS),
    "setting": ("setting", lists.SETTINGS),
    "speaks": ("language", lists.LANGUAGES),
    "represents": ("represents", support_lists.RESPONDER_ATTRIBUTES),
    "accessible": ("accessible", support_lists.ACCESSIBLE),
    "cost": ("cost", support_lists.COSTS),
}
"""The filters that take a code: by their names in an address, the field of `ServiceFilter`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that takes one of several values."""

    name: str
    label: str
    field: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; ``values`` by their names in the address, as far as they count."""

    values: Mapping[str, str]
    fields: Mapping[str, Any]
    page: Page
    problems: Sequence[str]
    """What in the address could not be used, in words."""

    def filter(self, reading: Reading, **more: Any) -> ServiceFilter:
        """Give the filter; ``more`` are fields of `ServiceFilter`."""
        return service_filter(reading, **self.fields, **more)


def choices(labels: Mapping[str, str]) -> list[Choice]:
    """Give filters that take a code, by the labels they have on a page."""
    return [
        Choice(name, label, _CODED[name][0], _CODED[name][1].choices())
        for name, label in labels.items()
    ]


def read_search(given: Mapping[str, str], offered: Iterable[Choice]) -> Search:
    """Read an address; what cannot be looked for is named and left out."""
    values: dict[str, str] = {}
    fields: dict[str, Any] = {}
    problems: list[str] = []
    for name, field, value, problem in (*_words(given), *_chosen(given, offered), *_flags(given)):
        if problem:
            problems.append(problem)
        else:
            values[name], fields[field] = given[name].strip(), value
    after = as_uuid(given.get("after", ""))
    if after is None and given.get("after"):
        problems.append(_("The address of this page is damaged, so this is the first page."))
    return Search(values, fields, Page(PAGE_SIZE, after), problems)


_Read = Iterator[tuple[str, str, Any, str]]
"""A filter's name, its field, its value, and what is wrong with it."""


def _words(given: Mapping[str, str]) -> _Read:
    words = given.get("q", "").strip()
    if words:
        bad = "\0" in words or len(words) > LONGEST
        yield "q", "q", words, _("Look for a few words at most.") if bad else ""


def _chosen(given: Mapping[str, str], offered: Iterable[Choice]) -> _Read:
    for choice in offered:
        if value := given.get(choice.name):
            known = any(value == option for option, _label in choice.options)
            problem = _("“%(label)s” has no such choice.", label=choice.label)
            yield choice.name, choice.field, value, "" if known else problem


def _flags(given: Mapping[str, str]) -> _Read:
    for name in FLAGS:
        if given.get(name):
            yield name, name, True, ""
