"""Code lists: the closed vocabularies of the domain, as published by the API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its label; ``external`` is another body's code, ``statutory`` a legal flag."""

    code: str
    label: str
    external: str | None = None
    statutory: bool | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A published list of codes."""

    name: str
    title: str
    codes: tuple[Code, ...]

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    def values(self) -> tuple[str, ...]:
        """Give the bare codes, in published order."""
        return tuple(entry.code for entry in self.codes)

    def label(self, code: str) -> str:
        """Give a code's label, or the code itself when it has been retired."""
        return next((entry.label for entry in self.codes if entry.code == code), code)

    def choices(self) -> list[tuple[str, str]]:
        """Give (code, label) pairs, as a form's select needs them."""
        return [(entry.code, entry.label) for entry in self.codes]

    def require(self, code: str, pointer: str) -> str:
        """Return the code, or raise `Invalid` pointing at where it was given."""
        if code in self:
            return code
        raise Invalid([Fault(pointer, "unknown_code", f"Not a code of the list {self.name}.")])


def words(code: str) -> str:
    """Turn a code into words: ``mental_health`` becomes ``Mental health``."""
    return code.replace("_", " ").capitalize()


def code_list(
    name: str,
    codes: Iterable[str] | type[StrEnum],
    *,
    labels: Mapping[str, str] | None = None,
    externals: Mapping[str, str] | None = None,
    not_statutory: Iterable[str] | None = None,
) -> CodeList:
    """Build a list whose labels follow from its codes, but for the exceptions given."""
    labels, externals = labels or {}, externals or {}
    excluded = None if not_statutory is None else frozenset(not_statutory)
    return CodeList(
        name,
        words(name),
        tuple(
            Code(
                str(code),
                labels.get(code, words(code)),
                externals.get(code),
                None if excluded is None else code not in excluded,
            )
            for code in codes
        ),
    )
