"""Facts for the figures: numbers from a report, of which only a key can say which report.

The id of a row is ``first 16 bytes of HMAC-SHA256(K, report uuid 16 | kind)``. So a later number
takes the earlier one's place, and withdrawing consent finds them all, while the table by itself
leads back to no report. The key is derived from an ``index`` KEK.
"""

import hmac
from collections.abc import Callable
from uuid import UUID

FACTS_INFO = b"cmfa1"
"""Names the key, for ``KekCache.derive``."""


def fact_ids(key: Callable[[bytes], bytes], report: UUID) -> Callable[[str], UUID]:
    """Give what names the fact of a kind about a report.

    Args:
        key: gives 32 bytes for an info, as ``KekCache.derive`` does.
    """
    derived = key(FACTS_INFO)
    return lambda kind: UUID(
        bytes=hmac.digest(derived, report.bytes + kind.encode(), "sha256")[:16]
    )
