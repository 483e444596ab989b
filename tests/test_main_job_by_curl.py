"""The scripts of docs/, as an integrator would run them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.config import Settings
from service.domain.actors import Scope
from service.usecases.runtime import Runtime
from tests.builders import OFFICE, World
from tests.live import serving
from tests.optional import require

ROOT = Path(__file__).parents[1]
REDRESS = f"{sys.executable} -m service.cli"


@pytest.fixture
def clients(world: World) -> list[dict[str, Any]]:
    """The office, and the system of a support service."""
    service = world.service(characteristics=["race"], sites=["St Elsewhere"])
    office, theirs = (
        world.client(*OFFICE), world.client(Scope.REFERRALS_RECEIVE, service_id=service.id)
    )  # fmt: skip
    return [
        {
            "client_id": client.client_id, "client_secret": secret, "scopes": client.scopes,
            "service_id": str(client.service_id) if client.service_id else None,
        }
        for client, secret, _ in (office, theirs)
    ]  # fmt: skip


def run(script: str, settings: Settings, clients: list[dict[str, Any]], tmp_path: Path) -> str:
    require(shutil.which("curl") is not None, "curl")
    with serving(settings, tmp_path / "log") as server:
        credentials = tmp_path / "credentials.json"
        credentials.write_text(json.dumps({"base_url": server.url, "clients": clients}))
        done = subprocess.run(
            ["sh", script, str(credentials)],
            cwd=ROOT,
            env={**os.environ, "REDRESS": REDRESS, "SITE": "St%20Elsewhere"},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_main_job_by_curl(
    settings: Settings, runtime: Runtime, clients: list[dict[str, Any]], tmp_path: Path
) -> None:
    said = run("docs/main-job.sh", settings, clients, tmp_path)
    assert said.count("Refused:") == 4


def test_support_by_curl(
    settings: Settings, runtime: Runtime, clients: list[dict[str, Any]], tmp_path: Path
) -> None:
    said = run("docs/support-job.sh", settings, clients, tmp_path)
    assert "revoked: consent_withdrawn" in said
    assert "four calls refused" in said
