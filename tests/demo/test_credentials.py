"""The credentials: complete, private, kept over a restart, and good for a demonstration only."""

import dataclasses
import stat
import time
from collections.abc import Mapping
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner

from service.app import NotReady, create_app
from service.cli import main
from service.config import BadSettings, Settings, load_settings
from service.crypto.keyring import FileKeyring
from service.domain.actors import NOBODY, Scope
from service.domain.errors import SignInFailed
from service.usecases import accounts, clients
from service.usecases.runtime import Runtime
from tests.demo.conftest import PORT, Demo

pytestmark = pytest.mark.single_database


@pytest.fixture
def demo_settings(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in demo.place.environment().items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_the_files_are_complete_and_private(demo: Demo) -> None:
    content, place = demo.credentials, demo.place
    assert content["base_url"] == f"http://127.0.0.1:{PORT}"
    assert content["console_url"] == f"http://127.0.0.1:{PORT}/console/"
    assert {name: Path(content[name]) for name in ("database", "keystore", "keyring")} == {
        "database": place.database, "keystore": place.keystore, "keyring": place.keyring,
    }  # fmt: skip
    for officer in content["officers"]:
        assert set(officer) == {"username", "password", "totp_secret", "roles"}
    for client in content["clients"]:
        assert set(client) == {"name", "client_id", "client_secret", "scopes", "service_id"}
        assert bool(client["service_id"]) == (Scope.REFERRALS_RECEIVE in client["scopes"])
    for path in (place.credentials, place.env, place.keyring):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert place.database.parent not in place.keyring.parents


def test_a_second_start_keeps_the_sample_and_takes_the_new_port(demo: Demo) -> None:
    before = demo.credentials
    said = demo.start(port=PORT + 1)
    after = demo.credentials
    assert "Using the sample data" in said[0]
    assert after["clients"] == before["clients"]
    assert after["officers"] == before["officers"]
    assert after["audit_public_key"] == before["audit_public_key"]
    assert after["base_url"] == f"http://127.0.0.1:{PORT + 1}"
    assert f"REDRESS_PORT={PORT + 1}" in demo.place.env.read_text()
    demo.start()


def test_the_settings_in_env_are_a_demonstrations(demo: Demo, demo_settings: Settings) -> None:
    assert demo_settings.demo
    assert demo_settings.base_url == demo.credentials["base_url"]
    assert demo.credentials["audit_public_key"].startswith(demo_settings.log_origin)


def test_a_demonstration_accepts_them_and_a_real_instance_does_not(
    demo: Demo, sample: Runtime
) -> None:
    officer, client = demo.credentials["officers"][1], demo.credentials["clients"][0]
    assert not signs_in(sample, officer, demo=False)
    assert signs_in(sample, officer, demo=True)
    for allowed in (True, False):
        try:
            with sample.unit(NOBODY) as unit:
                clients.prove_secret(
                    unit, client["client_id"], client["client_secret"], demo=allowed
                )
        except SignInFailed:
            assert not allowed
        else:
            assert allowed


def test_no_real_instance_starts_on_a_demonstrations_keyring(demo_settings: Settings) -> None:
    with pytest.raises(BadSettings, match="REDRESS_KEYRING"):
        create_app(dataclasses.replace(demo_settings, demo=False))


def test_no_real_instance_starts_on_a_demonstrations_database(
    demo_settings: Settings, tmp_path: Path
) -> None:
    keyring = FileKeyring.create(tmp_path / "keyring.json").path
    with pytest.raises(NotReady, match="sample credentials"):
        create_app(dataclasses.replace(demo_settings, demo=False, keyring=keyring))


def test_the_command_tells_the_code_of_now(demo: Demo) -> None:
    officer = demo.credentials["officers"][0]
    command = ["demo", "--folder", str(demo.place.folder), "code", officer["username"]]
    before = time.time()
    done = CliRunner().invoke(main, command)
    totp = pyotp.TOTP(officer["totp_secret"])
    assert done.exit_code == 0
    assert done.stdout.strip() in {totp.at(int(before)), totp.at(int(time.time()))}


@pytest.mark.parametrize(("there", "says"), [(True, "no officer"), (False, "make demo")])
def test_the_command_says_why_there_is_no_code(
    demo: Demo, tmp_path: Path, there: bool, says: str
) -> None:
    folder = demo.place.folder if there else tmp_path
    done = CliRunner().invoke(main, ["demo", "--folder", str(folder), "code", "nobody"])
    assert done.exit_code == 1
    assert says in done.stderr


def signs_in(runtime: Runtime, officer: Mapping[str, str], *, demo: bool) -> bool:
    with runtime.unit(NOBODY) as unit:
        code = pyotp.TOTP(officer["totp_secret"]).at(unit.now)
        token = accounts.sign_in(
            unit, username=officer["username"], password=officer["password"], code=code,
            absolute=runtime.rules.session_absolute, demo=demo,
        )  # fmt: skip
    return token is not None
