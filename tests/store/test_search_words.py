"""Which words of the directory meet which words of a query, in English and in Welsh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.store.search_words import KEY_LENGTH, keys_of, query_keys

pytestmark = pytest.mark.single_database


def found(query: str, text: str) -> bool:
    keys = keys_of(text)
    return all(alternatives & keys for alternatives in query_keys(query))


@pytest.mark.parametrize(
    "words",
    [
        "counselling counselled counsel",
        "counsellor counsellors Counsellor\u2019s",
        "disability disabled disabilities",
        "student STUDENTS students'",
        "café cafe",
        "well-being wellbeing well\u2010being",
        "drop-in dropin",
        "e-mail email",
        "শিক্ষা শিক্ষা।",
        "cymorth gymorth nghymorth chymorth",
        "pobl bobl mhobl phobl",
        "tîm dîm nhîm thîm",
        "gofal ofal ngofal",
        "brys frys mrys",
        "dysgu ddysgu nysgu",
        "gwasanaeth wasanaeth ngwasanaeth",
        "glas las nglas",
        "grŵp rŵp ngrŵp grwp",
        "llais lais",
        "rhagfarn ragfarn",
        "myfyrwyr fyfyrwyr",
        "amser hamser",
    ],
)
def test_variants_of_a_word_meet(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert found(first, other)
        assert found(other, first)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("counselling", "counsellor"),  # Snowball keeps them apart
        ("cymorth", "cymoedd"),
        ("llais", "glais"),
        ("rhan", "man"),
        ("well-being", "well off"),
        ("night line", "a line by day"),
        ("ffordd", "bordd"),
    ],
)
def test_other_words_do_not(query: str, text: str) -> None:
    assert not found(query, text)


TEXT = "Up to eight sessions with a Black or Asian counsellor; Cymorth i fyfyrwyr ar leoliad."


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("I am looking for help from Asian counsellors", True),
        ("chymorth myfyrwyr", True),
        ("lleoliad", True),
        ("gyda'r myfyrwyr", True),
        ("Asian lawyer", False),
        ("", True),
        ("?! the", True),
    ],
)
def test_every_word_of_a_query_must_be_found(query: str, is_found: bool) -> None:
    assert found(query, TEXT) is is_found


def test_only_the_first_ten_different_words_count() -> None:
    words = [f"word{n}" for n in range(11)]
    assert query_keys(" ".join(words[:1] * 9 + words)) == query_keys(" ".join(words[:10]))


def test_a_long_word_meets_itself_by_its_beginning() -> None:
    assert {len(key) for key in keys_of("o" * 500)} == {KEY_LENGTH}
    assert found("o" * 500, "o" * 500)


texts = st.text(max_size=200)


@given(texts | st.text("abdfghlmnprwcty'-ŵ ", max_size=300))
def test_any_text_has_keys_of_a_bounded_length(text: str) -> None:
    assert all(0 < len(key) <= KEY_LENGTH for key in keys_of(text))
    assert len(query_keys(text)) <= 10
    assert found(text, text)


@given(texts, texts)
def test_a_text_is_found_whatever_else_is_said(text: str, more: str) -> None:
    assert found(text, f"{more} {text} {more}")
