"""The keys by which words of the directory are found, in English and in Welsh.

Two words meet when they share a key. Every word is folded to small letters without diacritics; one
key is its English stem, the others are the Welsh words it may be a mutation of.
"""

import re
import unicodedata
from collections.abc import Iterator

from snowballstemmer import EnglishStemmer

KEY_LENGTH = 64
"""The most characters of a key."""

MOST_QUERY_WORDS = 10
"""Of a longer query only the first words count."""

FACETS = (
    "service_type", "helps_with", "characteristic", "setting", "site", "language", "represents",
    "accessible", "cost", "self_referral",
)  # fmt: skip
"""What a service is found by besides its words, each with a value."""

FOR_ALL = "*"
"""The value of a facet in which a service names none in particular, being for all."""

_TERM = re.compile(r"[^\W_]+(?:[-'\u2010\u2019][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = frozenset({"Mn", "Mc", "Me", "Cf"})

_RADICALS = {
    # Soft, nasal and aspirate mutation, undone; h before a vowel as after "her", "our", "their".
    # Source: Gareth King, Modern Welsh: A Comprehensive Grammar, sections 3 to 12.
    "ngh": "c", "mh": "p", "nh": "t", "ng": "g",
    "ph": "p", "th": "t", "ch": "c",
    "dd": "d", "b": "p", "d": "t", "g": "c", "f": "b m", "m": "b", "n": "d",
    "ha": "a", "he": "e", "hi": "i", "ho": "o", "hu": "u", "hw": "w", "hy": "y",
    "l": "ll gl", "r": "rh gr", "w": "gw",
    "a": "ga", "e": "ge", "i": "gi", "o": "go", "u": "gu", "y": "gy",
}  # fmt: skip

_STOP_WORDS = frozenset(
    # A letter alone; what carries no meaning; and what everybody asks of a directory of help.
    "a b c d e f g h i j k l m n o p q r s t u v w x y z "
    "an and any are as at be but by can do does for from has have how if in into is it its me my "
    "not of on or our so some that the their them there they this to us was we what when where "
    "which who will with you your "
    "about find help looking need please someone want "
    "ac am ar at bod bydd chi dan dy ei ein eich er eu fel fod fy fydd gan gyda gydag hefyd hyn "
    "hon hwn hynny iddo iddi lle mae mai maen na nac nad neu ni nid oes pan pob pwy rhag "
    "rwy sy sydd tan trwy wedi wrth yn yng ym yr ydy yw "
    "angen chwilio eisiau helpu rhywun".split()
)


def keys_of(text: str) -> frozenset[str]:
    """Give the keys of every word of ``text``, each of at most `KEY_LENGTH` characters."""
    stemmer = EnglishStemmer()
    return frozenset(key for part in _parts(text) for word in part for key in _keys(word, stemmer))


def facet_key(facet: str, value: object) -> str:
    """Give the key of a facet's value; no word has one like it."""
    return f"{facet}:{value}"


def query_keys(text: str) -> list[frozenset[str]]:
    """Give, for each word of a query, the keys any of which may stand for it.

    A service is found when every word has a key among those of the service (see `keys_of`): all
    services, when the query has nothing but stop words.
    """
    stemmer = EnglishStemmer()  # it keeps a state, so threads cannot share one
    parts = list(dict.fromkeys(_parts(text)))[:MOST_QUERY_WORDS]
    return [frozenset(key for word in part for key in _keys(word, stemmer)) for part in parts]


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    """Give every word that means something; a part of ``well-being`` with the whole beside it."""
    for term in _TERM.findall(_folded(text)):
        parts = _WORD.findall(term)
        whole = ["".join(parts)] if len(parts) > 1 else []
        yield from ((part, *whole) for part in parts if part not in _STOP_WORDS)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in _INVISIBLE)
    return bare.casefold()


def _keys(word: str, stemmer: EnglishStemmer) -> Iterator[str]:
    for key in (word, stemmer.stemWord(word), *_radicals(word)):
        yield key[:KEY_LENGTH]


def _radicals(word: str) -> Iterator[str]:
    """Give the words that ``word`` may be a mutation of."""
    for length in (3, 2, 1):
        if radicals := _RADICALS.get(word[:length]):
            yield from (radical + word[length:] for radical in radicals.split())
            return
