import hmac
import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.crypto.blind_index import (
    MAX_BITS,
    index_info,
    index_token,
    normalise,
    normalise_identifier,
    plan_bits,
)

KEY = bytes(range(32))
DIGEST = int("ad8f44cec763025c0f281416e9c30d1e7b508a1885b7271243c629f98f32ab94", 16)
texts = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("", ""),
        ("  Zoë@Example.ORG\n", "zoë@example.org"),
        ("zoe\u0308@example.org", "zoë@example.org"),
        ("\uff21\uff22\uff11", "ab1"),
        ("STRASSE", "strasse"),
        ("\u213b \u210c", "fax h"),  # capitals that only normalising brings out
        ("Straße", "strasse"),
        ("Van  der\u00a0\t Berg", "van der berg"),
        ("\u1fb3", "\u03b1\u03b9"),
    ],
)
def test_ways_to_type_one_value(typed: str, form: str) -> None:
    assert normalise(typed) == form


@given(texts)
def test_normalising_is_done_once_and_for_all(text: str) -> None:
    form = normalise(text)
    assert normalise(form) == form
    for variant in ("NFC", "NFD"):
        assert normalise(unicodedata.normalize(variant, text)) == form


@pytest.mark.parametrize(
    ("kind", "form", "spellings"),
    [
        (
            "email",
            "zoë@example.org",
            [
                "ZOË@Example.ORG", " zoe\u0308@example.org\n", "mailto:zoë@example.org",
                "MailTo: zoë@example.org", "zoë+ward@example.org", "zoë+a+b@example.org",
                "zoë@example.org.", "\uff3aoë\uff20example.org",
                "\u200bzoë@exam\u00adple.org\ufeff",
                "mailto:mailto:Zoë+ward@example.org.",
            ],
        ),
        ("email", "z.oe@example.org", ["Z.Oe@example.org"]),  # not zoe@: a dot is a letter here
        ("email", "+ward@example.org", ["+Ward@example.org"]),  # the tag is all there is
        ("email", "a@b@example.org", ["A@b@example.org"]),
        ("email", "notknown", ["Not known"]),
        ("email", "", ["", " ", "mailto:", "\u200b"]),
        (
            "student_number",
            "ab12345",
            ["AB12345", " ab 123 45", "AB-12-345", "ab\u2011123\u201345", "ab\u2212123\u00ad45",
             "\uff21b12345"],
        ),
        ("staff_number", "s7/8", ["S-7 / 8"]),
        ("student_number", "\u00ed", ["i-\u0301", "I\u0301"]),  # a mark that now follows the letter
        ("student_number", "", ["-", " \u2013 "]),
        ("name", "a-b c+d@e.", [" A-b  C+d@e."]),
    ],
)  # fmt: skip
def test_spellings_of_one_identifier(kind: str, form: str, spellings: list[str]) -> None:
    assert {normalise_identifier(kind, text) for text in spellings} == {form}


@given(
    st.sampled_from(["email", "student_number", "name"]),
    st.text(st.sampled_from("aÉ\u0301ß@+.-: \u200d\u2013mailto"), max_size=30) | texts,
)
def test_an_identifier_s_form_is_its_own_form(kind: str, text: str) -> None:
    form = normalise_identifier(kind, text)
    assert normalise_identifier(kind, form) == form
    assert normalise_identifier(kind, unicodedata.normalize("NFD", text)) == form


def test_an_index_finds_every_spelling() -> None:
    spellings = {"email": "mailto:zoë+ward@EXAMPLE.org.", "student_number": "AB-12 345"}
    plain = {"email": "zoë@example.org", "student_number": "ab12345"}
    for kind, value in spellings.items():
        assert index_token(KEY, kind, value, 63) == index_token(KEY, kind, plain[kind], 63)


def test_fixed_vector_follows_from_the_written_format() -> None:
    assert (
        int(hmac.digest(KEY, b"\x00\x05email" + "zoë@example.org".encode(), "sha256").hex(), 16)
        == DIGEST
    )


@pytest.mark.parametrize("bits", range(MAX_BITS + 1))
def test_takes_the_top_bits(bits: int) -> None:
    assert f"{DIGEST:0256b}"[:bits] == (
        f"{index_token(KEY, 'email', ' ZOË@example.org', bits):0{bits}b}" if bits else ""
    )


def test_nothing_to_search_by_is_one_bucket() -> None:
    assert {index_token(KEY, "email", text, 0) for text in ("a", "b", "c")} == {0}


def test_kind_and_key_keep_values_apart() -> None:
    tokens = {index_token(KEY, "email", "1", 63), index_token(KEY, "student", "1", 63)}
    tokens |= {index_token(KEY, "emai", "l1", 63), index_token(bytes(32), "email", "1", 63)}
    assert len(tokens) == 4


@pytest.mark.parametrize("bits", [-1, 64])
def test_impossible_lengths(bits: int) -> None:
    with pytest.raises(ValueError, match="0 to 63 bits"):
        index_token(KEY, "email", "x", bits)


def test_index_keys_are_named_apart() -> None:
    info = index_info("person", "email_ct", "exact", 1)
    assert info == b"cmi1\x00\x06person\x00\x08email_ct\x00\x05exact\x00\x00\x00\x01"
    assert info != index_info("personemail", "_ct", "exact", 1)


@pytest.mark.parametrize(
    ("rows", "bits"),
    [(0, 0), (1, 0), (7, 0), (8, 2), (15, 2), (16, 3), (100, 4), (10_000, 7), (10**6, 10)],
)
def test_planned_lengths(rows: int, bits: int) -> None:
    assert plan_bits(rows) == bits


@given(st.integers(8, 2**60))
def test_plan_keeps_the_written_rule(rows: int) -> None:
    bits = plan_bits(rows)
    buckets = 2**bits
    assert 2 * buckets <= rows < buckets * buckets  # 2 ≤ rows/2^L < √rows, in integers
    assert (buckets // 2) ** 2 <= rows  # and no shorter length keeps it
    assert bits <= math.log2(rows)
