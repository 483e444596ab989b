"""Exact identifiers of people, and the keyed hashes under which officers' own are known."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.crypto.blind_index import normalise_identifier
from service.crypto.framing import lp
from service.crypto.provider import KeyProvider

_OWN = ("email", "staff_number", "student_number")


def identifiers_of(identity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the kind and the value of each exact identifier in an identity.

    Args:
        identity: somebody a report or a case names (``identifier``), or a reporter or an officer
            (``email``, ``student_number``, ``staff_number``).
    """
    named = identity.get("identifier")
    if named:
        yield named["type"], named["value"]
    yield from ((kind, identity[kind]) for kind in _OWN if identity.get(kind))


def identifier_mac(provider: KeyProvider, kind: str, value: str) -> str:
    """Give the keyed hash of an identifier, as hexadecimal digits.

    Keyed by the provider: the database alone does not tell which address is whose. The prefix
    keeps it apart from what attests an account under the same key, which is JSON.
    """
    form = normalise_identifier(kind, value)
    return provider.mac("authority", b"identifier" + lp(kind) + form.encode()).hex()
