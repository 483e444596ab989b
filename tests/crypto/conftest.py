"""What the crypto tests share: the providers under test and a keyring known byte by byte."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.crypto.keyring import FileKeyring
from service.crypto.provider import MAC_NAMES, SIGNING_NAMES, KeyProvider

PROVIDERS: dict[str, Callable[[Path], KeyProvider]] = {
    "file": lambda folder: FileKeyring.create(folder / "keys" / "keyring.json"),
}
"""Every kind of provider; test_provider.py runs whole against each. Add new kinds here."""


@pytest.fixture(params=PROVIDERS.values(), ids=PROVIDERS.keys())
def provider(request: pytest.FixtureRequest, tmp_path: Path) -> KeyProvider:
    return request.param(tmp_path)


def document() -> dict[str, object]:
    """A keyring whose root keys are 30…, 40… and whose other keys are 60…, as its JSON."""

    def key(first: int) -> str:
        return base64.b64encode(bytes(range(first, first + 32))).decode()

    return {
        "format": 1,
        "demo": False,
        "made_at": "2026-01-31T09:00:00+00:00",
        "roots": {"2": key(0x30), "3": key(0x40)},
        "macs": {name: key(0x60) for name in MAC_NAMES},
        "signers": {name: {"1": key(0x60)} for name in SIGNING_NAMES},
    }


@pytest.fixture
def known_path(tmp_path: Path) -> Path:
    path = tmp_path / "known.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(document()))
    return path
