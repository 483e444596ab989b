"""The codes people keep: a reporter's receipt, a supporter's code; only keyed hashes are stored."""

from service.crypto.provider import KeyProvider
from service.domain.ids import receipt_digits

_SUPPORTER = b"supporter:"
"""Sets supporters' codes apart: a receipt is only digits, so no code is ever a receipt's hash."""


def receipt_mac(provider: KeyProvider, receipt: str) -> bytes | None:
    """Give the keyed hash under which a receipt is known; None when it cannot be a receipt.

    Keyed by the provider, so a stolen database does not allow trying all receipts.
    """
    digits = receipt_digits(receipt)
    return provider.mac("receipt", digits.encode()) if digits else None


def supporter_mac(provider: KeyProvider, code: str) -> bytes | None:
    """Give the keyed hash under which a supporter's code is known; None when it cannot be one."""
    digits = receipt_digits(code)
    return provider.mac("receipt", _SUPPORTER + digits.encode()) if digits else None
