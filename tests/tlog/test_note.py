"""Signed notes, keys and checkpoints: what is accepted, and everything that is not."""

import pytest

from service.tlog.encoding import from_base64, to_base64
from service.tlog.note import (
    Checkpoint,
    NoteError,
    VerifierKey,
    add_signature,
    key_id,
    open_note,
    sign_note,
)
from tests.tlog.exports import Signer

LOG, WITNESS = Signer(1, "log.example"), Signer(2, "witness.example")
BODY = "first\n\nafter an empty line\n"
NOTE = LOG.note(BODY)


def test_cosigning() -> None:
    both = add_signature(NOTE, WITNESS.name, WITNESS.public, WITNESS.sign)
    assert open_note(both, [WITNESS.vkey, LOG.vkey]) == (BODY, [LOG.vkey, WITNESS.vkey])
    assert open_note(both, [LOG.vkey]) == (BODY, [LOG.vkey])
    twice = add_signature(both, LOG.name, LOG.public, LOG.sign)
    assert open_note(twice, [LOG.vkey]) == (BODY, [LOG.vkey])
    with pytest.raises(NoteError, match="no known key"):
        open_note(NOTE, [WITNESS.vkey])


def test_a_bad_signature_of_a_known_key_spoils_the_note() -> None:
    other = sign_note("other\n", WITNESS.name, WITNESS.public, WITNESS.sign)
    stray = other.rpartition("\n\n")[2]
    assert open_note(NOTE + stray, [LOG.vkey]) == (BODY, [LOG.vkey])
    with pytest.raises(NoteError, match=r"witness\.example is bad"):
        open_note(NOTE + stray, [LOG.vkey, WITNESS.vkey])
    with pytest.raises(NoteError, match="is bad"):
        open_note(NOTE.replace("first", "worst"), [LOG.vkey])


@pytest.mark.parametrize(
    "note",
    [
        "", "\n", BODY, BODY + "\n", NOTE[:-1], NOTE + "\n", NOTE + "line\n", "\r" + NOTE,
        NOTE.replace("\u2014", "-"), NOTE.replace(" log.example ", "  "), "\ud800" + NOTE,
        NOTE.replace(" log.example ", " log+example "), f"{BODY}\n\u2014 name AAAA\n",
        f"{BODY}\n\u2014 name !\n", f"{BODY}\n\u2014 name\n", NOTE + "\u2014 a AAAAAAA=\n" * 100,
        f"{BODY}\n\u2014 name AAAAAAB=\n",
    ],
)  # fmt: skip
def test_malformed_notes(note: str) -> None:
    with pytest.raises(NoteError):
        open_note(note, [LOG.vkey])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x1bb", "\ud800"])
def test_names_that_cannot_sign(name: str) -> None:
    with pytest.raises(NoteError):
        sign_note(BODY, name, LOG.public, LOG.sign)


@pytest.mark.parametrize("body", ["", "no newline", "tab\t\n", "\ud800\n"])
def test_texts_that_cannot_be_signed(body: str) -> None:
    with pytest.raises(NoteError):
        LOG.note(body)


def test_a_signer_with_another_key_publishes_nothing() -> None:
    with pytest.raises(NoteError, match="private half"):
        sign_note(BODY, LOG.name, LOG.public, WITNESS.sign)


def test_keys() -> None:
    text = LOG.vkey.encode()
    assert VerifierKey.parse(text) == LOG.vkey
    assert LOG.vkey.key_id == key_id(LOG.name, LOG.public)
    name, number, encoded = text.split("+", 2)
    witness_type = to_base64(b"\x04" + LOG.public)
    for wrong in (
        "", name, f"{name}+{number}", f"+{number}+{encoded}", f"{name}+{number.upper()}+{encoded}",
        f"{name}x+{number}+{encoded}", f"{name}+{number}+{encoded[:-4]}", text + "\n", text + "=",
        f"{name}+{number}+{witness_type}", f"{name}+zz+{encoded}",
    ):  # fmt: skip
        with pytest.raises(NoteError):
            VerifierKey.parse(wrong)


def test_checkpoints() -> None:
    root = to_base64(bytes(range(32)))
    body = f"log.example\n7\n{root}\nan extension\n"
    assert Checkpoint.parse(body) == Checkpoint(
        "log.example", 7, bytes(range(32)), ("an extension",)
    )
    assert Checkpoint.parse(body).body() == body
    assert Checkpoint.parse(f"o\n0\n{root}\n").size == 0
    for wrong in (
        "", "o\n1\n", f"o\n1\n{root}", f"o\n01\n{root}\n", f"o\n-1\n{root}\n", f"\n1\n{root}\n",
        f"o\n\u0661\n{root}\n", f"o\n+1\n{root}\n", f"o\n1\n{root[:-4]}\n", f"o\n1\n{root}\n\n",
        f"o\n{'9' * 5000}\n{root}\n", f"o\n\n{root}\n",
    ):  # fmt: skip
        with pytest.raises(NoteError):
            Checkpoint.parse(wrong)
    with pytest.raises(NoteError):
        Checkpoint("two\nlines", 1, bytes(32))


def test_base64_has_one_spelling() -> None:
    assert from_base64("AAAAAAA=") == bytes(5)
    for wrong in ("AAAAAAB=", "AAAAAAA", "AAAA\n", "AA-_", "\u0661AAA"):
        with pytest.raises(ValueError, match=r"base64|ASCII"):
            from_base64(wrong)
