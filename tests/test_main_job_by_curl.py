"""docs/main-job.sh, as an integrator would run it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from service.config import Settings
from service.usecases.runtime import Runtime
from tests.builders import OFFICE, World
from tests.live import serving
from tests.optional import require

ROOT = Path(__file__).parents[1]


def test_the_main_job_by_curl(
    settings: Settings, runtime: Runtime, world: World, tmp_path: Path
) -> None:
    require(shutil.which("curl") is not None, "curl")
    world.service()
    client, secret, _ = world.client(*OFFICE)
    with serving(settings, tmp_path / "log") as server:
        one = {"client_id": client.client_id, "client_secret": secret, "scopes": client.scopes}
        credentials = tmp_path / "credentials.json"
        credentials.write_text(json.dumps({"base_url": server.url, "clients": [one]}))
        done = subprocess.run(
            ["sh", "docs/main-job.sh", str(credentials)],
            cwd=ROOT,
            env={**os.environ, "REDRESS": f"{sys.executable} -m service.cli"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Refused:") == 4
