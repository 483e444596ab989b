"""Where a demonstration keeps its things, and the environment in which ``redress`` finds them."""

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.demo.house import INSTITUTION

LOG_ORIGIN = "demo.redress.example/log"
NATION, TIME_ZONE = "england", "Europe/London"
_OURS = ("DATABASE_URL", "REDRESS_")


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a demonstration, and the port it is served on."""

    folder: Path
    port: int

    @property
    def database(self) -> Path:
        """The main database."""
        return self.folder / "data" / "redress.db"

    @property
    def keystore(self) -> Path:
        """The database of wrapped data keys."""
        return self.folder / "keystore" / "keystore.db"

    @property
    def keyring(self) -> Path:
        """The root keys, outside the database's folder."""
        return self.folder / "keyring" / "keyring.json"

    @property
    def attachments(self) -> Path:
        """The sealed files."""
        return self.folder / "attachments"

    @property
    def logs(self) -> Path:
        """Where the server and the worker write."""
        return self.folder / "logs"

    @property
    def credentials(self) -> Path:
        """Every secret of the sample; written last, so it also says that the sample is whole."""
        return self.folder / "credentials.json"

    @property
    def env(self) -> Path:
        """What a shell sources."""
        return self.folder / "env"

    @property
    def is_whole(self) -> bool:
        """Whether a sample is here that was finished, with nothing taken away since."""
        parts = (self.credentials, self.database, self.keystore, self.keyring)
        return all(path.exists() for path in parts)

    @property
    def base_url(self) -> str:
        """Where the demonstration is reached."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Give the settings of the demonstration, as environment variables."""
        return {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "REDRESS_KEYSTORE_URL": f"sqlite:///{self.keystore}",
            "REDRESS_KEYRING": str(self.keyring),
            "REDRESS_ATTACHMENTS": str(self.attachments),
            "REDRESS_DEMO": "1",
            "REDRESS_DEMO_FOLDER": str(self.folder),
            "REDRESS_HOST": "127.0.0.1",
            "REDRESS_PORT": str(self.port),
            "REDRESS_BASE_URL": self.base_url,
            "REDRESS_LOG_ORIGIN": LOG_ORIGIN,
            "REDRESS_INSTITUTION": INSTITUTION,
            "REDRESS_TIME_ZONE": TIME_ZONE,
            "REDRESS_NATION": NATION,
        }

    def whole_environment(self) -> dict[str, str]:
        """Give this process's environment with the demonstration's settings and no others."""
        rest = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return rest | self.environment()

    def clear(self) -> None:
        """Throw away what a demonstration keeps here, and nothing else."""
        self.credentials.unlink(missing_ok=True)
        self.env.unlink(missing_ok=True)
        files = (self.database, self.keystore, self.keyring)
        for folder in (*(path.parent for path in files), self.attachments, self.logs):
            if folder.exists():
                shutil.rmtree(folder)


def as_shell(environment: Mapping[str, str]) -> str:
    """Write variables so that a shell may source them, whatever is in them."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    return "\n".join(["# Source this: redress then works on the demonstration.", *lines, ""])
