"""What a service's link is known by: its token, its code, its visit. None of them is ever stored.

Token and code follow from the link by the provider's keyed hash, so that a mail can be written when
it is sent and the outbox need not hold them. The database has keyed hashes only: a stolen copy
opens nothing.
"""

import base64
import hmac
from datetime import datetime
from uuid import UUID

from service.crypto.provider import KeyProvider
from service.domain.service_links import CODE_DIGITS
from service.usecases.entries import moment_text


def link_token(provider: KeyProvider, link_id: UUID) -> str:
    """Give the token in a link's address: 32 bytes, as 43 characters."""
    token = _mac(provider, b"token", link_id.bytes)
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def token_mac(provider: KeyProvider, token: str) -> bytes:
    """Give the keyed hash under which a link's token is known."""
    return _mac(provider, b"known", token.encode())


def visit_mac(provider: KeyProvider, token: str) -> bytes:
    """Give the keyed hash under which the token of a visit's cookie is known."""
    return _mac(provider, b"visit", token.encode())


def link_code(provider: KeyProvider, link_id: UUID, asked_at: datetime) -> str:
    """Give the code that was asked for at a moment: six digits."""
    mac = _mac(provider, b"code", link_id.bytes + moment_text(asked_at).encode())
    return str(int.from_bytes(mac) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def is_code(given: str, expected: str) -> bool:
    """Compare a typed code in constant time; blanks and hyphens do not count."""
    typed = given.replace(" ", "").replace("-", "")
    return hmac.compare_digest(typed.encode(), expected.encode())


def _mac(provider: KeyProvider, what: bytes, data: bytes) -> bytes:
    # A receipt is only digits and a supporter's code is marked: neither can be one of these.
    return provider.mac("receipt", b"service link " + what + b":" + data)
