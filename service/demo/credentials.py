"""The file that says how to get in, and the current TOTP code of an officer."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyotp

from service.demo.cast import Cast
from service.demo.place import Place, as_shell

_STEP = 30


def write(place: Place, secrets: dict[str, Any], vkey: str) -> dict[str, Any]:
    """Write ``env``, then ``credentials.json``: whole or not at all, and for this user only.

    Args:
        secrets: at least the lists ``clients`` and ``officers``.
        vkey: the log's public key, as auditors keep it.
    """
    content = {
        "base_url": place.base_url, "console_url": f"{place.base_url}/console/",
        "clients": secrets["clients"], "officers": secrets["officers"],
        "database": str(place.database), "keystore": str(place.keystore),
        "keyring": str(place.keyring), "audit_public_key": vkey,
    }  # fmt: skip
    _replace(place.env, as_shell(place.environment()))
    _replace(place.credentials, json.dumps(content, indent=2) + "\n")
    return content


def read(place: Place) -> dict[str, Any]:
    """Read the credentials of a sample that is whole."""
    content: dict[str, Any] = json.loads(place.credentials.read_text())
    return content


def secrets_of(cast: Cast) -> dict[str, Any]:
    """Give what of a cast goes into the file."""
    return {"clients": cast.clients, "officers": cast.officers}


def current_code(officers: Sequence[dict[str, Any]], username: str) -> tuple[str, int] | None:
    """Give an officer's TOTP code and the seconds it is still shown for; None for a stranger."""
    for officer in officers:
        if officer["username"] == username:
            now = time.time()
            return pyotp.TOTP(officer["totp_secret"]).at(int(now)), _STEP - int(now) % _STEP
    return None


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)
