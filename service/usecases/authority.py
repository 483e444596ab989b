"""Who may do what is attested: writing into the database makes nobody an officer or a client.

Each account's row carries a MAC over everything its authority follows from, under a key that only
the provider holds. A row that was not written by these use cases, or was changed by any other way,
is worth nothing: it neither signs in, nor keeps a session, nor gets or uses a token.
"""

import hmac
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, cast

from service.crypto.provider import KeyProvider
from service.store.models import ApiClient, Officer
from service.usecases.entries import canonical
from service.usecases.unit import Unit

_ATTESTED: dict[type, tuple[str, ...]] = {
    Officer: (
        "id", "username", "roles", "service_id", "active", "demo", "password_hash",
        "identifier_macs",
    ),
    ApiClient: (
        "id", "client_id", "auth_method", "secret_hash", "public_jwk", "scopes", "active", "demo",
        "service_id",
    ),
}  # fmt: skip
_LATER: dict[type, tuple[str, ...]] = {Officer: ("identifier_macs",), ApiClient: ("service_id",)}
"""Left out while empty: accounts made before a column was there stay what they are."""


def attest(unit: Unit, row: Officer | ApiClient) -> None:
    """Put the MAC on a row whose authority a use case has just set."""
    row.attestation = _expected(unit.provider, type(row), row)


def is_usable(provider: KeyProvider, model: type, row: Any, *, demo: bool) -> bool:
    """Whether an account is live, genuine and, if it is a sample, in a demonstration.

    Args:
        row: an officer or a client, as entity or as Core row with every attested column.
        demo: whether this instance is a demonstration.
    """
    if not row.active or (row.demo and not demo):
        return False
    return hmac.compare_digest(_expected(provider, model, row), row.attestation)


def _expected(provider: KeyProvider, model: type, row: Any) -> bytes:
    return _mac(cast("Hashable", provider), _material(model, row))


def _material(model: type, row: Any) -> bytes:
    values = {name: _plain(getattr(row, name)) for name in _ATTESTED[model]}
    values = {name: value for name, value in values.items() if value or name not in _LATER[model]}
    return canonical({"kind": model.__name__, **values})


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | list) else str(value)


@lru_cache(maxsize=4096)
def _mac(provider: Any, material: bytes) -> bytes:
    """Ask the provider, once for the same material: a remote one costs milliseconds."""
    mac: bytes = provider.mac("authority", material)
    return mac
