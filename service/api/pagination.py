"""Keyset pages over the API: an opaque, signed cursor."""

import base64
import hmac
from uuid import UUID

from service.api.problems import Problem
from service.crypto.provider import KeyProvider
from service.domain.errors import Fault
from service.store.queries.pages import Page

_TAG = 12


def encode_cursor(provider: KeyProvider, operation: str, after: UUID) -> str:
    """Write where the next page starts; good for this operation only."""
    return base64.urlsafe_b64encode(after.bytes + _tag(provider, operation, after.bytes)).decode()


def page_of(provider: KeyProvider, operation: str, limit: int, cursor: str | None) -> Page:
    """Read a page from a query.

    Raises:
        Problem: the cursor is not one we wrote for this operation.
    """
    if cursor is None:
        return Page(limit)
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    key, tag = raw[:16], raw[16:]
    if len(key) < 16 or not hmac.compare_digest(tag, _tag(provider, operation, key)):
        detail = "Not a cursor of this list. Start again without one."
        raise Problem("invalid", faults=[Fault("?/cursor", "bad_cursor", detail)])
    return Page(limit, UUID(bytes=key))


def _tag(provider: KeyProvider, operation: str, key: bytes) -> bytes:
    return provider.mac("cursor", operation.encode() + b"\x00" + key)[:_TAG]
