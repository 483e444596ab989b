"""Blind indexes: finding an exact value in a column the database cannot read.

::

    token = top L bits of HMAC-SHA256(K, lp(kind) | normalised identifier)

The token is cut short on purpose. A full one would be a fingerprint: equal rows would
show as equal. A short one puts several different values in each bucket, and the caller
decrypts the bucket's rows to see which is meant. For look-ups a person needs (student
number, e-mail address), never for a protected characteristic.
"""

import hmac
import re
import unicodedata

from service.crypto.framing import lp, u32

MAX_BITS = 63
"""So that a token fits a signed 64-bit column."""

_NUMBERS = ("student_number", "staff_number")
_MAILTO = re.compile(r"^(mailto:)+")
_SEPARATORS = re.compile(r"[ \-\u2010-\u2015\u2212]")  # spaces, hyphens, dashes, the minus sign


def normalise(value: str) -> str:
    """Give the form under which different ways to type one value are equal.

    ``normalise(" Hans  STRAßE ") == "hans strasse"``. Compatibility caseless matching
    (Unicode Standard, D146): folding can undo normalisation and the other way round, so
    each is done twice. White space is stripped and runs of it become one space.
    """
    folded = unicodedata.normalize("NFD", value)
    for _ in range(2):
        folded = unicodedata.normalize("NFKC", folded.casefold())
    return " ".join(folded.split())


def normalise_identifier(kind: str, value: str) -> str:
    """Give the form under which different spellings of one identifier are equal.

    Beyond `normalise`, and beyond invisible characters that come along with a copied text:
    an ``email`` loses ``mailto:``, its tag and the dot after its domain, so that
    ``"mailto:Zoë+ward@Example.ORG."`` is ``zoë@example.org``; dots before the ``@`` stay,
    since most hosts tell them apart. A ``student_number`` or ``staff_number`` loses spaces
    and hyphens. Any other kind is only text.
    """
    visible = "".join(char for char in value if unicodedata.category(char) != "Cf")
    form = normalise(visible)
    if kind == "email":
        form = _normalise_address(form.replace(" ", ""))
    elif kind in _NUMBERS:
        form = _SEPARATORS.sub("", form)
    return normalise(form)  # an accent may have come to stand beside another letter


def _normalise_address(address: str) -> str:
    local, at, domain = _MAILTO.sub("", address).rpartition("@")
    untagged = local.partition("+")[0] or local
    return untagged + at + domain.rstrip(".")


def index_info(table: str, column: str, index: str, version: int) -> bytes:
    """Name the key of one index, for ``KekCache.derive``: K[table, column, index, version]."""
    return b"cmi1" + lp(table) + lp(column) + lp(index) + u32(version)


def index_token(key: bytes, kind: str, value: str, bits: int) -> int:
    """Give the bucket of ``value``: a number below ``2 ** bits``.

    ``kind`` keeps an e-mail address and a student number that read alike apart. With 0
    bits everything is in bucket 0. Raises ``ValueError`` for bits outside 0 to 63, and for
    text without a UTF-8 form.
    """
    if not 0 <= bits <= MAX_BITS:
        raise ValueError(f"an index token has 0 to {MAX_BITS} bits")
    digest = hmac.digest(key, lp(kind) + normalise_identifier(kind, value).encode(), "sha256")
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - bits)


def plan_bits(rows: int) -> int:
    """Choose L for a table expected to hold ``rows`` different values.

    Buckets should hold ``2 ≤ rows / 2^L < √rows`` on average: never a bucket of one's
    own, never more candidates than a root of the table. Among the lengths that do, the
    shortest is taken since it tells least. 0 when none does (fewer than 8 rows): then
    the table is small enough to be read through.
    """
    bits = (rows.bit_length() + 1) // 2  # the least with 4^L > rows
    return bits if rows >= 2 << bits else 0
