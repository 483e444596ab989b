"""Every way of spoiling an export is refused, for the right reason and with the right exit code."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from service.tlog.command import verify_command
from service.tlog.manifest import decode_manifest, encode_manifest
from service.tlog.verify_folder import Refused, Unreadable, verify_folder
from tests.tlog.exports import ORIGIN, Signer, entries, resign_manifest, write_export

LINES = entries(11)
SMALL = ["checkpoint", "vkey", "manifest.json", "checkpoint.old", "consistency"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export", LINES, old=7)


def run(folder: Path, since: Path | None = None, vkey: str | None = None) -> tuple[int, str]:
    out = io.StringIO()
    code = verify_command(str(folder), str(since) if since else None, vkey, out)
    return code, out.getvalue()


def kept(tmp_path: Path, note: str) -> Path:
    path = tmp_path / "kept"
    path.write_text(note, encoding="utf-8")
    return path


def test_an_untouched_export_is_proven(folder: Path) -> None:
    report = verify_folder(folder)
    assert (report.origin, report.size, report.key_id) == (ORIGIN, 11, Signer().vkey.key_id)
    assert any("only grown, by 4" in sentence for sentence in report.proven)
    assert "taken from the folder itself" in report.not_proven[0]
    code, text = run(folder)
    assert code == 0
    assert text.startswith(f"OK\n  log {ORIGIN}\n  entries 11\n")
    assert "Not proven:" in text


@pytest.mark.parametrize("old", [None, 0, 1, 4, 8, 10, 11])
@pytest.mark.parametrize("count", [0, 11, 300])
def test_sizes_and_edges(tmp_path: Path, count: int, old: int | None) -> None:
    old = None if old is None else min(old, count)
    assert verify_folder(write_export(tmp_path / "e", entries(count), old=old)).size == count


def test_a_pinned_key(folder: Path, tmp_path: Path) -> None:
    right, wrong = Signer().vkey.encode(), Signer(9).vkey.encode()
    file = kept(tmp_path, right + "\n")
    for vkey in (right, str(file)):
        code, text = run(folder, vkey=vkey)
        assert (code, "taken from the folder" in text) == (0, False)
    code, text = run(folder, vkey=wrong)
    assert (code, "is not the key you gave" in text) == (1, True)
    assert run(folder, vkey=str(tmp_path / "none"))[0] == 2
    assert run(folder, vkey="x" * 5000)[0] == 2
    with pytest.raises(Refused, match="the key you gave"):
        verify_folder(folder, vkey="nonsense")


def test_a_forger_with_another_key_is_caught_only_by_pinning(tmp_path: Path) -> None:
    forged = write_export(tmp_path / "forged", LINES[:5], signer=Signer(9))
    assert run(forged)[0] == 0
    assert run(forged, vkey=Signer().vkey.encode())[0] == 1


def test_since(folder: Path, tmp_path: Path) -> None:
    signer = Signer()
    for size in (0, 3, 11):
        assert run(folder, kept(tmp_path, signer.checkpoint(LINES[:size])))[0] == 0
    longer = signer.checkpoint(entries(15))
    rewritten = signer.checkpoint([b'{"id":"other"}', *LINES[1:5]])
    elsewhere = signer.checkpoint(LINES[:5], "another.example/log")
    for note, reason in (
        (longer, "the log has shrunk: you hold a checkpoint of 15 entries, this export has 11"),
        (rewritten, "the first 5 entries do not give the root of the checkpoint you hold"),
        (elsewhere, "is of another log: another.example/log"),
        (Signer(9).checkpoint(LINES[:5]), "no known key signed"),
        ("nonsense", "the checkpoint you hold is not a checkpoint signed by"),
    ):
        code, text = run(folder, kept(tmp_path, note))
        assert code == 1
        assert text.startswith("REFUSED\n")
        assert reason in text
    assert run(folder, tmp_path / "none")[0] == 2


def relines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "entries.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in change(list(LINES))))

    return spoil


def rewrite(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes())) and None


def genuine(name: str, count: int) -> Callable[[Path], None]:
    return rewrite(name, lambda _: Signer().checkpoint(LINES[:count]).encode())


def claim(**changes: object) -> Callable[[Path], None]:
    return lambda folder: resign_manifest(folder, LINES, Signer(), **changes)


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "last entry removed": (relines(lambda e: e[:-1]), "the export has 10 entries, the checkpoint "),
    "inner entry removed": (relines(lambda e: e[:4] + e[5:]), "were cut off or removed"),
    "entry added": (relines(lambda e: [*e, b"{}"]), "12 entries, the checkpoint signs 11: entries"),
    "entry changed": (relines(lambda e: [b"{}", *e[1:]]), "do not give the signed root"),
    "entries swapped": (relines(lambda e: [e[1], e[0], *e[2:]]), "do not give the signed root"),
    "respelt entry": (relines(lambda e: [e[0] + b" ", *e[1:]]), "do not give the signed root"),
    "no JSON": (relines(lambda e: [*e[:3], b"x", *e[4:]]), "line 4 of entries.jsonl is not a JSON"),
    "no object": (relines(lambda e: [b"[]", *e[1:]]), "line 1 of entries.jsonl is not a JSON"),
    "deep": (relines(lambda e: [b"[" * 60_000, *e[1:]]), "line 1 of entries.jsonl is not a JSON"),
    "empty line": (relines(lambda e: [*e, b""]), "line 12 of entries.jsonl is not a JSON object"),
    "too long": (relines(lambda e: [b" " * 65_536, *e[1:]]), "longer than an entry can be"),
    "cut mid-line": (rewrite("entries.jsonl", lambda b: b[:-1]), "line 11 of entries.jsonl does"),
    "emptied": (rewrite("entries.jsonl", lambda _: b""), "the export has 0 entries"),
    "older checkpoint": (genuine("checkpoint", 10), "disagree about the size"),
    "newer old": (rewrite("checkpoint.old", lambda _: Signer().checkpoint(entries(15)).encode()),
                  "the log has shrunk: checkpoint.old is a checkpoint of 15 entries"),
    "other old": (genuine("checkpoint.old", 6), "the log was rewritten since checkpoint.old"),
    "rewritten old": (rewrite("checkpoint.old", lambda _: Signer().checkpoint([b"{}"]).encode()),
                      "the first 1 entries do not give the root of checkpoint.old"),
    "proof emptied": (rewrite("consistency", lambda _: b""), "the log was rewritten since"),
    "proof unread": (rewrite("consistency", lambda b: b + b"x"), "not a list of base64 hashes"),
    "checkpoint not UTF-8": (rewrite("checkpoint", lambda b: b"\xff" + b), "signed note"),
    "vkey unread": (rewrite("vkey", lambda _: b"\xff"), "vkey is not a well-formed verifier key"),
    "huge file": (rewrite("vkey", lambda _: b"x" * (2 << 20)), "vkey is far larger"),
    "vkey with a space": (rewrite("vkey", lambda b: b[:-1]), "vkey is not the file"),
    "manifest unread": (rewrite("manifest.json", lambda b: b[1:]), "the manifest is not JSON"),
    "manifest respelt": (rewrite("manifest.json", lambda b: b + b"\n"), "JSON object in canon"),
    "manifest deep": (rewrite("manifest.json", lambda _: b"[" * 99_999), "manifest is not JSON"),
    "manifest surrogate": (rewrite("manifest.json", lambda _: b'{"a":"\\ud800"}'), "RFC 8785"),
    "manifest unsigned": (rewrite("manifest.json", lambda _: b"{}\n"), "carries no signature"),
    "manifest claim altered": (
        rewrite("manifest.json", lambda b: encode_manifest({**decode_manifest(b), "made_at": "x"})),
        "not signed by the log's key"),
    "other key's manifest": (lambda f: resign_manifest(f, LINES, Signer(9)), "not signed by"),
    "other root": (claim(root="AAAA"), "disagree about the root"),
    "other origin": (claim(origin="else"), "disagree about the origin"),
    "extract": (claim(kind="extract"), "this is an extract"),
    "filtered": (claim(filter="case 7"), "this is an extract"),
    "no files": (claim(files=[]), "lists no files"),
    "few files": (claim(files={}), "does not list the files"),
    "odd digest": (
        claim(files=dict.fromkeys(("entries.jsonl", "checkpoint", "vkey"), 1)), "a file's digest"),
    "old one removed": (lambda f: (f / "checkpoint.old").unlink(), "lists checkpoint.old, but"),
    "proof removed": (lambda f: (f / "consistency").unlink(), "lists consistency, but the folder"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "reason"), SPOILED.values(), ids=SPOILED.keys())
def test_tampering_is_refused(folder: Path, spoil: Callable[[Path], None], reason: str) -> None:
    spoil(folder)
    code, text = run(folder)
    assert code == 1
    assert text.startswith("REFUSED\n  ")
    assert reason in text


def test_a_manifest_that_lists_other_entries(folder: Path) -> None:
    files = decode_manifest((folder / "manifest.json").read_bytes())["files"]
    assert isinstance(files, dict)
    listed = {**files, "entries.jsonl": files["vkey"]}
    resign_manifest(folder, LINES, Signer(), files=listed)
    code, text = run(folder)
    assert (code, "entries.jsonl is not the file the signed" in text) == (1, True)


def test_a_file_slipped_in(tmp_path: Path) -> None:
    folder = write_export(tmp_path / "e", LINES)
    (folder / "checkpoint.old").write_text(Signer().checkpoint(LINES[:3]), encoding="utf-8")
    code, text = run(folder)
    assert (code, "checkpoint.old lies in the folder" in text) == (1, True)


@pytest.mark.parametrize("name", [*SMALL, "entries.jsonl"])
def test_any_flipped_byte_is_refused(folder: Path, name: str) -> None:
    path = folder / name
    content = path.read_bytes()
    for place in range(len(content)):
        for bit in (0x01, 0x20, 0x80):
            path.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
            with pytest.raises(Refused):
                verify_folder(folder)


@pytest.mark.parametrize("name", ["entries.jsonl", "checkpoint", "vkey", "manifest.json"])
def test_a_missing_file_cannot_be_read(folder: Path, name: str) -> None:
    (folder / name).unlink()
    code, text = run(folder)
    assert code == 2
    assert text.startswith("COULD NOT BE READ\n  there is no file ")
    (folder / name).mkdir()
    assert run(folder)[0] == 2


def test_no_folder(folder: Path, tmp_path: Path) -> None:
    for place in (tmp_path / "none", folder / "vkey", tmp_path / ("x" * 5000)):
        assert run(place)[0] == 2
    with pytest.raises(Unreadable, match="there is no folder"):
        verify_folder(tmp_path / "none")


def test_a_name_cannot_steer_the_terminal(folder: Path, tmp_path: Path) -> None:
    note = Signer().checkpoint(LINES[:5], "\u202eevil\u009b2J")
    _, text = run(folder, kept(tmp_path, note))
    assert text.isascii()
    assert "\\u202eevil\\x9b2J" in text
