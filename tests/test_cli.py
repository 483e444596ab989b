"""The command ``redress``: setting an instance up, its refusals, and the log's export."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.test_config import VARIABLES

pytestmark = pytest.mark.single_database

PASSWORD = "a long enough password"


class Shell:
    """Runs commands on an instance in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: object, demo: bool = False, **environment: str) -> Result:
        variables = {**dict.fromkeys(VARIABLES), "REDRESS_HOME": str(self.home), **environment}
        if demo:
            variables["REDRESS_DEMO"] = "true"
        result = CliRunner().invoke(main, [str(a) for a in arguments], env=variables)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    def done(self, *arguments: object, **environment: str) -> str:
        result = self.run(*arguments, **environment)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *arguments: object, **environment: str) -> str:
        result = self.run(*arguments, **environment)
        assert result.exit_code == 1, result.output
        return result.output

    def officer(self, username: str = "robin", **values: str) -> list[str]:
        form = {"name": "Robin", "role": "auditor", "password": PASSWORD, **values}
        options = [part for name, value in form.items() for part in (f"--{name}", value)]
        return ["officer", "create", username, *options]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "home"
    assert "Made a keyring" in Shell(home).done("init")
    return home


@pytest.fixture
def shell(made: Path, tmp_path: Path) -> Shell:
    """An instance that has just been set up."""
    shutil.copytree(made, tmp_path / "home")
    return Shell(tmp_path / "home")


def test_init_makes_private_folders_and_may_be_run_again(shell: Shell) -> None:
    keyring = shell.home / "keyring" / "keyring.json"
    before = keyring.read_bytes()
    assert keyring.stat().st_mode & 0o077 == 0
    again = shell.done("init")
    assert "Made a keyring" not in again
    assert keyring.read_bytes() == before


def test_init_finishes_what_broke_off(shell: Shell) -> None:
    """The schema was made and the first key was not: as if the machine had gone down between."""
    home = shell.home
    for folder in ("data", "keystore"):
        shutil.rmtree(home / folder)
    shell.done("db", "upgrade")
    with closing(sqlite3.connect(home / "keystore" / "keystore.db")) as keystore:
        assert keystore.execute("SELECT count(*) FROM keks").fetchone() == (0,)
    shell.done("init")
    assert "Exported 1 entries" in shell.done("audit", "export", "--out", home / "log")
    assert "Created robin" in shell.done(*shell.officer())


@pytest.mark.parametrize("command", [("db", "upgrade"), ("init",)])
def test_an_older_instance_gets_the_keys_it_lacks(shell: Shell, command: tuple[str, ...]) -> None:
    """The first version made a key for data keys only."""
    with closing(sqlite3.connect(shell.home / "keystore" / "keystore.db")) as keystore:
        keystore.execute("DELETE FROM keks WHERE purpose <> 'dek'")
        keystore.commit()
        shell.done(*command)
        found = keystore.execute("SELECT id, purpose FROM keks ORDER BY id").fetchall()
    assert found == [(1, "dek"), (2, "index"), (3, "match")]
    assert "Exported 1 entries" in shell.done("audit", "export", "--out", shell.home / "log")


def test_an_officer_is_created_once(shell: Shell) -> None:
    assert "Created robin" in shell.done(*shell.officer())
    assert "already" in shell.refused(*shell.officer())
    assert "12 characters" in shell.refused(*shell.officer("kim", password="short"))
    assert "/roles" in shell.refused(*shell.officer("kim", role="superuser"))
    assert "/email" in shell.refused(*shell.officer("kim", email="no address"))


def test_an_officer_s_own_identifiers_are_given_and_changed(shell: Shell) -> None:
    shell.done("init")
    shell.done(*shell.officer(email="robin@example.org"), "--staff-number", "77")
    changed = shell.done("officer", "amend", "robin", "--staff-number", "78")
    assert changed == "Changed robin.\n"
    assert "/staff_number" in shell.refused("officer", "amend", "robin", "--staff-number", " ")
    shell.refused("officer", "amend", "kim", "--email", "kim@example.org")


def test_a_client_is_created_with_a_secret_or_with_a_key(shell: Shell, tmp_path: Path) -> None:
    made = json.loads(shell.done("client", "create", "Form", "--scope", "reports:write"))
    assert made["client_id"].startswith("redress-")
    assert made["client_secret"]
    key = tmp_path / "key.json"
    key.write_text(
        '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
    )
    create = ("client", "create", "Form", "--scope", "reports:write", "--public-jwk", key)
    assert json.loads(shell.done(*create))["client_secret"] is None
    key.write_text("[]")
    assert "/public_jwk" in shell.refused(*create)
    assert "/scopes" in shell.refused("client", "create", "Form", "--scope", "everything")
    receiving = ("client", "create", "Bookings", "--scope", "referrals:receive")
    assert "of a support service" in shell.refused(*receiving)
    nowhere = "01890000-0000-7000-8000-000000000000"
    assert "No service has this id" in shell.refused(*receiving, "--service", nowhere)


def test_an_export_is_verified_offline(shell: Shell, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    assert "Exported 1 entries" in shell.done("audit", "export", "--out", old)
    assert "exists already" in shell.refused("audit", "export", "--out", old)
    shell.done(*shell.officer())
    kept = old / "checkpoint"
    shell.done("audit", "export", "--out", new, "--since", kept)
    assert "OK" in shell.done("audit", "verify", new, "--since", kept, "--vkey", old / "vkey")
    with (new / "entries.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert "REFUSED" in shell.refused("audit", "verify", new)
    assert shell.run("audit", "verify", tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe"])
def test_an_export_since_nothing_of_ours_is_refused_and_leaves_no_folder(
    shell: Shell, tmp_path: Path, content: bytes
) -> None:
    kept, out = tmp_path / "kept", tmp_path / "out"
    kept.write_bytes(content)
    assert "checkpoint" in shell.refused("audit", "export", "--out", out, "--since", kept)
    assert not out.exists()


def test_verifying_needs_no_instance(shell: Shell, tmp_path: Path) -> None:
    shell.done("audit", "export", "--out", tmp_path / "out")
    shutil.rmtree(shell.home)
    assert "OK" in shell.done("audit", "verify", tmp_path / "out", DATABASE_URL="nonsense")


COMMANDS = [
    ["officer", "create", "kim", "--name", "K", "--role", "auditor", "--password", PASSWORD],
    ["client", "create", "Form", "--scope", "reports:write"],
    ["audit", "export", "--out", "/nonexistent/out"],
    ["serve"],
    ["worker"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_without_a_keyring_nothing_starts(shell: Shell, command: list[str]) -> None:
    (shell.home / "keyring" / "keyring.json").unlink()
    assert "There is no keyring" in shell.refused(*command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_keyring_others_can_read_is_refused(shell: Shell, command: list[str]) -> None:
    (shell.home / "keyring" / "keyring.json").chmod(0o644)
    assert "chmod 600" in shell.refused(*command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_pending_migrations_are_refused(shell: Shell, command: list[str]) -> None:
    (shell.home / "data" / "redress.db").unlink()
    assert "redress db upgrade" in shell.refused(*command)


def test_upgrading_brings_an_instance_back(shell: Shell) -> None:
    (shell.home / "data" / "redress.db").unlink()
    assert "newest schema" in shell.done("db", "upgrade")
    assert "Created robin" in shell.done(*shell.officer())


def test_what_a_demonstration_made_is_no_real_instance(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    shell.done("init", demo=True)
    assert "demonstration" in shell.refused(*shell.officer())
    assert "Created robin" in shell.done(*shell.officer(), demo=True)


def test_sample_credentials_are_refused_beside_a_real_keyring(shell: Shell) -> None:
    import sqlite3

    shell.done(*shell.officer())
    with sqlite3.connect(shell.home / "data" / "redress.db") as database:
        database.execute("UPDATE officers SET demo = 1")
    database.close()
    assert "sample credentials" in shell.refused("client", "create", "F", "--scope", "scim")


def test_a_bad_setting_is_told_without_a_traceback(shell: Shell) -> None:
    assert "REDRESS_PORT" in shell.refused(*shell.officer(), REDRESS_PORT="many")
    assert "REDRESS_KEYRING" in shell.refused(
        "init", REDRESS_KEYRING=str(shell.home / "data" / "keyring.json")
    )
